"""A second service asked to come along: two requests for one visit, each answered for itself."""

from datetime import datetime

from django.db import transaction
from django.db.models import QuerySet

from evenreach.flow.journal.actions import queue_mail
from evenreach.flow.journal.refusal import Refusal
from evenreach.flow.offer.models import VisitSpecification
from evenreach.flow.people.actions import NotTheirs, journal_act
from evenreach.flow.people.eyes import Eyes
from evenreach.flow.people.models import Person
from evenreach.flow.requests.actions import locked
from evenreach.flow.requests.consent_models import Consent
from evenreach.flow.requests.consents import keep_consent
from evenreach.flow.requests.documents import DocumentContent, RequestDocument, documents_of
from evenreach.flow.requests.models import SchoolRequest
from evenreach.flow.requests.passing_on import visits_to_pass_on_to
from evenreach.flow.requests.queries import consent_of
from evenreach.flow.requests.states import GONE, State
from evenreach.flow.requests.triage import NoReason
from evenreach.flow.requests.written import ANSWERS

OPEN_TO_COMPANY = frozenset({State.ASKED, State.RETURNED, State.ACCEPTED, State.BOOKED})


class CannotComeAlong(Refusal):
    """A second service was asked for where none can join."""

    def __init__(self, request: SchoolRequest) -> None:
        super().__init__(
            f"No other service can be asked to come along for {request.reference} now: that is "
            "for a request about a learner, before its visit, that no second service was asked "
            "for yet. Choose a visit about a learner of another service, or ask it on its own."
        )


def companion_of(request: SchoolRequest) -> SchoolRequest | None:
    """The other request of a joint visit, the newest of those that a second service was asked."""
    found = SchoolRequest.objects.of(request.authority_id).select_related(
        "school", "specification__service_offer__service"
    )
    if request.joined_to_id is not None:
        return found.get(pk=request.joined_to_id)
    return found.filter(joined_to=request).order_by("-pk").first()


def visits_that_could_join(request: SchoolRequest) -> QuerySet[VisitSpecification]:
    """The visits of other services that can come along; none where none may be asked any more."""
    visits = visits_to_pass_on_to(request)
    companion = companion_of(request)
    taken = companion is not None and companion.state not in GONE
    if (
        request.learner_id is None
        or request.joined_to_id is not None
        or taken
        or request.state not in OPEN_TO_COMPANY
    ):
        return visits.none()
    return visits


@transaction.atomic
def ask_along(
    *,
    by: Eyes,
    at: datetime,
    request_id: int,
    specification_id: int,
    why: str,
    consent_covers_both: bool = False,
) -> SchoolRequest:
    """Draft a request to a second service, for one visit together with the first.

    The school asks, or the lead of the first service suggests it; either way the school checks the
    draft, records consent to the second service and sends it. A school that has that consent
    already says so with `consent_covers_both`. Raises CannotComeAlong, NoReason or NotTheirs.
    """
    request = locked(by, request_id)
    is_own, part = request.school.urn in by.urns, request.specification.service_offer
    if not is_own and part.service.slug not in by.leads:
        raise NotTheirs(by, part.name)
    if consent_covers_both and not is_own:
        raise NotTheirs(by, request.school.name)
    if not why.strip():
        raise NoReason("why the second service should come along")
    visit = visits_that_could_join(request).filter(pk=specification_id).first()
    if visit is None:
        raise CannotComeAlong(request)
    draft = _drafted_from(by, at, request, visit)
    verb = "second service asked for" if is_own else "second service suggested"
    for about in (request, draft):
        journal_act(by=by, at=at, verb=verb, about=about, why=f"{visit.service_offer.name}: {why}")
    if consent_covers_both:
        _carry_consent(by, at, request, draft)
    if not is_own:
        _tell_school(request, draft, at)
    return draft


def _drafted_from(
    by: Eyes, at: datetime, request: SchoolRequest, visit: VisitSpecification
) -> SchoolRequest:
    """The same words about the same learner, with what is attached, to another service."""
    draft = SchoolRequest.objects.create(
        authority_id=by.authority_id,
        school_id=request.school_id,
        specification=visit,
        learner_id=request.learner_id,
        joined_to=request,
        asked_by_id=request.asked_by_id,
        drafted_at=at,
        **{name: getattr(request, name) for name in ANSWERS},
    )
    for document in documents_of(request):
        content = DocumentContent.objects.of(by.authority_id).get(document=document)
        copied = RequestDocument.objects.create(
            authority_id=by.authority_id,
            school_request=draft,
            title=document.title,
            kind=document.kind,
            size=document.size,
            attached_at=at,
            attached_by_id=document.attached_by_id,
        )
        DocumentContent.objects.create(
            authority_id=by.authority_id, document=copied, packed=bytes(content.packed)
        )
    return draft


CARRIED = (
    "given_by",
    "holds_responsibility",
    "is_in_care",
    "holder_name",
    "not_self_why",
    "scope",
    "given_on",
    "route",
)


def _carry_consent(by: Eyes, at: datetime, request: SchoolRequest, draft: SchoolRequest) -> None:
    """What the family said of both services at once, written down for the second too."""
    given = consent_of(request)
    if given is None or given.outcome != Consent.Outcome.GIVEN:
        return
    values = {name: getattr(given, name) for name in CARRIED}
    values |= {"outcome": Consent.Outcome.GIVEN, "recorded_by_id": by.acting_id}
    keep_consent(by=by, at=at, request=draft, values=values)


def _tell_school(request: SchoolRequest, draft: SchoolRequest, at: datetime) -> None:
    school: Person = request.asked_by
    queue_mail(
        authority_id=request.authority_id,
        at=at,
        message_id=f"request-{draft.pk}-suggested",
        recipient=school.email,
        subject=f"A second service is suggested for request {request.reference}",
        body=f"A second service is suggested for request {request.reference}. Sign in to read "
        f"why. Draft {draft.reference} is ready for you to check and send, if you agree.",
    )
