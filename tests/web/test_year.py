"""The year as people see it: what a school does with its minutes, and what the leads see and do."""

from uuid import uuid4

import pytest

from evenreach.demo.authority import SENCO_URN
from evenreach.flow.entitlement.ledger import pool_left
from evenreach.flow.entitlement.models import LedgerEntry
from evenreach.flow.entitlement.queries import balance_of
from evenreach.flow.entitlement.transfers import offer_minutes
from evenreach.flow.entitlement.year_models import Appeal, Transfer, YearEnd
from evenreach.flow.register.queries import school_by_urn
from evenreach.flow.visits.contact_tasks import give_task
from evenreach.flow.visits.outreach_models import ContactTask
from tests.conftest import OTHER_URN
from tests.flow.test_ledger import account_at, capacity_for, make_partners
from tests.stories import Cast, asked, made
from tests.web.year_in_hand import close_school


@pytest.fixture
def account(northumberland):
    make_partners(northumberland, SENCO_URN, OTHER_URN)
    return account_at(northumberland, SENCO_URN)


@pytest.fixture
def other(northumberland, account):
    return account_at(northumberland, OTHER_URN)


def words(response) -> str:
    return " ".join(response.content.decode().split())


def sent(client, path: str, **fields: object) -> str:
    """The page after a form was sent, once it was accepted."""
    keyed = {"form_key": uuid4().hex, **fields}
    return words(client.post(path, keyed, follow=True))


def test_alison_reads_her_account_and_gives_minutes_back(account, people, browser_of):
    client, left = browser_of(people.alison), balance_of(account)
    pool = pool_left(capacity_for(account))
    page = words(client.get(f"/school/{SENCO_URN}/account/"))
    assert "Granted" in page
    assert f"/school/accounts/{account.pk}/give-back/" in page
    after = sent(
        client, f"/school/accounts/{account.pk}/give-back/", minutes=90, why="Half is enough."
    )
    assert "The minutes are given back to the pool" in after
    assert "Given back to the pool: Half is enough." in after
    assert (balance_of(account), pool_left(capacity_for(account))) == (left - 90, pool + 90)


def test_more_than_there_is_is_refused_in_words(account, people, browser_of):
    answer = sent(
        browser_of(people.alison),
        f"/school/accounts/{account.pk}/give-back/",
        minutes=99999,
        why="Too many.",
    )
    assert "99999 were to be taken. Enter a number of minutes from 1 up to what is left." in answer


def test_alison_offers_and_brian_takes(account, other, people, browser_of):
    held = balance_of(other)
    offered = sent(
        browser_of(people.alison),
        f"/school/accounts/{account.pk}/offer/",
        school=other.school_id,
        minutes=180,
        why="We have it to spare.",
    )
    assert "Offered. The minutes are set aside until the school answers" in offered
    transfer = Transfer.objects.of(account.authority_id).get()
    brian = browser_of(people.brian)
    assert f"/school/transfers/{transfer.pk}/" in words(brian.get("/school/"))
    assert "Take them" in words(brian.get(f"/school/transfers/{transfer.pk}/"))
    taken = sent(brian, f"/school/transfers/{transfer.pk}/", decision="agree")
    assert "The minutes are yours" in taken
    assert balance_of(other) == held + 180
    again = words(brian.get(f"/school/transfers/{transfer.pk}/"))
    assert "Agreed on 2 March 2026, by " + people.brian.name in again
    assert "Take them" not in again


def test_the_one_who_offered_does_not_answer(account, other, people, browser_of, eyes, at):
    offer = offer_minutes(
        by=eyes(people.alison), at=at, giver=account, to=other.school, minutes=180, why="Spare."
    )
    page = words(browser_of(people.alison).get(f"/school/transfers/{offer.pk}/"))
    assert "Take them" not in page
    assert "Take the offer back" in page
    response = browser_of(people.alison).post(
        f"/school/transfers/{offer.pk}/", {"form_key": uuid4().hex, "decision": "agree"}
    )
    assert response.status_code == 409


def test_morag_sees_the_year_with_the_most_proactive_tenth(account, people, browser_of, eyes, at):
    cast = Cast(school=eyes(people.alison), lead=eyes(people.jean))
    page = words(browser_of(people.morag).get("/service/year/"))
    assert "The share of the tenth of schools that asked most is not known" in page
    made(cast, at, eyes)
    page = words(browser_of(people.morag).get("/service/year/"))
    assert "The tenth of schools that asked most had 100.0% of all time used" in page
    assert "Specialist Teaching Service" in page
    assert "Educational" in page


def test_jean_sees_her_own_service_only_and_keeps_no_accounts(account, people, browser_of):
    page = words(browser_of(people.jean).get("/service/year/"))
    assert "Specialist Teaching Service" in page
    assert "Educational" not in page
    assert "Move the accounts" not in page


