from datetime import datetime

from django.db import IntegrityError, transaction

from evenreach.flow.entitlement.actions import use
from evenreach.flow.entitlement.ring_fences import purpose_of
from evenreach.flow.journal.refusal import Refusal
from evenreach.flow.people.actions import journal_act
from evenreach.flow.people.eyes import Eyes
from evenreach.flow.people.models import Person
from evenreach.flow.requests.actions import change_state
from evenreach.flow.requests.consents import demand_consent
from evenreach.flow.requests.models import SchoolRequest
from evenreach.flow.requests.states import State, move_from
from evenreach.flow.visits.costs import Cause, Notice, cost_of
from evenreach.flow.visits.ending import end_visit, tell, tell_school
from evenreach.flow.visits.models import Booking, LearnerBooking, Visit
from evenreach.flow.visits.queries import visit_of_school, visit_of_specialist
from evenreach.flow.visits.together import party_of, visit_beside
from evenreach.methods.calendar import HalfDay


class AlreadyBooked(Refusal):
    """Somebody or some learner would have to be in two places at once."""

    def __init__(self) -> None:
        super().__init__(
            "That half-day has just been taken. Propose the visit again: the next free half-day "
            "is found anew."
        )


class VisitHasEnded(Refusal):
    """The visit is no longer where this action starts from."""

    def __init__(self, visit: Visit, wanted: str) -> None:
        super().__init__(
            f"The visit of {visit.on:%-d %B %Y} is {visit.state}, so it cannot be {wanted}. Open "
            "the request to see what can be done now."
        )


class HalfDayPassed(Refusal):
    """A proposed half-day began before it was confirmed."""

    def __init__(self, visit: Visit) -> None:
        super().__init__(
            f"The half-day of {visit.on:%-d %B %Y} has passed. Ask for another, or wait: the "
            "service proposes one anew."
        )


class NotYet(Refusal):
    """A visit cannot have happened before its half-day."""

    def __init__(self, visit: Visit) -> None:
        super().__init__(
            f"The visit is on {visit.on:%-d %B %Y}, which is still to come. Record it afterwards, "
            "or move it."
        )


@transaction.atomic
def propose_visit(
    *,
    by: Eyes,
    at: datetime,
    request: SchoolRequest,
    specialist: Person,
    half_day: HalfDay,
) -> Visit:
    """Hold a half-day of a specialist for an accepted request and ask the school.

    Raises AlreadyBooked where the specialist, the learner or the request has another visit then.
    """
    move_from(State(request.state), "book", reference=request.reference)
    demand_consent(request)
    try:
        with transaction.atomic():
            visit = _hold(at, request, specialist, half_day)
    except IntegrityError as error:
        raise AlreadyBooked from error
    journal_act(by=by, at=at, verb="visit proposed", about=visit)
    tell_school(visit, at, "proposed", "Sign in to confirm it or to ask for another.")
    return visit


@transaction.atomic
def lapse_proposals(*, by: Eyes, at: datetime, request: SchoolRequest) -> None:
    """End a proposal whose half-day began before anybody confirmed it; it holds nobody any more."""
    proposed = Visit.objects.of(by.authority_id).filter(
        school_request=request, state=Visit.State.PROPOSED
    )
    for visit in proposed:
        if visit.half_day.starts_at <= at:
            end_visit(by, at, visit, Visit.State.MOVED, "Its half-day passed unconfirmed.")


@transaction.atomic
def confirm_visit(*, by: Eyes, at: datetime, visit_id: int) -> Visit:
    """Book a proposed visit in the school's name, with what a second service proposed beside it."""
    visit = visit_of_school(by, visit_id, lock=True)
    _demand(visit, "booked", [Visit.State.PROPOSED])
    if visit.half_day.starts_at <= at:
        raise HalfDayPassed(visit)
    beside = visit_beside(visit, state=Visit.State.PROPOSED, lock=True)
    for each in (visit, beside):
        if each is not None:
            _book(by, at, each)
    return visit


def _book(by: Eyes, at: datetime, visit: Visit) -> None:
    request = change_state(by=by, at=at, request_id=visit.school_request_id, action="book")
    demand_consent(request)
    visit.state = Visit.State.BOOKED
    visit.booked_at = at
    visit.save(update_fields=["state", "booked_at"])
    journal_act(by=by, at=at, verb="visit booked", about=visit)
    tell(visit, at, "booked", visit.specialist.email, "It is in your diary.")


@transaction.atomic
def ask_to_move(*, by: Eyes, at: datetime, visit_id: int, why: str) -> Visit:
    """Give back a proposed or booked half-day in the school's name; another will be proposed.

    Of a joint visit both services give it up, so that they can find another together.
    """
    visit = visit_of_school(by, visit_id, lock=True)
    _demand(visit, "moved", [Visit.State.PROPOSED, Visit.State.BOOKED])
    for state in (Visit.State.PROPOSED, Visit.State.BOOKED):
        beside = visit_beside(visit, state=state, lock=True)
        if beside is not None:
            _give_up(by, at, beside, why)
    _give_up(by, at, visit, why)
    return visit


