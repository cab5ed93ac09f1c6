"""A service answers what schools have asked."""

from datetime import datetime

from django.db import transaction

from evenreach.flow.entitlement.actions import NoAccount, reserve
from evenreach.flow.entitlement.models import Account
from evenreach.flow.entitlement.queries import account_of
from evenreach.flow.entitlement.ring_fences import purpose_of
from evenreach.flow.journal.actions import queue_mail
from evenreach.flow.journal.refusal import Refusal
from evenreach.flow.offer.models import Mode
from evenreach.flow.people.eyes import Eyes
from evenreach.flow.requests.actions import demand_move, locked, make_move
from evenreach.flow.requests.bought import draw_bought
from evenreach.flow.requests.models import SchoolRequest
from evenreach.flow.requests.passing_on import moves_made, tell_leads, visits_to_pass_on_to
from evenreach.flow.requests.states import State

QUOTA_FREE = frozenset({Mode.BY_CRITERIA, Mode.ON_REQUEST})
ON_BOUGHT = "On sessions that the school has bought"
ADVICE = (
    "Families can get free, impartial advice from their local SENDIASS (the special educational "
    "needs and disabilities information, advice and support service). A school or a family that "
    "is not content with this answer can use the authority's complaints procedure; the authority's "
    "Local Offer says how to reach both."
)


class NoReason(Refusal):
    """An answer was given without what the school is to read."""

    def __init__(self, what: str) -> None:
        super().__init__(f"Write {what}: the school reads it, and it is kept with the request.")


class CannotGoThere(Refusal):
    """A request was passed on to a visit that is not open to its school."""

    def __init__(self, request: SchoolRequest) -> None:
        super().__init__(
            f"Request {request.reference} cannot be passed on to that visit. Choose a visit about "
            f"a learner of another service that serves the phase of {request.school.name}."
        )


@transaction.atomic
def accept_request(
    *,
    by: Eyes,
    at: datetime,
    request_id: int,
    academic_year: int,
    pool_reason: str = "",
    criteria_met: str = "",
    on_bought: bool = False,
) -> SchoolRequest:
    """Accept a request and set its minutes aside, from the pool with a reason if they are used up.

    A service without a quota sets nothing aside; one with a caseload says which criteria are met.
    `on_bought` draws on what the school has bought, if it said so. Raises NotEntitled, PoolIsEmpty,
    RingFenced, NoAccount, NothingBought, NotTheSchoolsChoice, NoReason, NotTheirs or CannotMove.
    """
    request = locked(by, request_id)
    demand_move(by, request, "accept")
    mode = request.specification.service_offer.mode
    if mode == Mode.BY_CRITERIA and not criteria_met.strip():
        raise NoReason("which of the published criteria the learner meets")
    if on_bought:
        request.account = draw_bought(by, at, request, academic_year)
    elif mode not in QUOTA_FREE:
        request.account = _draw(by, at, request, academic_year, pool_reason)
    _answer(by, at, request, "accept", criteria_met or (ON_BOUGHT if on_bought else pool_reason))
    return request


@transaction.atomic
def decline_request(*, by: Eyes, at: datetime, request_id: int, reason: str) -> SchoolRequest:
    """Decline a request with a reason that the school reads."""
    return _answered(by, at, request_id, "decline", reason, "the reason for declining")


@transaction.atomic
def ask_for_more(*, by: Eyes, at: datetime, request_id: int, wanted: str) -> SchoolRequest:
    """Give a request back to its school with what is wanted before it can be answered."""
    return _answered(by, at, request_id, "ask for more", wanted, "what the school should add")


@transaction.atomic
def signpost(*, by: Eyes, at: datetime, request_id: int, where_to: str) -> SchoolRequest:
    """Answer a request by saying who can help instead."""
    return _answered(by, at, request_id, "signpost", where_to, "who can help instead, and how")


@transaction.atomic
def pass_on(
    *, by: Eyes, at: datetime, request_id: int, specification_id: int, reason: str
) -> SchoolRequest:
    """Pass a request on to another service, which decides; it keeps its place in time."""
    request = locked(by, request_id)
    demand_move(by, request, "pass on")
    if not reason.strip():
        raise NoReason("why the other service should answer")
    new = visits_to_pass_on_to(request).filter(pk=specification_id).first()
    if new is None:
        raise CannotGoThere(request)
    request.assigned_to = None
    make_move(by=by, at=at, request=request, action="pass on", why=reason)
    request.specification = new
    request.save(update_fields=["specification", "assigned_to"])
    to = new.service_offer.name
    _tell_school(request, at, f"was passed on to {to}", f"{to} answers it; its date is kept.")
    tell_leads(request, at)
    return request


def _answered(
    by: Eyes, at: datetime, request_id: int, action: str, reason: str, what: str
) -> SchoolRequest:
    request = locked(by, request_id)
    demand_move(by, request, action)
    if not reason.strip():
        raise NoReason(what)
    _answer(by, at, request, action, reason)
    return request


def _draw(
    by: Eyes, at: datetime, request: SchoolRequest, academic_year: int, pool_reason: str
) -> Account:
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
    return account


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


def _answer(by: Eyes, at: datetime, request: SchoolRequest, action: str, reason: str) -> None:
    request.answered_at = at
    request.answer_reason = reason
    also = ["answered_at", "answer_reason", "account"]
    make_move(by=by, at=at, request=request, action=action, why=reason, also=also)
    said, next_step = _MAILED[State(request.state)]
    _tell_school(request, at, said, next_step)


_MAILED = {
    State.ACCEPTED: ("was accepted", "Sign in to read the answer and what happens next."),
    State.RETURNED: ("needs more from you", "Sign in to read what is wanted, and send it again."),
    State.SIGNPOSTED: (
        "was signposted",
        f"Sign in to read who can help instead.\n\n{ADVICE}",
    ),
    State.DECLINED: ("was declined", f"Sign in to read why.\n\n{ADVICE}"),
}


def _tell_school(request: SchoolRequest, at: datetime, said: str, next_step: str) -> None:
    queue_mail(
        authority_id=request.authority_id,
        at=at,
        message_id=f"request-{request.pk}-{request.state}-{moves_made(request)}",
        recipient=request.asked_by.email,
        subject=f"Your request {request.reference} {said}",
        body=f"Your request {request.reference} {said}.\n\n{next_step}",
    )
