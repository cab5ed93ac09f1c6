"""What a service has to share in a year, from its minutes to the sessions granted."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.urls import reverse

from evenreach.desks.allocation.models import Policy
from evenreach.flow.entitlement.models import Capacity
from evenreach.flow.offer.models import ServiceOffer
from evenreach.web.templatetags.evenreach import MINUS, date_gov

Row = list[Any]
POLICY_COLUMNS = [{"text": "Policy"}, {"text": "Every school has"}, {"text": "Stands"}]
CAPACITY_COLUMNS = [
    {"text": "Time"},
    {"text": "Minutes", "numeric": True},
    {"text": "Hours", "numeric": True},
]


@dataclass(frozen=True, slots=True)
class ServiceShared:
    """One service of the year: its capacity if it is set, what was granted, its policies."""

    part: ServiceOffer
    capacity: Capacity | None
    granted_minutes: int
    policies: Sequence[Policy]

    @property
    def is_adopted(self) -> bool:
        return any(policy.adopted_at is not None for policy in self.policies)

    @property
    def capacity_caption(self) -> str:
        return f"What {self.part.name} has to share"

    @property
    def policies_caption(self) -> str:
        return f"Policies for {self.part.name}"

    @property
    def capacity_rows(self) -> list[Row]:
        """Every kind of minute that is taken off before the rest is shared."""
        if self.capacity is None:
            return []
        has = self.capacity
        taken = [
            ("less statutory work", has.statutory_minutes),
            ("less travel", has.travel_minutes),
            ("less supervision, meetings and training", has.supervision_minutes),
            ("less the adjustment pool", has.pool_minutes),
        ]
        working = ["Working time", f"{has.working_minutes:,}", _hours(has.working_minutes)]
        less = [
            [words, f"{MINUS} {minutes:,}", f"{MINUS} {_hours(minutes)}"]
            for words, minutes in taken
        ]
        return [working, *less]

    @property
    def capacity_foot(self) -> Row:
        minutes = 0 if self.capacity is None else self.capacity.shared_minutes
        return ["left to share", f"{minutes:,}", _hours(minutes)]

    @property
    def capacity_result(self) -> str:
        """225,720 minutes ÷ 180 minutes a session = 1,254 whole sessions."""
        if self.capacity is None:
            return ""
        has = self.capacity
        over = has.shared_minutes % has.session_minutes
        rest = f"; the {over} minutes over stay with the service" if over else ""
        return (
            f"{has.shared_minutes:,} minutes ÷ {has.session_minutes} minutes a session = "
            f"{has.sessions:,} whole sessions{rest}."
        )

    @property
    def granted_words(self) -> str:
        """What of the sessions was granted, and whether that is all of them."""
        if self.capacity is None or not self.granted_minutes:
            return "No session is granted yet: no policy is adopted."
        granted = self.granted_minutes // self.capacity.session_minutes
        if granted == self.capacity.sessions:
            return f"{granted:,} sessions granted: exactly all that there were to share."
        return f"{granted:,} sessions granted, of {self.capacity.sessions:,} to share."

    @property
    def policy_rows(self) -> list[Row]:
        return [_policy_row(policy) for policy in self.policies]


def _policy_row(policy: Policy) -> Row:
    if policy.adopted_at is None:
        stands = f"Draft of {date_gov(policy.drafted_at)}"
    else:
        stands = f"Adopted on {date_gov(policy.adopted_at)}"
    name = {"text": policy.name, "href": reverse("lead:policy", args=[policy.pk])}
    return [name, _least(policy), stands]


def _least(policy: Policy) -> str:
    """A base of 3, a floor of 3, or both."""
    parts = [
        f"{words} of {policy.terms[name]}"
        for name, words in (("base_sessions", "a base"), ("floor_sessions", "a floor"))
        if policy.terms[name]
    ]
    return ", ".join(parts).capitalize() or "No base or floor"


def _hours(minutes: int) -> str:
    return f"{minutes / 60:,.1f}"
