"""A draft on a phone: typed, left, found again; and two colleagues on one page at once."""

from playwright.sync_api import Page, expect

from evenreach.demo.authority import SENCO_URN
from tests.journeys.asking import REFERENCE
from tests.journeys.conftest import PHONE, faults_of, overflow_at_200_percent
from tests.journeys.reading import heading, save

ALISON = f"senco.{SENCO_URN}@school.example"
DAWN = "head@school.example"
CONCERN = "They follow the first part of an instruction"
LEARNER_PAGE, CONCERN_PAGE = "learner/", "concern/"


def begin_a_draft(page: Page) -> str:
    """A draft with its learner; the address under which its pages are."""
    page.goto("/school/")
    page.get_by_role("button", name="Ask for a visit").click()
    page.get_by_role("radio", name="Specialist Teaching").first.check()
    page.get_by_role("button", name="Continue").click()
    page.wait_for_url(f"**/{LEARNER_PAGE}")
    return page.url.removesuffix(LEARNER_PAGE)


def is_saved(page: Page) -> None:
    expect(page.locator("#saved")).to_contain_text("Saved at")


def test_typed_on_a_phone_left_and_found_again(served, person):
    """No button is pressed: what was typed is there when Alison comes back, on another device."""
    phone = person(served, ALISON, viewport=PHONE)
    draft = begin_a_draft(phone)
    phone.get_by_label("Initials").press_sequentially("QX")
    is_saved(phone)
    phone.get_by_label("Your school's own reference").fill(REFERENCE)
    phone.get_by_label("Year group").select_option("Year 3")
    save(phone)
    heading(phone, "Your concern")
    concern = phone.get_by_label("What worries you?")
    concern.press_sequentially(CONCERN, delay=5)
    is_saved(phone)
    assert faults_of(phone) == []
    assert overflow_at_200_percent(phone) == []
    concern.press_sequentially(" and lose the rest.", delay=5)
    phone.goto("/school/")
    expect(phone.get_by_text("last saved by Alison Bell")).to_be_visible()

    desktop = person(served, ALISON)
    desktop.goto(f"{draft}{CONCERN_PAGE}")
    expect(desktop.get_by_label("What worries you?")).to_have_value(f"{CONCERN} and lose the rest.")
    save(desktop)
    heading(desktop, "The kind of need")


def test_two_colleagues_on_one_page(served, person):
    """Dawn saves while Alison types; Alison sees both texts, and keeps both."""
    served.give_password(DAWN)
    alison, dawn = person(served, ALISON, viewport=PHONE), person(served, DAWN)
    page = f"{begin_a_draft(alison)}{CONCERN_PAGE}"
    alison.goto(page)
    dawn.goto(page)
    dawn.get_by_label("What worries you?").fill("From Dawn.")
    is_saved(dawn)
    alison.get_by_label("What worries you?").fill("From Alison.")
    expect(alison.locator("#saved")).to_contain_text("Dawn Kerr has changed this page")
    save(alison)
    heading(alison, "A colleague has changed this too")
    for text in ("Dawn Kerr saved", "From Dawn.", "You typed", "From Alison."):
        expect(alison.get_by_text(text, exact=True)).to_be_visible()
    assert faults_of(alison) == []
    alison.get_by_role("radio", name="Keep both").check()
    save(alison)
    heading(alison, "The kind of need")
    alison.goto(page)
    expect(alison.get_by_label("What worries you?")).to_have_value("From Dawn.\n\nFrom Alison.")


def test_typed_without_a_connection(served, person):
    """The page says that nothing is saved, keeps the text, and saves once there is a connection."""
    alison = person(served, ALISON, viewport=PHONE)
    draft = begin_a_draft(alison)
    alison.goto(f"{draft}{CONCERN_PAGE}")
    alison.context.set_offline(True)
    alison.get_by_label("What worries you?").fill("Typed in a tunnel.")
    expect(alison.locator("#saved")).to_contain_text("Not saved: there is no connection")
    alison.context.set_offline(False)
    is_saved(alison)
    other = person(served, ALISON)
    other.goto(f"{draft}{CONCERN_PAGE}")
    expect(other.get_by_label("What worries you?")).to_have_value("Typed in a tunnel.")
