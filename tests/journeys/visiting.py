"""A service lead answers and proposes; a specialist tells of the visit and releases its report."""

from playwright.sync_api import Page, expect

from tests.journeys.asking import CONCERN
from tests.journeys.reading import heading, refused, save, told, type_date

NEED = "Understanding of longer spoken instructions."


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
