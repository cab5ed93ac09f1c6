"""From an offer to letters in one sitting: Morag prepares the next year, and Alison answers."""

import re
from datetime import UTC, datetime

from playwright.sync_api import Page, expect

from evenreach.demo.authority import SENCO_URN
from tests.journeys.conftest import PHONE, faults_of
from tests.journeys.reading import heading, save, told, type_date

ALISON = f"senco.{SENCO_URN}@school.example"
MORAG = "morag.telfer@council.example"
TEACHING = "2026/specialist-teaching"
SIMPLE, NEEDY = "Base of three, the rest by need", "Base of one, the rest by need"
EXPLAINED = "A base of three gives every school a visit a term."


def test_a_year_is_offered_shared_decided_and_told(served, person):
    morag, alison = person(served, MORAG), person(served, ALISON, viewport=PHONE)
    draft_the_offer(morag)
    served.let_time_pass_until(datetime(2026, 4, 28, 9, 0, tzinfo=UTC))
    publish_the_offer(morag)
    state_the_capacity(morag)
    draft_a_policy(morag, SIMPLE, base=3)
    draft_a_policy(morag, NEEDY, base=1)
    compare_them(morag)
    ask_schools(morag)
    answer_for_the_school(alison)
    served.let_time_pass_until(datetime(2026, 6, 15, 9, 0, tzinfo=UTC))
    sessions = decide_and_adopt(morag)
    write_to_every_school(morag)
    read_the_letter(alison, sessions)
    check_it_with_the_working(alison, sessions)


def draft_the_offer(page: Page) -> None:
    """Next year's offer begins from this year's, and schools are shown it."""
    page.goto("/service/offer/")
    page.get_by_role("button", name="Draft an offer").click()
    page.get_by_role("radio", name="2026/27").first.check()
    save(page, "Begin the draft")
    page.get_by_role("button", name="Show it to schools").click()
    type_date(page, 27, 4, 2026)
    save(page, "Open the consultation")
    told(page, "Schools can now read what is proposed")


def publish_the_offer(page: Page) -> None:
    page.reload()
    page.get_by_role("button", name="Publish it").click()
    save(page, "Publish this offer")
    told(page, "is published")


def state_the_capacity(page: Page) -> None:
    """From a salary and staff to minutes in use; each step is seen before it is taken."""
    page.goto("/service/costs/2026/grades/add/")
    page.get_by_label("Grade").fill("Specialist teacher")
    page.get_by_label("Salary of a full-time holder").fill("46000")
    page.get_by_label("Where is this from?").fill("Invented")
    save(page)
    page.goto(f"/service/capacity/{TEACHING}/")
    page.get_by_role("button", name="Add staff").click()
    page.get_by_label("Role").fill("Specialist teacher")
    page.get_by_role("combobox", name="Grade").select_option(label="Specialist teacher")
    page.get_by_label("Full-time equivalents").fill("4.4")
    page.get_by_role("radio", name="Term time only").check()
    page.get_by_label("Weeks a year").fill("38")
    page.get_by_label("Contracted minutes a day").fill("360")
    save(page, "Add them")
    page.goto(f"/service/capacity/{TEACHING}/taken-off/travel/")
    page.get_by_label("Percentage of working time").fill("15")
    save(page)
    page.goto(f"/service/capacity/{TEACHING}/")
    assert faults_of(page) == []
    page.get_by_role("button", name="Use this capacity").click()
    page.get_by_label("Where is this from?").fill("Staffing list, invented")
    save(page, "Use this capacity")
    heading(page, "Capacity")


def draft_a_policy(page: Page, name: str, *, base: int) -> None:
    """What it would give stands beside it before it is saved."""
    page.goto(f"/service/allocation/{TEACHING}/draft/")
    page.get_by_label("Name of the policy").fill(name)
    page.get_by_label("Base: sessions that every school has").fill(str(base))
    page.get_by_label("Weight of pupils on roll").fill("1/50")
    page.get_by_label("Weight of learners at SEN support").fill("1")
    page.get_by_label("Weight of learners with an EHC plan").fill("1/2")
    page.get_by_role("button", name="Work it out").click()
    expect(page.locator("#result")).to_contain_text(f"{base * 167:,} + ")
    save(page, "Save as draft")
    told(page, "is drafted. Nothing is granted by it yet")


def compare_them(page: Page) -> None:
    page.get_by_role("link", name="Compare it with other policies").click()
    for name in (SIMPLE, NEEDY):
        page.get_by_role("checkbox", name=name).check()
    save(page, "Compare them")
    heading(page, "Compare policies")
    expect(page.get_by_role("table").filter(has_text="more need").first).to_be_visible()
    assert faults_of(page) == []


def ask_schools(page: Page) -> None:
    page.goto(f"/service/allocation/{TEACHING}/consult/")
    for name in (SIMPLE, NEEDY):
        page.get_by_role("checkbox", name=name).check()
    page.get_by_role("radio", name=SIMPLE).check()
    page.get_by_label("What are schools asked?").fill("Which should it be?")
    type_date(page, 12, 6, 2026)
    save(page, "Open the consultation")
    told(page, "The consultation is open")


def answer_for_the_school(page: Page) -> None:
    """On a phone, from the school's own page, with the school's own figures in view."""
    page.goto("/school/consultation/")
    page.get_by_role("link", name=re.compile("2026")).first.click()
    expect(page.locator("main")).to_contain_text(SIMPLE)
    page.get_by_role("radio", name=SIMPLE).check()
    page.get_by_role("radio", name="Strongly agree").check()
    save(page, "Send")
    told(page, "answer")


def decide_and_adopt(page: Page) -> int:
    """Close, record the decision with its equality analysis, adopt; the school's sessions."""
    page.goto("/service/allocation/consultation/")
    page.get_by_role("link", name=re.compile("2026")).first.click()
    save(page, "Close the consultation")
    page.get_by_role("link", name="Record the decision").first.click()
    page.get_by_label("Reasons for the choice").fill(EXPLAINED)
    page.get_by_label("analysis: who could lose?").fill("Large schools, by a session or two.")
    page.get_by_label("each protected characteristic").fill("Disability: time follows need.")
    page.get_by_label("what is done for those").fill("The adjustment pool, looked at each term.")
    page.get_by_label("Who decided?").fill("Director of children's services (invented)")
    type_date(page, 15, 6, 2026)
    save(page, "Record the decision")
    save(page, "Adopt it")
    told(page, "adopted")
    page.goto(f"/school/{SENCO_URN}/entitlement/2026/")
    return int(page.locator("main strong", has_text="session").first.inner_text().split()[0])


def write_to_every_school(page: Page) -> None:
    page.goto("/service/letters/")
    page.get_by_role("button", name="about 2026/27").click()
    page.get_by_label("Whom to ask").fill("send-support@council.example")
    save(page, "Prepare the letters")
    page.get_by_role("button", name="Send to everybody").click()
    expect(page.locator(".govuk-tag").first).to_have_text("Sent", timeout=20_000)


def read_the_letter(page: Page, sessions: int) -> None:
    page.goto("/reports/letters/")
    page.get_by_role("link", name="2026 to 2027").click()
    heading(page, "Your school’s sessions")
    row = page.get_by_role("row", name="Specialist Teaching Service")
    expect(row.get_by_role("cell").first).to_have_text(str(sessions))
    assert faults_of(page) == []


def check_it_with_the_working(page: Page, sessions: int) -> None:
    page.goto(f"/school/{SENCO_URN}/entitlement/2026/")
    expect(page.locator("#specialist-teaching")).to_contain_text(f"{sessions} sessions:")
