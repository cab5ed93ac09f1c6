"""The thread of a visit, told by those whom it passes through, each in a browser of their own."""

import re
from collections.abc import Callable
from datetime import datetime
from zoneinfo import ZoneInfo

import psycopg
from playwright.sync_api import Locator, Page, expect

from evenreach.demo.authority import SENCO_URN
from evenreach.demo.people import PASSWORD
from tests.conftest import OTHER_URN
from tests.journeys.conftest import PHONE, Served, faults_of
from tests.web.calculator import shows, tables_of, typed

ALISON = f"senco.{SENCO_URN}@school.example"
BRIAN = f"senco.{OTHER_URN}@school.example"
JEAN = "jean.armstrong@council.example"
ANIL = "anil.desai@council.example"
MORAG = "morag.telfer@council.example"
SERVICE = "specialist-teaching"
INITIALS, REFERENCE = "QXZV", "P-0417-Q"
CONCERN = "They follow the first part of an instruction and lose the rest."
NEED = "Understanding of longer spoken instructions."
MOST_TABS = 60


def test_the_thread_of_a_visit(served, person):
    """Asked, accepted, moved, confirmed, made, reported, answered and counted."""
    alison = person(served, ALISON)
    read_the_offer(person(served))
    service = read_the_entitlement(alison)
    granted = account(alison, service)
    reference = ask_for_a_visit(alison)
    asked = address_of_the_only_request(alison, reference)

    jean = person(served, JEAN)
    accept(jean, reference)
    assert account(alison, service) == {**granted, "Set aside": 1, "Left": granted["Left"] - 1}
    propose(jean)
    first = ask_for_another_half_day(alison, asked)
    propose(jean)
    confirm_by_keyboard(person(served))
    visit = alison_sees_it_booked(alison, asked)
    assert visit["When"] != first["When"]

    brian = person(served, BRIAN)
    alisons = [asked, *addresses_of_visits(served)]
    sees_nothing(brian, reference, alisons)

    served.let_time_pass_until(evening_of(visit["When"]))
    specialist = person(served, email_of(served, visit["Specialist"]))
    write_the_record(specialist)
    release(specialist, reference)

    report = read_the_report(alison, asked, reference)
    sees_nothing(brian, reference, [*alisons, report, f"{report}report.pdf"])
    assert account(alison, service) == {**granted, "Used": 1, "Left": granted["Left"] - 1}
    answer_once(person, served)
    see_reach(person(served, ANIL), visit["Where"])
    see_the_allocation(person(served, MORAG))
    no_mail_tells_of_the_learner(served)


def test_without_scripts_on_a_phone(served, person):
    """A request passes through every page on HTML alone, and each page fits 320 pixels."""
    alison = person(served, ALISON, viewport=PHONE, java_script_enabled=False)
    reference = ask_for_a_visit(alison)
    alison.goto(address_of_the_only_request(alison, reference))
    heading(alison, f"Request {reference}")


def read_the_offer(page: Page) -> None:
    """Anybody reads what a visit is, without signing in."""
    page.goto("/offer/")
    heading(page, "What we offer to every school in 2025/26")
    page.locator(f"h2 a[href='/offer/{SERVICE}/']").click()
    expect(page.get_by_role("heading", name="Before", exact=False).first).to_be_visible()


def read_the_entitlement(page: Page) -> str:
    """How the school's sessions were worked out, typed again; the name of the service."""
    page.goto("/school/")
    page.get_by_role("link", name="How this was worked out").click()
    heading(page, "how they were worked out")
    tables = tables_of(page.content())
    *figures, (_, need) = tables[f"{SERVICE}-need"][1:]
    assert all(shows(typed(sum_), product) for _, sum_, product in figures)
    assert sum(typed(product) for _, _, product in figures) == typed(need)
    *steps, (_, share) = tables[f"{SERVICE}-share"]
    assert shows(typed(" ".join(cell for _, cell in steps)), share)
    (_, need_again), (_, divide), (_, result), (_, sessions) = tables[f"{SERVICE}-whole"]
    assert need_again == need
    assert shows(typed(f"{need} {divide}"), result)
    expect(page.locator(f"#{SERVICE}")).to_contain_text(f"+ {sessions} =")
    return page.locator(f"#{SERVICE}-heading").inner_text()


