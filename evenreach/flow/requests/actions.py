from dataclasses import asdict, dataclass
from datetime import date, datetime

from django.db import transaction
from django.utils import timezone

from evenreach.flow.entitlement.actions import NoAccount, reserve
from evenreach.flow.entitlement.models import Account
from evenreach.flow.entitlement.queries import account_of
from evenreach.flow.entitlement.ring_fences import purpose_of
from evenreach.flow.journal.actions import queue_mail
from evenreach.flow.journal.refusal import Refusal
from evenreach.flow.offer.models import VisitSpecification
from evenreach.flow.people.actions import NotTheirs, journal_act
from evenreach.flow.people.eyes import Eyes
from evenreach.flow.people.models import Role
from evenreach.flow.people.queries import people_with
from evenreach.flow.register.models import School
from evenreach.flow.requests.models import YOUNG_PERSON, Consent, Learner, SchoolRequest
from evenreach.flow.requests.queries import request_of_own_school, request_seen_by
from evenreach.flow.requests.states import State, move_from


class NotComplete(Refusal):
    """A request was submitted with something missing."""

    def __init__(self, missing: list[str]) -> None:
        self.missing = missing
        super().__init__(
            f"The request cannot be sent yet. Still missing: {', '.join(missing)}. What you have "
            "written is saved; add the rest and send it."
        )


class ConsentRefused(Refusal):
    """There is no consent to involvement."""

    def __init__(self) -> None:
        super().__init__(
            "A visit needs consent from somebody who holds parental responsibility, or from the "
            "young person themselves when they are over 16. Talk with the family first; the "
            "draft is kept."
        )


class AnotherSchools(Refusal):
    """The phase of the school is not one that the service serves."""

    def __init__(self, school: School, service_name: str) -> None:
        super().__init__(
            f"{service_name} does not serve the phase of {school.name}. The page of the offer "
            "lists who each service serves."
        )


class NotTheirsToGive(Refusal):
    """Consent was recorded from somebody who cannot give it."""

    def __init__(self, given_by: str) -> None:
        super().__init__(
            f"Consent was recorded from: {given_by}, without parental responsibility. Record what "
            "somebody who has it said, or what a young person over 16 decided."
        )


class AnotherLearner(Refusal):
    """A school reference already belongs to a learner with other initials."""

    def __init__(self, reference: str) -> None:
        super().__init__(
            f"Your school's reference {reference} already belongs to a learner with other "
            "initials in another request. Check the reference, or use one of its own."
        )


class NotAboutALearner(Refusal):
    """The kind of visit is agreed with the whole school, not asked for a learner."""

    def __init__(self, name: str) -> None:
        super().__init__(
            f"A {name.lower()} is agreed with the school at the planning meeting. Ask for a visit "
            "about a learner instead."
        )


@dataclass(frozen=True, slots=True)
class AboutLearner:
    """As little identity as the work needs."""

    initials: str
    school_reference: str
    year_group: str


@dataclass(frozen=True, slots=True)
class Concern:
    """What worries the school, the graduated approach so far, and whose views are known."""

    need_code: str
    concern: str
    assessed: str
    planned: str
    done: str
    reviewed: str
    learner_view: str
    family_view: str
    hoped_outcome: str


@dataclass(frozen=True, slots=True)
class ConsentGiven:
    """Who agreed to involvement, how and when; no name is kept."""

    outcome: Consent.Outcome
    route: Consent.Route
    given_by: str
    holds_responsibility: bool
    given_on: date


@transaction.atomic
def start_request(
    *, by: Eyes, at: datetime, school: School, specification: VisitSpecification
) -> SchoolRequest:
    """Start a draft that everybody of the school with the role can go on with."""
    if school.urn not in by.urns:
        raise NotTheirs(by, school.name)
    part = specification.service_offer
    if school.phase not in part.phases:
        raise AnotherSchools(school, part.name)
    if not specification.is_about_a_learner:
        raise NotAboutALearner(specification.name)
    request = SchoolRequest.objects.create(
        authority_id=by.authority_id,
        school=school,
        specification=specification,
        asked_by_id=by.acting_id,
        drafted_at=at,
    )
    journal_act(by=by, at=at, verb="request drafted", about=request)
    return request