def test_morag_records_an_appeal_and_corrects_an_entry(account, people, browser_of):
    client, left = browser_of(people.morag), balance_of(account)
    answer = sent(
        client,
        f"/service/year/schools/{SENCO_URN}/appeal/",
        account=account.pk,
        minutes=180,
        decided_by="Panel",
        decided_on_day=1,
        decided_on_month=3,
        decided_on_year=2026,
        reason="A new resourced class.",
    )
    assert "Granted on appeal: A new resourced class." in answer
    assert Appeal.objects.of(account.authority_id).get().decided_by == "Panel"
    entry = LedgerEntry.objects.of(account.authority_id).get(account=account, kind="grant")
    answer = sent(
        client, f"/service/year/entries/{entry.pk}/correct/", minutes=-60, why="Typed wrongly."
    )
    assert "Corrected: Typed wrongly." in answer
    assert balance_of(account) == left + 120
    listed = words(client.get("/service/year/decisions/"))
    for reason in ("A new resourced class.", "Typed wrongly."):
        assert reason in listed


def test_the_years_end_is_published_and_previewed_and_not_closed_early(account, people, browser_of):
    client, path = browser_of(people.morag), "/service/year/end/specialist-teaching/"
    page = sent(
        client,
        path,
        lapses_on_day=31,
        lapses_on_month=8,
        lapses_on_year=2026,
        carry_limit_minutes=180,
    )
    assert "Unused time lapses on <strong>31 August 2026</strong>" in page
    assert account.school.name in page
    assert "The year can be closed from 31 August 2026 on." in page
    own = words(browser_of(people.alison).get(f"/school/{SENCO_URN}/account/"))
    assert "Unused time lapses on 31 August 2026; at most 1 session of it is carried" in own
    response = client.post(f"{path}close/", {"form_key": uuid4().hex})
    assert response.status_code == 409
    assert YearEnd.objects.of(account.authority_id).get().closed_at is None


def test_a_closed_schools_account_is_moved_after_a_look(northumberland, people, browser_of, other):
    gone, held = close_school(northumberland), balance_of(other)
    left, client = balance_of(gone), browser_of(people.morag)
    path = f"/service/year/successions/{gone.pk}/"
    assert path in words(client.get("/service/year/successions/"))
    page = words(client.get(path))
    assert "would leave this account and come into that of the successor" in page
    after = sent(client, path, successor=other.school_id, why="Merged on 1 March 2026.")
    assert f"The account of {gone.school.name} is moved" in after
    assert (balance_of(gone), balance_of(other)) == (0, held + left)


def test_jean_sees_who_had_no_contact_and_why_and_asks_tom(people, browser_of, eyes, at):
    asked(eyes(people.alison), at)
    client = browser_of(people.jean)
    page = words(client.get("/service/year/no-contact/"))
    assert "Week of 2 March 2026" in page
    waiting = words(client.get("/service/year/no-contact/?reason=waiting"))
    assert "1 school has had no contact since 1 September 2025" in waiting
    given = sent(client, f"/service/year/no-contact/{SENCO_URN}/", person=people.tom.pk)
    assert f"{people.tom.name} is asked to get in touch with" in given
    tom = browser_of(people.tom)
    assert "Get in touch with 1 school" in words(tom.get("/visits/"))
    task = ContactTask.objects.of(people.tom.authority_id).get()
    closed = sent(
        tom, f"/service/year/contact/{task.pk}/", outcome="will_ask", reason="Spoke with them."
    )
    assert "The school will ask for a visit: Spoke with them." in closed
    assert "Get in touch with" not in words(tom.get("/visits/"))


def test_the_list_is_narrowed_and_downloaded(northumberland, people, browser_of, eyes, at):
    school = school_by_urn(northumberland.pk, SENCO_URN)
    type(school).objects.of(northumberland.pk).filter(pk=school.pk).update(name="=1+1")
    give_task(by=eyes(people.jean), at=at, school=school, person=people.tom)
    client = browser_of(people.morag)
    lines = client.get("/service/year/no-contact/list.csv").content.decode().splitlines()
    [row] = [line for line in lines if line.startswith(str(SENCO_URN))]
    assert row.startswith(f"{SENCO_URN},'=1+1,not_asked,,")
    assert f"{people.tom.name},2026-03-02" in row
    narrowed = client.get("/service/year/no-contact/list.csv?reason=declined").content.decode()
    assert len(narrowed.splitlines()) == 1


def test_reasons_are_for_staff_only(people, browser_of):
    for somebody in (people.alison, people.tom, people.anil):
        for path in ("", "list.csv", f"{SENCO_URN}/"):
            response = browser_of(somebody).get(f"/service/year/no-contact/{path}")
            assert response.status_code == 403
    assert browser_of().get("/service/year/no-contact/").status_code == 302
