"""What families say about a visit in the demonstration: mostly yes, and by every way."""

from collections import Counter
from dataclasses import replace
from datetime import datetime, timedelta
from random import Random

from django.urls import reverse

from evenreach.flow.journal.scope import name_actor
from evenreach.flow.people.eyes import Eyes
from evenreach.flow.people.inviting import OneTimeLink
from evenreach.flow.requests.consent_links import FamilyAnswer, answer_by_link, ask_for_consent
from evenreach.flow.requests.consent_models import SELF_DECIDING_YEARS, YOUNG_PERSON, Consent
from evenreach.flow.requests.consents import ConsentGiven, record_consent
from evenreach.flow.visits.taking_back import take_back_by_link

Outcome, Route = Consent.Outcome, Consent.Route
TOLD = (Route.PAPER, Route.TELEPHONE, Route.IN_PERSON)
BY_LINK, FIRST_NO, NOT_ANSWERED, SAYS_NO, TAKES_BACK = 7, 11, 61, 78, 35
"""Every so many requests go by link or begin with a no; two drafts stay without a yes, and one
family takes its yes back before its request is answered."""
DISAGREED, IN_CARE = 30, 60
"""Of a third draft the parents disagree; one child is in care."""
SOCIAL_WORKER, HOLDER = "Social worker", "Head of children’s social care, invented"


def play_consent(
    *, by: Eyes, at: datetime, request_id: int, nth: int, year_group: str, luck: Random
) -> None:
    """One family's answer, or none yet; the dice fall as often whichever way it is given."""
    route = luck.choice(TOLD)
    who = luck.choice(["Mother", "Father", "Grandparent", "Guardian"])
    given_on = at.date() - timedelta(days=luck.randint(0, 6))
    is_over_16 = year_group in SELF_DECIDING_YEARS
    said = ConsentGiven(
        outcome=Outcome.GIVEN,
        route=route,
        given_by=YOUNG_PERSON if is_over_16 else who,
        holds_responsibility=not is_over_16,
        given_on=given_on,
    )
    if nth == IN_CARE:
        said = replace(said, given_by=SOCIAL_WORKER, is_in_care=True, holder_name=HOLDER)
    if nth % BY_LINK == 0 or nth in (NOT_ANSWERED, SAYS_NO):
        _by_link(by, at, request_id, nth, said)
        return
    if nth % FIRST_NO == 0:
        no = ConsentGiven(Outcome.REFUSED, route, said.given_by, not is_over_16, given_on)
        record_consent(by=by, at=at, request_id=request_id, consent=no)
    record_consent(by=by, at=at, request_id=request_id, consent=said)
    if nth == DISAGREED:
        _disagree(by, at, request_id, said)


def _disagree(by: Eyes, at: datetime, request_id: int, said: ConsentGiven) -> None:
    """The other parent says no, and the first keeps to their yes."""
    other = "Father" if said.given_by == "Mother" else "Mother"
    no = replace(said, outcome=Outcome.REFUSED, given_by=other, given_on=at.date())
    record_consent(by=by, at=at, request_id=request_id, consent=no, is_another_holder=True)


def take_back(*, authority_id: int, at: datetime, nth: int) -> None:
    """The family that agreed by link takes it back by the same."""
    name_actor(None)
    take_back_by_link(authority_id=authority_id, at=at, token=link_of(nth).token)


def link_of(nth: int) -> OneTimeLink:
    token = f"demonstration-consent-{nth}"
    return OneTimeLink(token, f"http://127.0.0.1:8000{reverse('consent:link', args=[token])}")


def consents_by_state(authority_id: int) -> dict[str, int]:
    """How many answers stand, by what they say, and how many were superseded."""
    counted = Counter(consent.state for consent in Consent.objects.of(authority_id))
    return dict(sorted(counted.items()))


def _by_link(by: Eyes, at: datetime, request_id: int, nth: int, said: ConsentGiven) -> None:
    link = link_of(nth)
    ask_for_consent(
        by=by,
        at=at,
        request_id=request_id,
        link=link,
        recipient=f"family.{nth}@home.example",
    )
    if nth == NOT_ANSWERED:
        return
    name_actor(None)
    answer_by_link(
        authority_id=by.authority_id,
        at=at,
        token=link.token,
        answer=FamilyAnswer(
            outcome=Outcome.REFUSED if nth == SAYS_NO else Outcome.GIVEN,
            given_by=said.given_by,
            holds_responsibility=said.holds_responsibility,
            scope=Consent.Scope.SHARING if nth % 2 else Consent.Scope.VISIT,
        ),
    )
    name_actor(by.person_id)
