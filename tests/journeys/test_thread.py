"""The thread of a visit, told by those whom it passes through, each in a browser of their own."""

import re
from collections.abc import Callable
from io import BytesIO

import pikepdf
from playwright.sync_api import Page, expect

from evenreach.demo.authority import SENCO_URN
from evenreach.demo.people import PASSWORD
from tests.conftest import OTHER_URN
from tests.journeys.asking import (
    CONCERN,
    INITIALS,
    REFERENCE,
    address_of_the_only_request,
    ask_for_a_visit,
)
from tests.journeys.conftest import PHONE, Served, faults_of
from tests.journeys.outside import addresses_of_visits, email_of, evening_of, mail_of
from tests.journeys.reading import appointment, heading, press, tab_to, told
from tests.journeys.visiting import NEED, accept, propose, release, write_the_record
from tests.web.calculator import shows, tables_of, typed
from tests.web.pdf_words import words_of

ALISON = f"senco.{SENCO_URN}@school.example"
BRIAN = f"senco.{OTHER_URN}@school.example"
JEAN = "jean.armstrong@council.example"
ANIL = "anil.desai@council.example"
MORAG = "morag.telfer@council.example"
SERVICE = "specialist-teaching"


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
    page.locator(f":is(h2, h3) a[href='/offer/{SERVICE}/']").click()
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


def read_the_report(page: Page, asked: str, reference: str) -> str:
    """On the page and as a PDF; its address."""
    page.goto("/school/")
    page.get_by_role("link", name="Read the report of the visit").click()
    heading(page, "Report:")
    for said in (reference, CONCERN, NEED, "Two-step instructions with pictures", "3 July 2026"):
        expect(page.get_by_text(said).first).to_be_visible()
    assert faults_of(page) == []
    address = page.url.removeprefix(page.url.partition("/reports/")[0])
    href = page.get_by_role("link", name="Save as PDF").get_attribute("href")
    pdf = page.request.get(href or "")
    assert pdf.status == 200
    assert pdf.headers["content-type"] == "application/pdf"
    words = " ".join(map(words_of, pikepdf.open(BytesIO(pdf.body())).pages))
    assert reference in words
    assert NEED in words
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
    assert len(mail) >= 7
    for subject, body in mail:
        for words in (INITIALS, REFERENCE, CONCERN, NEED):
            assert words not in subject + body


def account(page: Page, service: str) -> dict[str, int]:
    """What the school's first page says of its sessions with one service."""
    page.goto("/school/")
    names = page.locator("#entitlement-1 thead th").all_inner_texts()[1:]
    row = page.locator("#entitlement-1 tbody tr").filter(has_text=service)
    return dict(zip(names, map(int, row.locator("td").all_inner_texts()), strict=True))