@transaction.atomic
def describe_learner(
    *, by: Eyes, at: datetime, request_id: int, learner: AboutLearner
) -> SchoolRequest:
    """Say whom the request is about; the same school reference is the same learner."""
    request = _drafted(by, request_id)
    _demand_same_learner(request, learner)
    row, _ = Learner.objects.of(by.authority_id).update_or_create(
        authority_id=by.authority_id,
        school_id=request.school_id,
        school_reference=learner.school_reference,
        defaults={"initials": learner.initials, "year_group": learner.year_group},
    )
    request.learner = row
    request.save(update_fields=["learner"])
    journal_act(by=by, at=at, verb="learner described", about=request)
    return request


@transaction.atomic
def describe_concern(*, by: Eyes, at: datetime, request_id: int, concern: Concern) -> SchoolRequest:
    """Say what worries the school and what has been tried."""
    request = _drafted(by, request_id)
    for name, value in asdict(concern).items():
        setattr(request, name, value)
    request.save(update_fields=list(asdict(concern)))
    journal_act(by=by, at=at, verb="concern described", about=request)
    return request


@transaction.atomic
def record_consent(
    *, by: Eyes, at: datetime, request_id: int, consent: ConsentGiven
) -> SchoolRequest:
    """Record what the family, or the young person, said about our being involved."""
    request = _drafted(by, request_id)
    may_give = consent.holds_responsibility or consent.given_by == YOUNG_PERSON
    if consent.outcome == Consent.Outcome.GIVEN and not may_give:
        raise NotTheirsToGive(consent.given_by)
    Consent.objects.of(by.authority_id).update_or_create(
        authority_id=by.authority_id,
        school_request=request,
        defaults={**asdict(consent), "recorded_by_id": by.acting_id},
    )
    journal_act(by=by, at=at, verb="consent recorded", about=request)
    return request


@transaction.atomic
def ask(*, by: Eyes, at: datetime, request_id: int) -> SchoolRequest:
    """Send a complete draft to its service. Raises NotComplete, ConsentRefused or CannotMove."""
    request = request_of_own_school(by, request_id, lock=True)
    move = move_from(State(request.state), "ask", reference=request.reference)
    consent = Consent.objects.of(by.authority_id).filter(school_request=request).first()
    missing = _missing(request, consent)
    if missing:
        raise NotComplete(missing)
    if consent is None or consent.outcome == Consent.Outcome.REFUSED:
        raise ConsentRefused
    request.state = move.ends
    request.asked_at = at
    request.asked_by_id = by.acting_id
    request.save(update_fields=["state", "asked_at", "asked_by"])
    journal_act(by=by, at=at, verb="request asked", about=request)
    _tell_leads(request, at)
    return request


@transaction.atomic
def accept_request(
    *, by: Eyes, at: datetime, request_id: int, academic_year: int, pool_reason: str = ""
) -> SchoolRequest:
    """Accept a request and set its minutes aside, from the pool with a reason if they are used up.

    Raises NotEntitled, PoolIsEmpty, RingFenced, NoAccount or CannotMove.
    """
    request = _locked(by, request_id)
    move = move_from(State(request.state), "accept", reference=request.reference)
    _demand_lead(by, request)
    account = _account(request, academic_year)
    reserve(
        by=by,
        at=at,
        account=account,
        minutes=request.specification.minutes,
        why=f"{request.reference} accepted",
        pool_reason=pool_reason,
        purpose=purpose_of(request.specification),
    )
    request.account = account
    _answer(request, move.ends, at, pool_reason, by)
    return request


