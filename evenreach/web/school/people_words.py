"""How the people of a school and its open invitations are shown."""

from collections.abc import Iterable
from datetime import date, datetime
from typing import Any

from django.urls import reverse

from evenreach.flow.people.models import RoleGrant, RoleInvitation
from evenreach.web.templatetags.evenreach import date_gov


def people_rows(grants: Iterable[RoleGrant], *, may_grant: bool) -> list[dict[str, Any]]:
    return [_person_row(grant, may_grant) for grant in grants]


def invitation_rows(
    invitations: Iterable[RoleInvitation], *, now: datetime, may_grant: bool
) -> list[dict[str, Any]]:
    return [_invitation_row(invitation, now, may_grant) for invitation in invitations]


def period_of(starts_on: date, ends_on: date | None) -> str:
    """Since 1 July 2025, until 30 November 2026: the first day without the role."""
    until = "" if ends_on is None else f", ends on {date_gov(ends_on)}"
    return f"Since {date_gov(starts_on)}{until}"


def state_of(invitation: RoleInvitation, *, now: datetime) -> str:
    if invitation.expires_at <= now:
        return f"Expired on {date_gov(invitation.expires_at)}"
    until = f"open until {date_gov(invitation.expires_at)}"
    if invitation.seen_at is not None:
        return f"Seen on {date_gov(invitation.seen_at)}, {until}"
    return f"Sent on {date_gov(invitation.sent_at)}, {until}"


def _person_row(grant: RoleGrant, may_grant: bool) -> dict[str, Any]:
    place = [grant.urn, grant.pk]
    actions = [
        {"href": reverse("school:people_hand_over", args=place), "text": "Hand over"},
        {"href": reverse("school:people_end", args=place), "text": "End"},
    ]
    about = {"about": f"the role of {grant.person.name}"}
    return {
        "key": grant.person.name,
        "lines": [grant.title or "No title", period_of(grant.starts_on, grant.ends_on)],
        "actions": [action | about for action in actions] if may_grant else [],
    }


def _invitation_row(invitation: RoleInvitation, now: datetime, may_grant: bool) -> dict[str, Any]:
    lines = [invitation.title, invitation.email, state_of(invitation, now=now)]
    if invitation.takes_over is not None:
        lines.append(f"Takes over from {invitation.takes_over.person.name}")
    action = {
        "href": reverse("school:people_invitation", args=[invitation.urn, invitation.pk]),
        "text": "Send again or withdraw",
        "about": f"the invitation of {invitation.name}",
    }
    return {"key": invitation.name, "lines": lines, "actions": [action] if may_grant else []}
