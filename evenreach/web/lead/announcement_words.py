"""Announcements as their author and approver read them."""

from collections.abc import Iterable, Sequence
from typing import Any

from django.urls import reverse

from evenreach.desks.publishing.addressing import Addressed
from evenreach.desks.publishing.announcement_models import AnnouncementVersion
from evenreach.desks.publishing.announcement_queries import Sent
from evenreach.desks.publishing.findings import Finding
from evenreach.flow.journal.models import Goes
from evenreach.web.templatetags.announcing import STEPS
from evenreach.web.templatetags.evenreach import date_gov, datetime_gov

Audience = AnnouncementVersion.Audience
AUDIENCES: dict[str, tuple[str, str]] = {
    Audience.EVERYONE: ("Everyone", "On the public pages, and by mail to everybody at schools"),
    Audience.SCHOOLS: ("Everybody at schools", ""),
    Audience.HEADS: ("Headteachers", ""),
    Audience.SENCOS: ("SENCOs", ""),
    Audience.PARTNERSHIP: ("Everybody at the schools of a partnership", ""),
    Audience.PHASE: ("Everybody at the schools of a phase", ""),
    Audience.CHOSEN: ("Everybody at chosen schools", ""),
}
TAGS: dict[str, dict[str, str]] = {
    "drafted": {"text": "Draft", "colour": "grey"},
    "submitted": {"text": "Submitted", "colour": "yellow"},
    "approved": {"text": "Approved", "colour": "blue"},
    "published": {"text": "Published", "colour": "green"},
    "withdrawn": {"text": "Withdrawn", "colour": "red"},
}
COLUMNS = [{"text": name} for name in ("Announcement", "For", "Written by", "Stands")]
FINDING_COLUMNS = [{"text": name} for name in ("Where", "What", "How to mend it")]


def version_rows(versions: Iterable[AnnouncementVersion]) -> list[list[Any]]:
    return [
        [
            {
                "text": named(version),
                "href": reverse("lead:announcement", args=[version.pk]),
            },
            audience_of(version),
            version.author.name,
            {"text": TAGS[version.state]["text"], "tag": TAGS[version.state]["colour"]},
        ]
        for version in versions
    ]


def named(version: AnnouncementVersion) -> str:
    """Its title, from the second version on with the number."""
    return version.title if version.number == 1 else f"{version.title}, version {version.number}"


def audience_of(version: AnnouncementVersion) -> str:
    words, _ = AUDIENCES[version.audience]
    if version.partnership is not None:
        return f"Everybody at the schools of {version.partnership.name}"
    if version.phase:
        return f"Everybody at schools of the phase {version.phase}"
    if version.urns:
        return (
            f"Everybody at {len(version.urns)} chosen school{'' if len(version.urns) == 1 else 's'}"
        )
    return words


def about(version: AnnouncementVersion, addressed: Addressed | None) -> list[dict[str, str]]:
    """Everything but the text, as rows of a summary list."""
    rows = [
        ("Reference", version.reference),
        ("For", audience_of(version)),
        ("Public pages", "Shown there" if version.is_public else "Not shown: recipients only"),
        ("Thread", f"{version.thread}: {STEPS[version.step].lower()}" if version.thread else ""),
        ("Whom to ask", version.contact),
        ("Written by", version.author.name),
        ("Approved", _approval(version)),
        ("Published", datetime_gov(version.published_at)),
        ("Would be sent to", _reaching(addressed)),
        ("What changed", version.changed),
    ]
    return [{"key": key, "value": value} for key, value in rows if value]


def finding_rows(findings: Sequence[Finding], *, stops: bool) -> list[list[str]]:
    return [[each.where, each.what, each.mend] for each in findings if each.stops == stops]


def delivery(sent: Sent) -> str:
    """What has become of one person's mail."""
    mail = sent.mail
    if mail.sent_at is not None:
        return f"Sent {datetime_gov(mail.sent_at)}"
    if mail.goes == Goes.NEVER:
        return "Not sent: they stopped announcements"
    if mail.goes == Goes.DAILY:
        return "In a daily digest" if mail.in_digest else "Waits for the daily digest"
    if mail.last_error:
        return f"Not sent after {mail.attempts} attempts: {mail.last_error}"
    return f"Waiting since {datetime_gov(sent.copy.queued_at)}"


def delivery_figures(copies: Sequence[Sent]) -> list[dict[str, Any]]:
    """How many people, and what has become of their mail."""
    counted = (
        ("people written to", len(copies)),
        ("mails sent", sum(each.mail.sent_at is not None for each in copies)),
        ("could not be sent", sum(each.has_failed for each in copies)),
        ("stopped announcements", sum(each.mail.goes == Goes.NEVER for each in copies)),
    )
    return [{"label": label, "value": value, "note": ""} for label, value in counted]


def _approval(version: AnnouncementVersion) -> str:
    if version.approver is None:
        return ""
    said = f"By {version.approver.name} on {date_gov(version.approved_at)}"
    is_waiting = version.state == AnnouncementVersion.State.APPROVED
    return f"{said}, for {datetime_gov(version.publish_at)}" if is_waiting else said


def _reaching(addressed: Addressed | None) -> str:
    if addressed is None:
        return ""
    people = f"{addressed.people} {'person' if addressed.people == 1 else 'people'}"
    schools = f"{addressed.schools} school{'' if addressed.schools == 1 else 's'}"
    nobody = f"; at {addressed.without} more nobody" if addressed.without else ""
    return f"{people} at {schools}{nobody}, as of today"