def ask_for_a_visit(page: Page) -> str:
    """Through every page, with one mistake and a double click at the end; the reference."""
    page.goto("/school/")
    page.get_by_role("button", name="Ask for a visit").click()
    page.get_by_role("radio", name="Specialist Teaching").first.check()
    page.get_by_role("button", name="Continue").click()
    describe_the_learner(page)
    describe_the_concern(page)
    record_the_consent(page)
    heading(page, "Check your answers before you send the request")
    for said in (INITIALS, REFERENCE, "Year 3", CONCERN, "20 February 2026"):
        expect(page.get_by_text(said, exact=True).first).to_be_visible()
    page.get_by_role("button", name="Send request").dblclick()
    heading(page, "Request sent")
    return page.locator(".govuk-panel strong").inner_text()


def describe_the_learner(page: Page) -> None:
    page.get_by_label("Initials").fill("Q1")
    page.get_by_label("Your school's own reference").fill(REFERENCE)
    page.get_by_label("Year group").select_option("Year 3")
    save(page)
    refused(page, "Initials must be 1 to 4 letters, like AB")
    expect(page.get_by_label("Initials")).to_have_value("Q1")
    expect(page.get_by_label("Your school's own reference")).to_have_value(REFERENCE)
    expect(page.get_by_label("Year group")).to_have_value("3")
    page.get_by_label("Initials").fill(INITIALS)
    save(page)


def describe_the_concern(page: Page) -> None:
    page.get_by_label("Which kind of need comes nearest?").select_option("SLCN")
    page.get_by_label("What worries you?").fill(CONCERN)
    page.get_by_label("What do you hope will be different?").fill("They carry out two steps.")
    save(page)
    page.get_by_label("Assess:").fill("A language screen in October by the SENCO.")
    page.get_by_label("Plan:").fill("Instructions one at a time, with pictures.")
    page.get_by_label("Do:").fill("Ten weeks, daily, by the class teacher.")
    page.get_by_label("Review:").fill("Better in pairs, unchanged in the whole class.")
    save(page)
    page.get_by_label("What does the learner say?").fill("It is easier when I can see it.")
    page.get_by_label("What does the family say?").fill("We see the same at home.")
    save(page)


def record_the_consent(page: Page) -> None:
    for answer in ("Agreed", "Mother", "Yes", "In person"):
        page.get_by_role("radio", name=answer, exact=True).check()
    type_date(page, 20, 2, 2026)
    save(page)


def address_of_the_only_request(page: Page, reference: str) -> str:
    """However often Send was pressed, the school has one request."""
    page.goto("/school/")
    rows = page.locator("#requests tbody tr")
    expect(rows).to_have_count(1)
    expect(rows).to_contain_text("Awaiting answer")
    href = rows.get_by_role("link", name=reference).get_attribute("href")
    assert href is not None
    return href


def accept(page: Page, reference: str) -> None:
    page.goto("/service/requests/")
    page.get_by_role("link", name=reference).click()
    expect(page.get_by_text(CONCERN)).to_be_visible()
    page.get_by_role("button", name="Accept this request").click()
    told(page, f"Request {reference} is accepted")


def propose(page: Page) -> None:
    page.reload()
    page.get_by_role("button", name="Propose a visit").click()
    told(page, "The school is asked to confirm.")


def ask_for_another_half_day(page: Page, asked: str) -> dict[str, str]:
    """The visit as it was proposed first; the school gives its half-day back."""
    page.goto(asked)
    visit = appointment(page)
    page.get_by_role("link", name="Ask for another half-day").click()
    page.get_by_label("Why does this half-day not suit?").fill("The class is at the theatre.")
    page.get_by_role("button", name="Give this half-day back").click()
    told(page, "Half-day given back")
    return visit


def confirm_by_keyboard(page: Page) -> None:
    """Alison signs in and confirms without touching the mouse."""
    page.goto("/sign-in/")
    tab_to(page, page.get_by_label("Email address"))
    page.keyboard.type(ALISON)
    tab_to(page, page.get_by_label("Password", exact=True))
    page.keyboard.type(PASSWORD)
    page.keyboard.press("Enter")
    heading(page, "Your school")
    press(page, page.get_by_role("link", name="Confirm the visit on"))
    heading(page, "Confirm a visit")
    press(page, page.get_by_role("button", name="Confirm this visit"))
    told(page, "Visit confirmed for")


