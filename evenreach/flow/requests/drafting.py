"""A school writes a request, part by part, and sends it once."""

from dataclasses import asdict, dataclass
from datetime import datetime

from django.db import transaction

from evenreach.flow.journal.refusal import Refusal
from evenreach.flow.offer.models import VisitSpecification
from evenreach.flow.people.actions import NotTheirs, journal_act
from evenreach.flow.people.eyes import Eyes
from evenreach.flow.register.models import School
from evenreach.flow.requests.actions import NotComplete, drafted, make_move
from evenreach.flow.requests.completeness import missing_from
from evenreach.flow.requests.consents import demand_consent
from evenreach.flow.requests.identity import demand_identity, identified_by
from evenreach.flow.requests.models import Learner, SchoolRequest
from evenreach.flow.requests.passing_on import tell_leads
from evenreach.flow.requests.queries import consent_of, request_of_own_school
from evenreach.flow.requests.saving import mark_saved
from evenreach.flow.requests.states import State, move_from
from evenreach.flow.requests.written import About


class AnotherSchools(Refusal):
    """The phase of the school is not one that the service serves."""

    def __init__(self, school: School, service_name: str) -> None:
        super().__init__(
            f"{service_name} does not serve the phase of {school.name}. The page of the offer "
            "lists who each service serves."
        )


class AnotherLearner(Refusal):
    """A school reference already belongs to a learner with other initials."""

    def __init__(self, reference: str) -> None:
        super().__init__(
            f"{reference} already belongs to a learner with other initials in another request of "
            "your school. Check it, and the initials."
        )


class LearnerIsShared(Refusal):
    """A draft for a second service was to be about another learner than the first."""

    def __init__(self) -> None:
        super().__init__(
            "This draft asks a second service to come along for the same learner, so the learner "
            "stays. Start a request of its own for another."
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
    need_area: str = ""


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
    request = SchoolRequest.objects.create(
        authority_id=by.authority_id,
        school=school,
        specification=specification,
        about=About.LEARNER if specification.is_about_a_learner else About.SCHOOL,
        asked_by_id=by.acting_id,
        drafted_at=at,
    )
    journal_act(by=by, at=at, verb="request drafted", about=request)
    return request


@transaction.atomic
def describe_learner(
    *, by: Eyes, at: datetime, request_id: int, learner: AboutLearner
) -> SchoolRequest:
    """Say whom the request is about; the same school reference, or UPN, is the same learner.

    Raises NotAUpn, LearnerIsShared or AnotherLearner.
    """
    request, identity = drafted(by, request_id), identified_by(by.authority_id)
    demand_identity(identity, learner.school_reference)
    _demand_company(request, learner, identity)
    _demand_same_learner(request, learner)
    request.learner = _named(request, learner, identity)
    request.typed = {}
    mark_saved(by, at, request, "learner", "typed")
    journal_act(by=by, at=at, verb="learner described", about=request)
    return request


@transaction.atomic
def describe_concern(*, by: Eyes, at: datetime, request_id: int, concern: Concern) -> SchoolRequest:
    """Say what worries the school and what has been tried."""
    request = drafted(by, request_id)
    for name, value in asdict(concern).items():
        setattr(request, name, value)
    mark_saved(by, at, request, *asdict(concern))
    journal_act(by=by, at=at, verb="concern described", about=request)
    return request


@transaction.atomic
def ask(*, by: Eyes, at: datetime, request_id: int) -> SchoolRequest:
    """Send a complete draft to its service. Raises NotComplete, ConsentRefused or CannotMove."""
    request = request_of_own_school(by, request_id, lock=True)
    move_from(State(request.state), "ask", reference=request.reference)
    consent = consent_of(request)
    missing = missing_from(request, consent)
    if missing:
        raise NotComplete(missing)
    demand_consent(request)
    request.asked_by_id = by.acting_id
    make_move(by=by, at=at, request=request, action="ask", also=["asked_by"])
    tell_leads(request, at)
    return request


def _named(
    request: SchoolRequest, learner: AboutLearner, identity: Learner.IdentifiedBy
) -> Learner:
    """The learner's row; one known under the authority's former choice is known by the new."""
    learners = Learner.objects.of(request.authority_id).filter(school_id=request.school_id)
    named, known = asdict(learner) | {"identified_by": identity}, request.learner
    is_new = not learners.filter(school_reference=learner.school_reference).exists()
    if known is not None and known.identified_by != identity and is_new:
        learners.filter(pk=known.pk).update(**named)
        known.refresh_from_db()
        return known
    row, _ = Learner.objects.of(request.authority_id).update_or_create(
        authority_id=request.authority_id,
        school_id=request.school_id,
        school_reference=named.pop("school_reference"),
        defaults=named,
    )
    return row


def _demand_company(
    request: SchoolRequest, learner: AboutLearner, identity: Learner.IdentifiedBy
) -> None:
    """The two requests of a joint visit are about one learner. Raises LearnerIsShared."""
    shared = request.learner
    if (
        request.joined_to_id is not None
        and shared is not None
        and shared.identified_by == identity
        and shared.school_reference != learner.school_reference
    ):
        raise LearnerIsShared


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
