"""What happens next with a request, and by when its service has promised it."""

from dataclasses import dataclass
from datetime import date, datetime

from django.utils import timezone

from evenreach.desks.planning.queries import open_days
from evenreach.flow.offer.definitions import ServiceDefinition
from evenreach.flow.requests.models import SchoolRequest
from evenreach.flow.requests.states import State
from evenreach.flow.requests.triage import ADVICE
from evenreach.flow.visits.models import Visit
from evenreach.methods.calendar import CalendarEnds, academic_year_of, add_school_days
from evenreach.web.school import words
from evenreach.web.templatetags.evenreach import date_gov


@dataclass(frozen=True, slots=True)
class Promise:
    """So many school days from a day on, and the day that makes, where the calendar reaches."""

    school_days: int
    by: date | None
    today: date

    @property
    def words(self) -> str:
        within = f"within {self.school_days} school days"
        return within if self.by is None else f"{within}, by {date_gov(self.by)}"

    @property
    def is_late(self) -> bool:
        return self.by is not None and self.by < self.today


def service_definition(request: SchoolRequest) -> ServiceDefinition:
    """What the service promised in the offer under which the request was made."""
    return ServiceDefinition.model_validate(request.specification.service_offer.definition)


def next_steps(request: SchoolRequest, *, visit: Visit | None, now: datetime) -> list[str]:
    """What the school can expect or do, in sentences."""
    service, targets = words.service_of(request), service_definition(request).targets
    if request.state == State.ASKED and request.asked_at is not None:
        promise = _promise(request, request.asked_at, targets.triage_school_days, now)
        return _waited(request, promise, f"{service} answers {promise.words}.")
    if request.state == State.ACCEPTED and request.answered_at is not None and visit is None:
        promise = _promise(request, request.answered_at, targets.visit_school_days, now)
        said = f"{service} looks for a half-day and visits {promise.words}."
        return _waited(request, promise, said)
    if request.state == State.SEEN and visit is not None:
        promise = _promise(request, visit.half_day.ends_at, targets.report_school_days, now)
        said = f"{visit.specialist.name} writes the report {promise.words}."
        return _waited(request, promise, said)
    return _TO_DO.get(State(request.state), [])


_TO_DO = {
    State.DRAFTED: ["Only your school sees this draft. Finish it and send it."],
    State.ACCEPTED: ["A visit is proposed. Confirm it, or ask for another half-day."],
    State.BOOKED: [
        "The visit is booked. Prepare it as listed below.",
        "If the day no longer suits, tell us as soon as you can by asking for another half-day.",
    ],
    State.REPORTED: [
        "Read the report, go through it with the family, and put in place what was agreed.",
    ],
    State.RETURNED: [
        "Read what the service asks for, and send the request again with it. The service's time to "
        "answer begins anew; your place on its waiting list goes by the day you first asked.",
    ],
    State.DECLINED: [
        "Read the reason below. If something has changed or was left out, ask again.",
        ADVICE,
    ],
    State.SIGNPOSTED: ["Read below who can help instead, and how.", ADVICE],
    State.WITHDRAWN: ["Nothing more happens. If the worry comes back, ask again."],
    State.CLOSED: ["The cycle is closed. If the worry comes back, ask again."],
}


def _promise(request: SchoolRequest, since: datetime, school_days: int, now: datetime) -> Promise:
    today, begins = timezone.localdate(now), timezone.localdate(since)
    days = open_days(request.authority_id, academic_year=academic_year_of(begins).begins_in)
    try:
        by = add_school_days(begins, school_days, days)
    except CalendarEnds:
        by = None
    return Promise(school_days, by, today)


def _waited(request: SchoolRequest, promise: Promise, said: str) -> list[str]:
    contact = service_definition(request).contact
    if promise.is_late:
        return [said, f"That day has passed. Ask the {contact.team}: {contact.email}."]
    return [said, "You get an email when there is news. It never names the learner."]