def alison_sees_it_booked(page: Page, asked: str) -> dict[str, str]:
    page.goto(asked)
    expect(page.get_by_text("Visit booked", exact=True)).to_be_visible()
    assert faults_of(page) == []
    return appointment(page)


def sees_nothing(page: Page, reference: str, addresses: list[str]) -> None:
    """Another school's SENCO: no request, and nothing at addresses that are not theirs."""
    page.goto("/school/")
    expect(page.get_by_role("heading", name="No requests yet")).to_be_visible()
    expect(page.get_by_text(reference)).to_have_count(0)
    for address in addresses:
        response = page.goto(address)
        assert response is not None
        assert response.status == 404, address
        heading(page, "Page not found")


def write_the_record(page: Page) -> None:
    """Says that the visit was made, and writes its three parts; a half-filled line is refused."""
    page.goto("/visits/")
    page.get_by_role("link", name="Say what happened").click()
    page.get_by_role("button", name="The visit was made").click()
    page.get_by_label("Context").fill("Seen in a class of 27 in English and at play.")
    page.get_by_label("Strengths").fill("Curious, kind, quick with numbers.")
    page.get_by_label("The learner's voice").fill("Pictures help.")
    page.get_by_role("radio", name="Communication and interaction").check()
    page.get_by_label("What need did you identify?").fill(NEED)
    page.get_by_role("radio", name="None is needed now").check()
    line = page.get_by_role("group", name="Provision 1", exact=True)
    line.get_by_label("What", exact=True).fill("Two-step instructions with pictures")
    line.get_by_label("Who", exact=True).fill("Class teacher")
    save(page, "Save and read the report")
    refused(page, "Provision 1: say how often it is done")
    expect(line.get_by_label("Who", exact=True)).to_have_value("Class teacher")
    expect(page.get_by_label("What need did you identify?")).to_have_value(NEED)
    line.get_by_label("How often").fill("Daily")
    type_date(line, 3, 7, 2026)
    save(page, "Save and read the report")


def release(page: Page, reference: str) -> None:
    heading(page, "Read the report before you release it")
    expect(page.get_by_text(NEED)).to_be_visible()
    page.get_by_role("button", name="Release the report").click()
    told(page, "The report is released.")
    expect(page.locator("main")).to_contain_text(reference)


def read_the_report(page: Page, asked: str, reference: str) -> str:
    """On the page and as a PDF; its address."""
    page.goto("/school/")
    page.get_by_role("link", name="Read the report of the visit").click()
    heading(page, "Report:")
    for said in (reference, CONCERN, NEED, "Two-step instructions with pictures", "3 July 2026"):
        expect(page.get_by_text(said).first).to_be_visible()
    assert faults_of(page) == []
    address = page.url.removeprefix(page.url.partition("/reports/")[0])
    href = page.get_by_role("button", name="Save as PDF").get_attribute("href")
    pdf = page.request.get(href or "")
    assert pdf.status == 200
    assert pdf.headers["content-type"] == "application/pdf"
    assert pdf.body().startswith(b"%PDF-1.7")
    page.goto(asked)
    expect(page.get_by_text("Report ready", exact=True)).to_be_visible()
    return address


def answer_once(person: Callable[..., Page], served: Served) -> None:
    """The link in the mail, on a phone without scripts and without signing in."""
    page = person(served, viewport=PHONE, java_script_enabled=False)
    link = next(filter(None, (re.search(r"/feedback/\S+", body) for _, body in mail_of(served))))
    page.goto(link.group())
    heading(page, "After the visit: how did it go?")
    page.get_by_role("radio", name="Completely").check()
    page.get_by_role("radio", name="Much better", exact=True).check()
    page.get_by_label("What should we keep").fill("Keep the time in the classroom.")
    page.get_by_role("button", name="Send your answers").click()
    heading(page, "Your answers are saved")
    page.goto(link.group())
    heading(page, "These questions cannot be answered now")
    expect(page.locator("main")).to_contain_text("have been answered already")


def see_reach(page: Page, school: str) -> None:
    """One school is reached; every other is not yet."""
    page.goto("/reach/")
    expect(page.locator("#reached-schools tbody tr")).to_have_count(1)
    expect(page.locator("#reached-schools tbody tr")).to_contain_text(school)
    counted = re.search(r"(\d+) of (\d+) schools", page.locator(".app-figures").inner_text())
    assert counted is not None
    reached, every = map(int, counted.groups())
    assert reached == 1
    expect(page.locator("#not-reached-schools tbody tr")).to_have_count(every - 1)
    expect(page.get_by_text("1 of 1 invitations were answered")).to_be_visible()
    expect(page.get_by_text("Not shown: fewer than").first).to_be_visible()


