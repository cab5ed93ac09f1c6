"""A school says whether a request may be served from sessions that it has bought."""

from datetime import datetime

from django.db import transaction

from evenreach.flow.entitlement.bought import NothingBought, bought_account_of, reserve_bought
from evenreach.flow.entitlement.models import Account
from evenreach.flow.entitlement.queries import balance_of
from evenreach.flow.journal.refusal import Refusal
from evenreach.flow.people.actions import journal_act
from evenreach.flow.people.eyes import Eyes
from evenreach.flow.requests.models import SchoolRequest
from evenreach.flow.requests.queries import request_of_own_school
from evenreach.flow.requests.states import State

STILL_TO_CHOOSE = frozenset({State.DRAFTED, State.ASKED, State.RETURNED})
VERBS = {True: "bought sessions allowed", False: "bought sessions not allowed"}


class TooLateToChoose(Refusal):
    """The service has answered, and with it what the visit is drawn from."""

    def __init__(self, reference: str) -> None:
        super().__init__(
            f"Request {reference} is answered, so what its visit is drawn from stands. Write to "
            "the service if that is wrong."
        )


class NotTheSchoolsChoice(Refusal):
    """Bought sessions were to be used without the school's leave."""

    def __init__(self, reference: str) -> None:
        super().__init__(
            f"The school has not said that request {reference} may use sessions it has bought. "
            "Accept it from the entitlement, or ask the school for more and name this."
        )


@transaction.atomic
def choose_bought(*, by: Eyes, at: datetime, request_id: int, may_use: bool) -> SchoolRequest:
    """Say whether a request may be served from bought sessions. Raises TooLateToChoose."""
    request = request_of_own_school(by, request_id, lock=True)
    if request.state not in STILL_TO_CHOOSE:
        raise TooLateToChoose(request.reference)
    request.may_use_bought = may_use
    request.save(update_fields=["may_use_bought"])
    journal_act(by=by, at=at, verb=VERBS[may_use], about=request)
    return request


def bought_minutes_for(request: SchoolRequest, academic_year: int) -> int | None:
    """What is left of what the school bought of the request's service; None if it bought none."""
    account = _account(request, academic_year)
    return None if account is None else balance_of(account)


def draw_bought(by: Eyes, at: datetime, request: SchoolRequest, academic_year: int) -> Account:
    """Set a request's minutes aside from what its school has bought.

    Raises NotTheSchoolsChoice or NothingBought.
    """
    if not request.may_use_bought:
        raise NotTheSchoolsChoice(request.reference)
    account, minutes = _account(request, academic_year), request.specification.minutes
    if account is None:
        raise NothingBought(request.school.name, minutes, 0)
    why = f"{request.reference} accepted"
    reserve_bought(by=by, at=at, account=account, minutes=minutes, why=why)
    return account


def _account(request: SchoolRequest, academic_year: int) -> Account | None:
    return bought_account_of(
        request.authority_id,
        school_id=request.school_id,
        service_id=request.specification.service_offer.service_id,
        academic_year=academic_year,
    )
