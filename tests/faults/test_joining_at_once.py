"""Eight clicks at the same moment on one invitation, or eight invitations of one address."""

from datetime import datetime
from functools import partial

import pytest

from evenreach.demo.authority import CLOCK_SHOWS, SENCO_URN
from evenreach.flow.journal.scope import acting_for
from evenreach.flow.people.accepting import LinkNotUsable, accept_invitation
from evenreach.flow.people.eyes import Eyes, eyes_of
from evenreach.flow.people.inviting import InvitedAlready, OneTimeLink, Wanted, invite
from evenreach.flow.people.models import Authority, Person, RoleGrant, RoleInvitation
from evenreach.flow.people.school_roles import LastGranter, MayNotGrant, Place, end_role, give_role
from tests.faults.test_races import EIGHT, at_once

AT: datetime = CLOCK_SHOWS
NELL = Wanted(Place(SENCO_URN, "The school"), "Nell Ord", "nell.ord@school.example", "SENCO")


@pytest.fixture
def authority(fresh_database: str) -> Authority:
    return Authority.objects.get(code="929")


def eyes_at(authority: Authority, address: str) -> Eyes:
    with acting_for(authority.pk):
        person = Person.objects.of(authority.pk).get(email=address)
        return eyes_of(person, on=AT.date())


def asks(authority: Authority, dawn: Eyes, nth: int) -> object:
    with acting_for(authority.pk):
        link = OneTimeLink(f"token-{nth}", "http://testserver/join/")
        return invite(by=dawn, at=AT, wanted=NELL, link=link)


def accepts(authority: Authority, nth: int) -> object:
    with acting_for(authority.pk):
        return accept_invitation(
            authority_id=authority.pk, at=AT, token="token-0", password=f"a-long-password-{nth}"
        )


def test_eight_invitations_of_one_address_are_one(authority):
    dawn = eyes_at(authority, "head@school.example")
    answers = at_once(partial(asks, authority, dawn))
    refused = [answer for answer in answers if isinstance(answer, InvitedAlready)]
    assert len(refused) == EIGHT - 1
    with acting_for(authority.pk):
        assert RoleInvitation.objects.of(authority.pk).count() == 1


def test_eight_clicks_make_one_person_and_one_role(authority):
    asks(authority, eyes_at(authority, "head@school.example"), 0)
    answers = at_once(partial(accepts, authority))
    refused = [answer for answer in answers if isinstance(answer, LinkNotUsable)]
    assert len(refused) == EIGHT - 1
    with acting_for(authority.pk):
        nell = Person.objects.of(authority.pk).get(email=NELL.email)
        assert RoleGrant.objects.of(authority.pk).filter(person=nell).count() == 1


def test_two_heads_who_end_each_other_leave_one(authority):
    dawn = eyes_at(authority, "head@school.example")
    address = f"senco.{SENCO_URN}@school.example"
    with acting_for(authority.pk):
        alison = Person.objects.of(authority.pk).get(email=address)
        own = RoleGrant.objects.of(authority.pk).get(person_id=dawn.person_id)
        hers = give_role(by=dawn, at=AT, person=alison, urn=SENCO_URN, title="Headteacher")
    ends = [(dawn, hers.pk), (eyes_at(authority, address), own.pk)]

    def end(nth: int) -> object:
        by, grant_id = ends[nth]
        with acting_for(authority.pk):
            return end_role(by=by, at=AT, urn=SENCO_URN, grant_id=grant_id, ends_on=AT.date())

    refused = [answer for answer in at_once(end, 2) if isinstance(answer, Exception)]
    assert len(refused) == 1
    assert isinstance(refused[0], LastGranter | MayNotGrant)