@transaction.atomic
def decline_request(*, by: Eyes, at: datetime, request_id: int, reason: str) -> SchoolRequest:
    """Decline a request with a reason that the school reads."""
    request = _locked(by, request_id)
    move = move_from(State(request.state), "decline", reference=request.reference)
    _demand_lead(by, request)
    if not reason.strip():
        raise NotComplete(["the reason, which the school reads"])
    _answer(request, move.ends, at, reason, by)
    return request


def change_state(
    *, by: Eyes, at: datetime, request_id: int, action: str, why: str = ""
) -> SchoolRequest:
    """Make one move of the table for a later room, in its transaction. Raises CannotMove."""
    request = _locked(by, request_id)
    move = move_from(State(request.state), action, reference=request.reference)
    request.state = move.ends
    if move.ends == State.ASKED:
        request.asked_at = at
    request.save(update_fields=["state", "asked_at"])
    journal_act(by=by, at=at, verb=f"request: {action}", about=request, why=why)
    return request


def _answer(request: SchoolRequest, state: State, at: datetime, reason: str, by: Eyes) -> None:
    request.state = state
    request.answered_at = at
    request.answer_reason = reason
    request.save(update_fields=["state", "answered_at", "answer_reason", "account"])
    journal_act(by=by, at=at, verb=f"request {state}", about=request, why=reason)
    queue_mail(
        authority_id=by.authority_id,
        at=at,
        message_id=f"request-{request.pk}-{state}-{timezone.localdate(at)}",
        recipient=request.asked_by.email,
        subject=f"Your request {request.reference} was {state}",
        body=(
            f"{request.specification.service_offer.name} has answered request "
            f"{request.reference}: {state}.\n\nSign in to read the answer and what happens next."
        ),
    )


def _tell_leads(request: SchoolRequest, at: datetime) -> None:
    part = request.specification.service_offer
    leads = people_with(
        request.authority_id,
        Role.SERVICE_LEAD,
        on=timezone.localdate(at),
        service_slug=part.service.slug,
    )
    for lead in leads:
        queue_mail(
            authority_id=request.authority_id,
            at=at,
            message_id=f"request-{request.pk}-asked-{lead.pk}",
            recipient=lead.email,
            subject=f"A new request for {part.name}: {request.reference}",
            body=f"{request.reference} waits for an answer. Sign in to read it.",
        )


def _missing(request: SchoolRequest, consent: Consent | None) -> list[str]:
    parts = {
        "the learner": request.learner_id,
        "your concern": request.concern,
        "the kind of need": request.need_code,
        "what has been assessed": request.assessed,
        "what has been planned": request.planned,
        "what has been done": request.done,
        "how it was reviewed": request.reviewed,
        "the family's view": request.family_view,
        "the outcome hoped for": request.hoped_outcome,
        "consent": consent,
    }
    return [name for name, given in parts.items() if not given]


def _drafted(by: Eyes, request_id: int) -> SchoolRequest:
    request = request_of_own_school(by, request_id, lock=True)
    move_from(State(request.state), "ask", reference=request.reference)
    return request


def _demand_same_learner(request: SchoolRequest, learner: AboutLearner) -> None:
    """The same reference with other initials is a slip, unless only this draft uses it."""
    others = (
        SchoolRequest.objects.of(request.authority_id)
        .filter(
            school_id=request.school_id,
            learner__school_reference=learner.school_reference,
        )
        .exclude(learner__initials=learner.initials)
        .exclude(pk=request.pk)
    )
    if others.exists():
        raise AnotherLearner(learner.school_reference)


def _locked(by: Eyes, request_id: int) -> SchoolRequest:
    return request_seen_by(by, request_id, lock=True)


def _demand_lead(by: Eyes, request: SchoolRequest) -> None:
    part = request.specification.service_offer
    if part.service.slug not in by.leads:
        raise NotTheirs(by, part.name)


def _account(request: SchoolRequest, academic_year: int) -> Account:
    account = account_of(
        request.authority_id,
        school_id=request.school_id,
        service_id=request.specification.service_offer.service_id,
        academic_year=academic_year,
    )
    if account is None:
        raise NoAccount(request.school.name)
    return account
