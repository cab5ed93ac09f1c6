"""Dawn lets a newcomer in and a leaver out; Alison may look, Brian may not, Morag may anywhere."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import HttpResponse
from django.test import Client

from evenreach.demo.authority import SENCO_URN
from evenreach.flow.journal.models import OutgoingMail
from evenreach.flow.people.models import GRANTING_TITLE, Person, RoleGrant, RoleInvitation
from evenreach.flow.people.queries import school_grants
from evenreach.flow.register.queries import school_by_urn
from evenreach.web.public.joining import COOKIE
from evenreach.web.words import SCHOOL_TITLES
from tests.conftest import OTHER_URN

PEOPLE = f"/school/{SENCO_URN}/people/"
NELL = {"name": "Nell Ord", "email": "Nell.Ord@school.example", "title": "SENCO"}
PASSWORD = "a-long-enough-one"


def send(client: Client, path: str, **typed: object) -> HttpResponse:
    return client.post(path, {"form_key": uuid4().hex, **typed})


def words_of(answer: HttpResponse) -> str:
    return " ".join(answer.content.decode().split())


@pytest.fixture
def dawn(browser_of, people) -> Client:
    return browser_of(people.dawn)


@pytest.fixture
def morag(browser_of, people) -> Client:
    return browser_of(people.morag)


@pytest.fixture
def held(northumberland, at):
    def titles(urn: int = SENCO_URN) -> dict[str, str]:
        grants = school_grants(northumberland.pk, urn, on=at.date())
        return {grant.person.name: grant.title for grant in grants}

    return titles


@pytest.fixture
def link(northumberland):
    """The path of the link in the newest mail."""

    def newest() -> str:
        body = OutgoingMail.objects.of(northumberland.pk).latest("pk").body
        return body.split("http://testserver")[1].split()[0]

    return newest


def grant_of(person: Person) -> RoleGrant:
    return RoleGrant.objects.of(person.authority_id).get(person=person)


def test_the_titles_offered_include_the_one_that_grants():
    assert SCHOOL_TITLES[0] == GRANTING_TITLE


def test_dawn_invites_nell_who_joins_and_signs_in(dawn, browser_of, held, link, at):
    sent = send(dawn, f"{PEOPLE}invite/", **NELL)
    assert sent["Location"] == PEOPLE
    words = words_of(dawn.get(PEOPLE))
    assert "Invitation sent to nell.ord@school.example" in words
    today = f"{at.day} {at:%B %Y}"
    assert f"Sent on {today}, open until" in words

    nell = browser_of()
    assert "Dawn Kerr invites Nell Ord to sign in as SENCO of" in words_of(nell.get(link()))
    went_on = send(nell, link())
    assert went_on["Location"] == "/join/"
    assert f"Seen on {today}, open until" in words_of(dawn.get(PEOPLE))
    refused = send(nell, "/join/", password="short", again="short")
    assert "This password is too short" in words_of(refused)
    refused = send(nell, "/join/", password=PASSWORD, again="another-long-one")
    assert "The two passwords are not the same" in words_of(refused)
    done = send(nell, "/join/", password=PASSWORD, again=PASSWORD)
    assert done["Location"] == "/sign-in/"
    assert done.cookies[COOKIE].value == ""
    assert held()["Nell Ord"] == "SENCO"
    signed_in = nell.post("/sign-in/", {"login": NELL["email"], "password": PASSWORD})
    assert signed_in.status_code == 302
    assert nell.get("/school/").status_code == 200

    used = nell.get(link())
    assert used.status_code == 410
    assert "accepted already. Sign in with your e-mail address" in words_of(used)


def test_opening_the_link_changes_nothing_so_mail_scanners_do_no_harm(
    dawn, browser_of, link, northumberland
):
    send(dawn, f"{PEOPLE}invite/", **NELL)
    before = RoleInvitation.objects.of(northumberland.pk).values().get()
    scanner = browser_of()
    scanner.get(link(), follow=True)
    scanner.head(link())
    assert scanner.get("/join/").status_code == 410
    assert RoleInvitation.objects.of(northumberland.pk).values().get() == before


def test_a_double_click_makes_one_nell(dawn, browser_of, link, northumberland):
    send(dawn, f"{PEOPLE}invite/", **NELL)
    nell, key = browser_of(), uuid4().hex
    send(nell, link())
    cookies = nell.cookies.output()
    typed = {"form_key": key, "password": PASSWORD, "again": PASSWORD}
    answers = []
    for _ in range(2):
        nell.cookies.load(cookies.replace("Set-Cookie: ", ""))
        answers.append(nell.post("/join/", typed)["Location"])
    assert answers == ["/sign-in/", "/sign-in/"]
    assert Person.objects.of(northumberland.pk).filter(name="Nell Ord").count() == 1


def test_a_new_link_kills_the_old_and_a_withdrawn_one_opens_nothing(
    dawn, browser_of, link, northumberland
):
    send(dawn, f"{PEOPLE}invite/", **NELL)
    invitation = RoleInvitation.objects.of(northumberland.pk).get()
    page, old = f"{PEOPLE}invitations/{invitation.pk}/", link()
    assert "Send again" in words_of(dawn.get(page))
    send(dawn, page, decision="resend")
    assert link() != old
    assert "a newer message took its place" in words_of(browser_of().get(old))
    assert browser_of().get(link()).status_code == 200
    send(dawn, page, decision="withdraw")
    assert "This invitation was withdrawn" in words_of(browser_of().get(link()))
    assert "Nobody is invited now" in words_of(dawn.get(PEOPLE))


def test_alison_sees_who_is_who_and_brian_nothing(browser_of, people, dawn):
    send(dawn, f"{PEOPLE}invite/", **NELL)
    alison = browser_of(people.alison)
    assert alison.get("/school/people/")["Location"] == PEOPLE
    words = words_of(alison.get(PEOPLE))
    assert "Dawn Kerr" in words
    assert "Since 1 July 2025" in words
    assert "Invite a person" not in words
    assert "Hand over" not in words
    refused = send(alison, f"{PEOPLE}invite/", **NELL)
    assert refused.status_code == 409
    assert "given and ended by its headteacher or by the authority" in words_of(refused)
    brian = browser_of(people.brian)
    assert brian.get(PEOPLE).status_code == 404
    assert send(brian, f"{PEOPLE}invite/", **NELL).status_code == 404


def test_whose_role_ends_is_out_at_the_next_click(dawn, browser_of, people, at):
    alison = browser_of(people.alison)
    assert alison.get("/school/").status_code == 200
    today = at.date()
    ended = send(
        dawn,
        f"{PEOPLE}{grant_of(people.alison).pk}/end/",
        ends_on_day=today.day,
        ends_on_month=today.month,
        ends_on_year=today.year,
    )
    assert ended["Location"] == PEOPLE
    assert alison.get("/school/").status_code == 403
    assert send(alison, f"/school/{SENCO_URN}/ask/").status_code == 403


def test_dawn_hands_over_before_she_goes(dawn, browser_of, people, held, at):
    page = f"{PEOPLE}{grant_of(people.dawn).pk}/"
    later = at.date() + timedelta(days=30)
    refused = send(
        dawn,
        f"{page}end/",
        ends_on_day=later.day,
        ends_on_month=later.month,
        ends_on_year=later.year,
    )
    assert "Dawn Kerr is the only headteacher here" in words_of(refused)
    assert "Hand the role over first" in words_of(refused)
    asked = send(dawn, f"{page}hand-over/", successor="new")
    assert "Enter their full name" in words_of(asked)
    handed = send(dawn, f"{page}hand-over/", successor=people.alison.pk)
    assert handed["Location"] == PEOPLE
    assert held() == {people.alison.name: "Headteacher"}
    assert dawn.get(PEOPLE).status_code == 403
    assert "Invite a person" in words_of(browser_of(people.alison).get(PEOPLE))


def test_a_newcomer_takes_over_once_she_accepts(dawn, browser_of, people, held, link):
    page = f"{PEOPLE}{grant_of(people.alison).pk}/hand-over/"
    send(dawn, page, successor="new", name=NELL["name"], email=NELL["email"])
    assert f"Takes over from {people.alison.name}" in words_of(dawn.get(PEOPLE))
    assert held()[people.alison.name] == "SENCO"
    nell = browser_of()
    send(nell, link())
    send(nell, "/join/", password=PASSWORD, again=PASSWORD)
    assert held() == {"Dawn Kerr": "Headteacher", "Nell Ord": "SENCO"}


def test_nell_whom_two_schools_invited_signs_in_for_the_second(morag, browser_of, link, held):
    send(morag, f"{PEOPLE}invite/", **NELL)
    first = link()
    send(morag, f"/school/{OTHER_URN}/people/invite/", **NELL)
    second = link()
    nell = browser_of()
    send(nell, first)
    send(nell, "/join/", password=PASSWORD, again=PASSWORD)
    send(nell, second)
    assert "An account for nell.ord@school.example exists already" in words_of(nell.get("/join/"))
    refused = send(nell, "/join/", password="stolen-in-passing")
    assert refused.status_code == 410
    nell.post("/sign-in/", {"login": NELL["email"], "password": PASSWORD})
    assert "Accept your role" in words_of(nell.get("/join/"))
    accepted = send(nell, "/join/")
    assert accepted["Location"] == "/school/"
    assert held(OTHER_URN)["Nell Ord"] == "SENCO"
    assert "The people of your schools" in words_of(nell.get("/school/people/"))


def test_morag_finds_any_school(morag):
    assert morag.get("/school/people/")["Location"] == "/service/people/"
    assert morag.get(f"/service/people/?urn={SENCO_URN}")["Location"] == PEOPLE
    assert "No school here has the URN 999999" in words_of(morag.get("/service/people/?urn=999999"))
    assert "Invite a person" in words_of(morag.get(PEOPLE))


def test_morag_invites_the_people_of_many_schools_from_one_list(
    morag, people, northumberland, held
):
    school = school_by_urn(northumberland.pk, SENCO_URN)
    listed = (
        "urn,name,email,title\n"
        f"{SENCO_URN},Nell Ord,nell.ord@school.example,SENCO\n"
        f"{SENCO_URN},{people.brian.name},{people.brian.email},SENCO\n"
        f"{SENCO_URN},{people.alison.name},{people.alison.email},SENCO\n"
    )
    previewed = words_of(send(morag, "/service/people/", listed=listed))
    assert "Nell Ord" in previewed
    assert f"{school.name} ({SENCO_URN})" in previewed
    for outcome in ("New invitation", "Signs in already", "Holds a role here", "Invite 2 people"):
        assert outcome in previewed
    assert not RoleInvitation.objects.of(northumberland.pk).exists()

    assert send(morag, "/service/people/invite/", listed=listed)["Location"] == "/service/people/"
    assert RoleInvitation.objects.of(northumberland.pk).get().email == "nell.ord@school.example"
    assert held()[people.brian.name] == "SENCO"
    file = SimpleUploadedFile("people.csv", listed.encode(), "text/csv")
    again = words_of(send(morag, "/service/people/", file=file))
    assert "Invited already: nothing is sent" in again
    assert "Nothing is left to do" in again
    mails = OutgoingMail.objects.of(northumberland.pk).count()
    send(morag, "/service/people/invite/", listed=listed)
    assert OutgoingMail.objects.of(northumberland.pk).count() == mails


def test_a_list_with_faults_says_row_column_value_and_what_was_expected(morag, northumberland):
    listed = (
        "urn,name,email,title\n"
        f"{SENCO_URN},Nell Ord,nell.ord@school.example,SENCO\n"
        "999999,Kit,kit@school.example,SENCO\n"
        f"{SENCO_URN},,not-an-address,Boss\n"
        f"{SENCO_URN},Nell,NELL.ORD@school.example,SENCO\n"
    )
    for path in ("/service/people/", "/service/people/invite/"):
        words = words_of(send(morag, path, listed=listed))
        for said in (
            "Nobody was invited",
            "999999",
            "the URN of an open school here",
            "an address like name@example.com",
            "one of: Headteacher; SENCO; Deputy SENCO; Business manager",
            "each person once a school; row 2 has it",
        ):
            assert said in words
    assert not RoleInvitation.objects.of(northumberland.pk).exists()
    words = words_of(send(morag, "/service/people/"))
    assert "Paste a list or choose a file, one of the two" in words