def _give_up(by: Eyes, at: datetime, visit: Visit, why: str) -> None:
    if visit.state == Visit.State.BOOKED:
        change_state(by=by, at=at, request_id=visit.school_request_id, action="move", why=why)
    end_visit(by, at, visit, Visit.State.MOVED, why)
    tell(visit, at, "moved", visit.specialist.email, "The school asked for another half-day.")


@transaction.atomic
def cancel_visit(*, by: Eyes, at: datetime, visit_id: int, why: str) -> Visit:
    """Cancel a visit of one's own that is still to come; the service's doing costs nothing."""
    visit = visit_of_specialist(by, visit_id, lock=True)
    _demand(visit, "cancelled", [Visit.State.PROPOSED, Visit.State.BOOKED])
    if visit.half_day.starts_at <= at:
        raise VisitHasEnded(visit, "cancelled now: its half-day has begun")
    if visit.state == Visit.State.BOOKED:
        change_state(by=by, at=at, request_id=visit.school_request_id, action="miss", why=why)
    visit.ended_cause, visit.ended_notice = Cause.SERVICE, Notice.BEFORE
    visit.save(update_fields=["ended_cause", "ended_notice"])
    end_visit(by, at, visit, Visit.State.CANCELLED, why)
    tell_school(visit, at, "cancelled", "Nothing is taken. The service proposes another half-day.")
    return visit


@transaction.atomic
def record_made(*, by: Eyes, at: datetime, visit_id: int) -> Visit:
    """Record that the specialist went and saw; the minutes set aside are used."""
    visit = _own(by, visit_id, at, "made")
    request = change_state(by=by, at=at, request_id=visit.school_request_id, action="see")
    demand_consent(request)
    _use(by, at, request, f"{request.reference}: visit made")
    visit.state = Visit.State.MADE
    visit.ended_at = at
    visit.save(update_fields=["state", "ended_at"])
    journal_act(by=by, at=at, verb="visit made", about=visit)
    return visit


@transaction.atomic
def record_missed(
    *, by: Eyes, at: datetime, visit_id: int, why: str, cause: Cause, notice: Notice
) -> Visit:
    """Record that a visit did not happen, by whom and how far ahead we knew.

    The published rule says what follows: nothing is taken and another is proposed, or the session
    counts as used and the service answers the request anew.
    """
    visit = _own(by, visit_id, at, "missed")
    is_used = cost_of(cause, notice).is_used
    action = "lose" if is_used else "miss"
    request = change_state(by=by, at=at, request_id=visit.school_request_id, action=action, why=why)
    visit.ended_cause, visit.ended_notice = cause, notice
    visit.save(update_fields=["ended_cause", "ended_notice"])
    if is_used:
        _use(by, at, request, f"{request.reference}: visit could not happen and nobody told us")
    end_visit(by, at, visit, Visit.State.MISSED, why)
    tell_school(visit, at, "missed", "Sign in to read why and what happens next.")
    return visit


def _hold(at: datetime, request: SchoolRequest, specialist: Person, half_day: HalfDay) -> Visit:
    authority_id = request.authority_id
    visit = Visit.objects.create(
        authority_id=authority_id,
        school_request=request,
        specialist=specialist,
        on=half_day.on,
        part=half_day.part.name.lower(),
        proposed_at=at,
    )
    during = (half_day.starts_at, half_day.ends_at)
    Booking.objects.create(
        authority_id=authority_id, visit=visit, specialist=specialist, during=during
    )
    if request.learner_id is not None:
        LearnerBooking.objects.create(
            authority_id=authority_id,
            visit=visit,
            learner_id=request.learner_id,
            party=party_of(request),
            during=during,
        )
    return visit


def _use(by: Eyes, at: datetime, request: SchoolRequest, why: str) -> None:
    """Turn what was set aside for a request into minutes used; without a quota there is nothing."""
    if request.account is None:
        return
    use(
        by=by,
        at=at,
        account=request.account,
        minutes=request.specification.minutes,
        why=why,
        purpose=purpose_of(request.specification),
    )


def _own(by: Eyes, visit_id: int, at: datetime, wanted: str) -> Visit:
    visit = visit_of_specialist(by, visit_id, lock=True)
    _demand(visit, wanted, [Visit.State.BOOKED])
    if visit.half_day.starts_at > at:
        raise NotYet(visit)
    return visit


def _demand(visit: Visit, wanted: str, allowed: list[Visit.State]) -> None:
    if visit.state not in allowed:
        raise VisitHasEnded(visit, wanted)
