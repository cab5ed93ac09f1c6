"""Consent is taken back: what is held for the visit is free again, and no report is released."""

from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction
from django.utils import timezone

from evenreach.flow.journal.refusal import Refusal
from evenreach.flow.people.eyes import Eyes
from evenreach.flow.requests.consent_links import FAMILY, consent_by_link
from evenreach.flow.requests.consent_models import Consent
from evenreach.flow.requests.consents import Outcome, keep_consent
from evenreach.flow.requests.models import SchoolRequest
from evenreach.flow.requests.queries import consent_of, lock_party, request_of_own_school
from evenreach.flow.requests.states import TABLE, State
from evenreach.flow.requests.together import companion_of
from evenreach.flow.visits.ending import tell
from evenreach.flow.visits.models import Visit
from evenreach.flow.visits.withdrawing import withdraw_request

TAKEN_BACK = "Consent to involvement was taken back."
OVER = frozenset({State.DECLINED, State.SIGNPOSTED, State.CLOSED, State.WITHDRAWN})
STANDING = (Outcome.GIVEN, Outcome.DISAGREED)
KEPT = ("given_by", "holds_responsibility", "is_in_care", "holder_name", "not_self_why", "scope")


class NothingToTakeBack(Refusal):
    """There is no consent that work goes on with."""

    def __init__(self) -> None:
        super().__init__(
            "There is no consent to take back: none was given, it was taken back before, or the "
            "work has ended. Write to the service about what it keeps: its address is on the page "
            "of the offer."
        )


@dataclass(frozen=True, slots=True)
class TakenBack:
    """Who told the school that consent is taken back, how and when."""

    given_by: str
    route: Consent.Route
    given_on: date


@transaction.atomic
def record_taken_back(
    *, by: Eyes, at: datetime, request_id: int, taken: TakenBack
) -> SchoolRequest:
    """Record what a family, or a young person, told the school. Raises NothingToTakeBack."""
    lock_party(by.authority_id, request_of_own_school(by, request_id).pk)
    request = request_of_own_school(by, request_id, lock=True)
    consent = consent_of(request)
    values = {
        "given_by": taken.given_by,
        "route": taken.route,
        "given_on": taken.given_on,
        "recorded_by_id": by.acting_id,
    }
    return _stop(by, at, request, consent, values)


@transaction.atomic
def take_back_by_link(*, authority_id: int, at: datetime, token: str) -> SchoolRequest:
    """Take back by the link by which it was given. Raises LinkNotOpen or NothingToTakeBack."""
    found = consent_by_link(authority_id, at=at, token=token)
    lock_party(authority_id, found.school_request_id)
    consent = consent_by_link(authority_id, at=at, token=token, lock=True)
    request = consent.school_request
    by = Eyes(authority_id=authority_id, name=FAMILY, urns=frozenset({request.school.urn}))
    values = {"route": Consent.Route.ONLINE, "given_on": timezone.localdate(at)}
    return _stop(by, at, request, consent, values)


def can_be_taken_back(request: SchoolRequest, consent: Consent | None) -> bool:
    """Whether consent stands, or is disputed, and the work goes on."""
    return consent is not None and consent.outcome in STANDING and request.state not in OVER


def _stop(
    by: Eyes,
    at: datetime,
    request: SchoolRequest,
    consent: Consent | None,
    values: dict[str, object],
) -> SchoolRequest:
    if consent is None or not can_be_taken_back(request, consent):
        raise NothingToTakeBack
    kept = {name: getattr(consent, name) for name in (*KEPT, "token_digest", "expires_at")}
    keep_consent(
        by=by,
        at=at,
        request=request,
        values={**kept, **values, "outcome": Outcome.WITHDRAWN},
    )
    _tell_who_saw(by, at, request)
    _stop_company(by, at, request, values)
    if (State(request.state), "withdraw") not in TABLE:
        return request
    return withdraw_request(by=by, at=at, request_id=request.pk, why=TAKEN_BACK)


def _stop_company(
    by: Eyes, at: datetime, request: SchoolRequest, values: dict[str, object]
) -> None:
    """Of a joint visit the other service stops as well: the family spoke of one visit."""
    companion = companion_of(request)
    consent = None if companion is None else consent_of(companion)
    if companion is not None and can_be_taken_back(companion, consent):
        other = request_of_own_school(by, companion.pk, lock=True)
        _stop(by, at, other, consent, values)


def _tell_who_saw(by: Eyes, at: datetime, request: SchoolRequest) -> None:
    """Whoever was there already is told that no report follows."""
    if request.state != State.SEEN:
        return
    visits = Visit.objects.of(by.authority_id).filter(
        school_request=request, state=Visit.State.MADE
    )
    for visit in visits.select_related("specialist", "school_request"):
        tell(visit, at, "not to be reported", visit.specialist.email, TAKEN_BACK)