def see_the_allocation(page: Page) -> None:
    page.goto("/service/allocation/")
    heading(page, "Allocation in 2025/26")
    expect(page.locator(f"#{SERVICE}-policies")).to_contain_text("Adopted")


def no_mail_tells_of_the_learner(served: Served) -> None:
    mail = mail_of(served)
    assert len(mail) >= 6
    for subject, body in mail:
        for words in (INITIALS, REFERENCE, CONCERN, NEED):
            assert words not in subject + body


def mail_of(served: Served) -> list[tuple[str, str]]:
    return rows_of(served, "SELECT subject, body FROM flow_outgoingmail ORDER BY id")


def addresses_of_visits(served: Served) -> list[str]:
    """Every page of a school about a visit, for each visit that there ever was."""
    visits = rows_of(served, "SELECT id FROM flow_visit ORDER BY id")
    assert len(visits) == 2
    return [f"/school/visits/{pk}/{page}/" for (pk,) in visits for page in ("confirm", "move")]


def email_of(served: Served, name: str) -> str:
    """The address of a specialist whom a proposal names, who may now sign in."""
    ((email,),) = rows_of(served, "SELECT email FROM flow_person WHERE name = %s", name)
    served.give_password(email)
    return str(email)


def rows_of(served: Served, query: str, *values: object) -> list[tuple]:
    with psycopg.connect(served.database) as owner:
        owner.execute("SELECT set_config('evenreach.authority', '1', true)")
        return owner.execute(query, values).fetchall()


def evening_of(when: str) -> datetime:
    """The evening of `Tuesday 24 November 2026, morning, 9am to midday`."""
    day = datetime.strptime(f"{when.partition(',')[0]}, 17:00", "%A %d %B %Y, %H:%M")  # noqa: DTZ007
    return day.replace(tzinfo=ZoneInfo("Europe/London"))


def appointment(page: Page) -> dict[str, str]:
    """The first summary list of a page, as it is read."""
    rows = page.locator(".govuk-summary-list").first.locator(".govuk-summary-list__row")
    keys = rows.locator(".govuk-summary-list__key").all_inner_texts()
    return dict(
        zip(keys, rows.locator(".govuk-summary-list__value").all_inner_texts(), strict=True)
    )


def account(page: Page, service: str) -> dict[str, int]:
    """What the school's first page says of its sessions with one service."""
    page.goto("/school/")
    names = page.locator("#entitlement-1 thead th").all_inner_texts()[1:]
    row = page.locator("#entitlement-1 tbody tr").filter(has_text=service)
    return dict(zip(names, map(int, row.locator("td").all_inner_texts()), strict=True))


def heading(page: Page, words: str) -> None:
    """The page is this one, and as wide as its window."""
    expect(page.locator("h1")).to_contain_text(words)
    fits(page)


def told(page: Page, words: str) -> None:
    expect(page.locator(".govuk-notification-banner--success")).to_contain_text(words)


def refused(page: Page, words: str) -> None:
    expect(page.locator(".govuk-error-summary")).to_contain_text(words)
    expect(page).to_have_title(re.compile("^Error: "))
    fits(page)


def save(page: Page, words: str = "Save and continue") -> None:
    fits(page)
    page.get_by_role("button", name=words).click()


def type_date(within: Page | Locator, day: int, month: int, year: int) -> None:
    for name, value in (("Day", day), ("Month", month), ("Year", year)):
        within.get_by_label(name, exact=True).fill(str(value))


def tab_to(page: Page, target: Locator) -> None:
    for _ in range(MOST_TABS):
        if target.evaluate("element => element === document.activeElement"):
            return
        page.keyboard.press("Tab")
    raise AssertionError(f"{MOST_TABS} tabs do not lead to {target}")


def press(page: Page, target: Locator) -> None:
    tab_to(page, target)
    page.keyboard.press("Enter")


def fits(page: Page) -> None:
    spill = page.evaluate("document.documentElement.scrollWidth - window.innerWidth")
    assert spill <= 0, f"{page.url} is wider than the window by {spill}px"
