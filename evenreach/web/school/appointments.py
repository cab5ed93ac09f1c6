"""A visit as its school sees it: who comes when, why so, and what to prepare."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from evenreach.desks.planning.models import Proposal
from evenreach.flow.offer.visit_specifications import VisitSpecification
from evenreach.flow.visits.models import Visit
from evenreach.web.school import words
from evenreach.web.school.next_steps import service_definition
from evenreach.web.words import YEARS

OF_THE_SCHOOL = ("school", "school_and_service")


@dataclass(frozen=True, slots=True)
class Appointment:
    visit: Visit
    promised: VisitSpecification
    why: list[str]
    is_to_come: bool

    @property
    def can_be_confirmed(self) -> bool:
        return self.is_to_come and self.visit.state == Visit.State.PROPOSED

    @property
    def can_be_moved(self) -> bool:
        return self.is_to_come and self.visit.state in (Visit.State.PROPOSED, Visit.State.BOOKED)

    @property
    def rows(self) -> list[dict[str, Any]]:
        request = self.visit.school_request
        return [
            {"key": "When", "value": words.when(self.visit)},
            {"key": "Specialist", "value": self.visit.specialist.name},
            {"key": "Service", "value": words.service_of(request)},
            {"key": "Where", "value": request.school.name},
        ]

    @property
    def learner(self) -> str:
        """Whom the visit is about, in as few words as the school needs."""
        about = self.visit.school_request.learner
        if about is None:
            return ""
        return f"{about.initials}, {YEARS.get(about.year_group, about.year_group)}"

    @property
    def to_prepare(self) -> list[str]:
        return [step.what for step in self.promised.before if step.who in OF_THE_SCHOOL]


def appointment_of(visit: Visit, proposal: Proposal | None, *, now: datetime) -> Appointment:
    """A visit of the school with the reasons for it, if it was proposed by the rule."""
    request = visit.school_request
    return Appointment(
        visit=visit,
        promised=service_definition(request).visit(request.specification.slug),
        why=[] if proposal is None else words.why_proposed(proposal, visit),
        is_to_come=visit.half_day.starts_at > now,
    )
