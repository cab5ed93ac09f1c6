"""Dawn, the head, lets people in and out of her school; nobody is locked out, nobody is twice."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction

from evenreach.demo.authority import SENCO_URN
from evenreach.flow.journal.models import Line, OutgoingMail
from evenreach.flow.people.accepting import (
    LinkNotUsable,
    SignInFirst,
    accept_invitation,
    see_invitation,
)
from evenreach.flow.people.eyes import eyes_of
from evenreach.flow.people.inviting import (
    AccountClosed,
    HoldsARole,
    InvitedAlready,
    NotOpen,
    OneTimeLink,
    Standing,
    Wanted,
    invite,
    invite_all,
    resend_invitation,
    standing_of,
    withdraw_invitation,
)
from evenreach.flow.people.models import Person, RoleGrant, RoleInvitation
from evenreach.flow.people.queries import school_grants
from evenreach.flow.people.school_roles import (
    EndsInThePast,
    LastGranter,
    MayNotGrant,
    NotAColleague,
    Place,
    RoleHasEnded,
    end_role,
    give_role,
    hand_over,
)
from tests.conftest import OTHER_URN

HERE, THERE = Place(SENCO_URN, "Dawn’s school"), Place(OTHER_URN, "Brian’s school")
PASSWORD = "a-long-enough-one"
NELL = Wanted(HERE, "Nell Ord", "Nell.Ord@school.example", "Deputy SENCO")


def link(token: str = "first") -> OneTimeLink:
    return OneTimeLink(token, f"https://testserver/join/{token}/")


@pytest.fixture
def dawn(people, eyes):
    return eyes(people.dawn)


@pytest.fixture
def held(northumberland, at):
    """Who holds which title at a school on the day of the stories."""

    def titles(urn: int = SENCO_URN) -> dict[str, str]:
        grants = school_grants(northumberland.pk, urn, on=at.date())
        return {grant.person.name: grant.title for grant in grants}

    return titles


def grant_of(person: Person, urn: int = SENCO_URN) -> RoleGrant:
    return RoleGrant.objects.of(person.authority_id).filter(urn=urn, person=person).latest("pk")


def joined(authority, at, token="first", **who) -> RoleGrant:
    return accept_invitation(authority_id=authority.pk, at=at, token=token, **who)


def test_nell_is_invited_chooses_a_password_and_holds_the_role(northumberland, dawn, at, held):
    invitation = invite(by=dawn, at=at, wanted=NELL, link=link())
    mail = OutgoingMail.objects.of(northumberland.pk).latest("pk")
    assert (mail.recipient, mail.subject) == (
        "nell.ord@school.example",
        "Your role at Dawn’s school",
    )
    assert "https://testserver/join/first/" in mail.body
    assert "Nell Ord" not in held()

    grant = joined(northumberland, at, password=PASSWORD)
    assert held()["Nell Ord"] == "Deputy SENCO"
    assert grant.person.check_password(PASSWORD)
    invitation.refresh_from_db()
    assert (invitation.accepted_at, invitation.person) == (at, grant.person)
    verbs = Line.objects.of(northumberland.pk).order_by("-pk").values_list("verb", flat=True)[:4]
    assert list(reversed(verbs)) == [
        "role invited",
        "person added",
        "role granted",
        "role invitation accepted",
    ]


def test_accepting_twice_makes_one_person_and_one_role(northumberland, dawn, at):
    invite(by=dawn, at=at, wanted=NELL, link=link())
    joined(northumberland, at, password=PASSWORD)
    with pytest.raises(LinkNotUsable, match=r"accepted already\. Sign in"):
        joined(northumberland, at, password=PASSWORD)
    nell = Person.objects.of(northumberland.pk).get(email__iexact=NELL.email)
    assert RoleGrant.objects.of(northumberland.pk).filter(person=nell).count() == 1


def test_a_link_that_is_old_dead_or_unknown_says_what_to_do(northumberland, dawn, at):
    invitation = invite(by=dawn, at=at, wanted=NELL, link=link())
    later = at + timedelta(days=14)
    with pytest.raises(LinkNotUsable, match=r"has expired.*send it again"):
        see_invitation(authority_id=northumberland.pk, at=later, token="first")
    resend_invitation(
        by=dawn, at=later, place=HERE, invitation_id=invitation.pk, link=link("second")
    )
    with pytest.raises(LinkNotUsable, match="newer message took its place"):
        see_invitation(authority_id=northumberland.pk, at=later, token="first")
    seen = see_invitation(authority_id=northumberland.pk, at=later, token="second")
    assert seen.seen_at == later
    withdraw_invitation(by=dawn, at=later, urn=SENCO_URN, invitation_id=invitation.pk)
    with pytest.raises(LinkNotUsable, match=r"was withdrawn.*headteacher"):
        joined(northumberland, later, token="second", password=PASSWORD)
    with pytest.raises(NotOpen):
        resend_invitation(
            by=dawn, at=later, place=HERE, invitation_id=invitation.pk, link=link("third")
        )


def test_only_a_head_or_the_authority_gives_and_ends_roles(people, eyes, at, held):
    before = held()
    for person in (people.alison, people.brian, people.jean):
        with pytest.raises(MayNotGrant, match="headteacher or by the authority"):
            invite(by=eyes(person), at=at, wanted=NELL, link=link())
        with pytest.raises(MayNotGrant):
            end_role(
                by=eyes(person),
                at=at,
                urn=SENCO_URN,
                grant_id=grant_of(people.dawn).pk,
                ends_on=at.date(),
            )
    with pytest.raises(MayNotGrant):
        invite(
            by=eyes(people.dawn),
            at=at,
            wanted=Wanted(THERE, NELL.name, NELL.email, "SENCO"),
            link=link(),
        )
    with pytest.raises(RoleHasEnded):
        end_role(
            by=eyes(people.dawn),
            at=at,
            urn=SENCO_URN,
            grant_id=grant_of(people.brian, OTHER_URN).pk,
            ends_on=at.date(),
        )
    assert held() == before
    invite(by=eyes(people.morag), at=at, wanted=NELL, link=link())


def test_one_address_has_one_open_invitation_at_one_school(northumberland, dawn, at):
    invitation = invite(by=dawn, at=at, wanted=NELL, link=link())
    with pytest.raises(InvitedAlready, match="Send that invitation again, or withdraw"):
        invite(by=dawn, at=at, wanted=NELL, link=link("second"))
    twin = RoleInvitation.objects.of(northumberland.pk).get(pk=invitation.pk)
    twin.pk, twin.token_digest, twin.email = None, "other", "NELL.ORD@school.example"
    with pytest.raises(IntegrityError, match="one_open_invitation"), transaction.atomic():
        twin.save(force_insert=True)


def test_brian_of_a_trust_gets_a_second_school_and_stays_one_person(
    northumberland, people, dawn, at, held
):
    count = Person.objects.of(northumberland.pk).count()
    wanted = Wanted(HERE, "B. Dodds", people.brian.email.upper(), "SENCO")
    invite(by=dawn, at=at, wanted=wanted, link=link())
    assert held()[people.brian.name] == "SENCO"
    assert Person.objects.of(northumberland.pk).count() == count
    assert eyes_of(people.brian, on=at.date()).urns == {SENCO_URN, OTHER_URN}
    mail = OutgoingMail.objects.of(northumberland.pk).latest("pk")
    assert mail.recipient == people.brian.email
    assert mail.body.startswith("Dawn Kerr has given you the role of SENCO at Dawn’s school")
    with pytest.raises(HoldsARole, match="holds a role at this school already"):
        invite(by=dawn, at=at, wanted=wanted, link=link())


def test_a_closed_account_is_not_opened_by_an_invitation(people, dawn, at):
    people.brian.is_active = False
    people.brian.save()
    wanted = Wanted(HERE, "Brian", people.brian.email, "SENCO")
    with pytest.raises(AccountClosed, match="closed by the authority"):
        invite(by=dawn, at=at, wanted=wanted, link=link())


def test_two_schools_invite_nell_and_the_second_asks_her_to_sign_in(
    northumberland, people, eyes, at
):
    morag = eyes(people.morag)
    invite(by=morag, at=at, wanted=NELL, link=link())
    there = Wanted(THERE, NELL.name, NELL.email, "SENCO")
    invite(by=morag, at=at, wanted=there, link=link("second"))
    nell = joined(northumberland, at, password=PASSWORD).person
    with pytest.raises(SignInFirst, match=r"account for nell.ord@school.example exists"):
        joined(northumberland, at, token="second", password="a-thief-chose-this")
    assert nell.check_password(PASSWORD)
    joined(northumberland, at, token="second", signed_in_id=nell.pk)
    assert eyes_of(nell, on=at.date()).urns == {SENCO_URN, OTHER_URN}


def test_a_role_ends_from_today_or_a_later_day_never_before(people, dawn, at, held):
    alison = grant_of(people.alison)

    def ends(days: int) -> None:
        ends_on = at.date() + timedelta(days=days)
        end_role(by=dawn, at=at, urn=SENCO_URN, grant_id=alison.pk, ends_on=ends_on)

    with pytest.raises(EndsInThePast, match="Choose today or a later day"):
        ends(-1)
    ends(30)
    assert people.alison.name in held()
    ends(0)
    assert people.alison.name not in held()
    with pytest.raises(RoleHasEnded):
        ends(0)


def test_the_last_head_hands_over_first(people, eyes, dawn, at, held):
    def end(by) -> None:
        end_role(
            by=by,
            at=at,
            urn=SENCO_URN,
            grant_id=grant_of(people.dawn).pk,
            ends_on=at.date() + timedelta(days=30),
        )

    with pytest.raises(LastGranter, match=r"Dawn Kerr is the only headteacher.*Hand the role over"):
        end(dawn)
    hand_over(
        by=dawn,
        at=at,
        place=HERE,
        grant_id=grant_of(people.dawn).pk,
        person_id=people.alison.pk,
    )
    assert held() == {people.alison.name: "Headteacher"}
    with pytest.raises(MayNotGrant):
        invite(by=eyes(people.dawn), at=at, wanted=NELL, link=link())
    invite(by=eyes(people.alison), at=at, wanted=NELL, link=link())


def test_the_authority_ends_even_a_last_head_since_it_grants_there(people, eyes, at, held):
    grant = grant_of(people.dawn)
    end_role(by=eyes(people.morag), at=at, urn=SENCO_URN, grant_id=grant.pk, ends_on=at.date())
    assert held() == {people.alison.name: "SENCO"}


def test_a_role_is_handed_to_a_colleague_only(people, dawn, at):
    for person in (people.dawn, people.brian):
        with pytest.raises(NotAColleague, match="Choose somebody else who holds a role"):
            hand_over(
                by=dawn,
                at=at,
                place=HERE,
                grant_id=grant_of(people.dawn).pk,
                person_id=person.pk,
            )


def test_the_last_head_takes_no_lesser_title(people, dawn, at, held):
    before = held()
    with pytest.raises(LastGranter):
        hand_over(
            by=dawn,
            at=at,
            place=HERE,
            grant_id=grant_of(people.alison).pk,
            person_id=people.dawn.pk,
        )
    assert held() == before


def test_a_newcomer_takes_over_in_the_moment_of_accepting(northumberland, people, dawn, at, held):
    alison = grant_of(people.alison)
    wanted = Wanted(HERE, NELL.name, NELL.email, alison.title)
    invite(by=dawn, at=at, wanted=wanted, link=link(), takes_over_id=alison.pk)
    assert held()[people.alison.name] == "SENCO"
    joined(northumberland, at, password=PASSWORD)
    assert held() == {"Dawn Kerr": "Headteacher", "Nell Ord": "SENCO"}


def test_a_role_ended_by_mistake_is_given_again_the_same_day(people, dawn, at, held):
    for _ in range(2):
        given = give_role(by=dawn, at=at, person=people.brian, urn=SENCO_URN, title="SENCO")
        end_role(by=dawn, at=at, urn=SENCO_URN, grant_id=given.pk, ends_on=at.date())
        assert people.brian.name not in held()
    assert (
        RoleGrant.objects.of(given.authority_id).filter(person=people.brian, urn=SENCO_URN).count()
        == 1
    )


def test_a_list_invites_everyone_once(northumberland, people, eyes, at):
    morag = eyes(people.morag)
    listed = [
        (NELL, link("nell")),
        (Wanted(HERE, people.alison.name, people.alison.email, "SENCO"), link("alison")),
        (Wanted(HERE, people.brian.name, people.brian.email, "SENCO"), link("brian")),
    ]
    standings = [standing_of(northumberland.pk, wanted, at=at) for wanted, _ in listed]
    assert standings == [Standing.NEW, Standing.HOLDS, Standing.KNOWN]
    assert len(invite_all(by=morag, at=at, wanted=listed)) == 2
    mails = OutgoingMail.objects.of(northumberland.pk).count()
    again = [(wanted, link(f"{one.token}-2")) for wanted, one in listed]
    assert invite_all(by=morag, at=at, wanted=again) == []
    assert OutgoingMail.objects.of(northumberland.pk).count() == mails


def test_a_list_is_invited_whole_or_not_at_all(northumberland, people, eyes, at):
    people.brian.is_active = False
    people.brian.save()
    closed = Wanted(HERE, people.brian.name, people.brian.email, "SENCO")
    with pytest.raises(AccountClosed):
        invite_all(by=eyes(people.morag), at=at, wanted=[(NELL, link()), (closed, link("second"))])
    assert not RoleInvitation.objects.of(northumberland.pk).exists()
