"""The reader's tools in a browser: by keyboard, without scripts, enlarged, dark, on paper."""

import re
from io import BytesIO

import pikepdf
import pytest
from playwright.sync_api import Page, expect

from tests.journeys.conftest import DESKTOP, PHONE, faults_of, overflow_of
from tests.journeys.reading import heading, press, tab_to
from tests.web.pdf_structure import faults_of_pdf
from tests.web.pdf_words import words_of

SERVICE = "/offer/specialist-teaching/"
MAIN_PAGES = (
    "/",
    "/offer/",
    SERVICE,
    "/offer/visit-costs/",
    "/offer/decisions/",
    "/offer/decisions/1/",
    "/schools/",
    "/schools/map/",
    "/schools/122170/",
    "/authority/",
    "/accessibility/",
    "/sign-in/",
)
OWN_PAGES = {
    "senco.122170@school.example": ("/school/", "/school/122170/entitlement/"),
    "jean.armstrong@council.example": ("/service/requests/",),
    "morag.telfer@council.example": ("/service/allocation/", "/service/people/"),
}
ROOT_SIZE = "parseFloat(getComputedStyle(document.documentElement).fontSize)"
TEXT_COVERED = """() => {
  const link = document.querySelector('.app-back-to-top a');
  link.scrollIntoView({block: 'center'});
  const mine = link.getBoundingClientRect();
  const texts = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  const covered = [];
  for (let node = texts.nextNode(); node; node = texts.nextNode()) {
    if (!node.data.trim() || link.contains(node)) continue;
    const range = document.createRange();
    range.selectNodeContents(node);
    for (const box of range.getClientRects())
      if (box.width > 1 && box.left < mine.right && box.right > mine.left
          && box.top < mine.bottom && box.bottom > mine.top) covered.push(node.data.trim());
  }
  return covered;
}"""


def size(page: Page, per_cent: int):
    return page.get_by_role("button", name=f"{per_cent}%", exact=True)


def test_a_parent_reads_the_offer_by_keyboard_alone(played, person):
    page = person(played)
    page.goto("/offer/")
    press(page, page.get_by_role("link", name=re.compile("^Specialist Teaching Service")))
    heading(page, "Specialist Teaching Service")
    before = page.evaluate(ROOT_SIZE)
    press(page, size(page, 150))
    expect(size(page, 150)).to_have_attribute("aria-pressed", "true")
    assert page.evaluate(ROOT_SIZE) == before * 1.5
    assert overflow_of(page) == []
    page.get_by_role("link", name="Back to top").focus()
    page.keyboard.press("Enter")
    expect(page.locator("h1")).to_be_focused()
    assert page.evaluate("window.scrollY") == 0
    save = page.get_by_role("link", name="Save as PDF")
    tab_to(page, save)
    pdf = pikepdf.open(BytesIO(page.request.get(save.get_attribute("href")).body()))
    assert faults_of_pdf(pdf) == []
    assert "Specialist Teaching Service" in words_of(pdf.pages[0])
    page.goto("/schools/")
    assert page.evaluate(ROOT_SIZE) == before * 1.5


def test_what_only_scripts_can_do_is_offered_only_with_them(played, person):
    page = person(played, permissions=["clipboard-read", "clipboard-write"])
    page.goto(SERVICE)
    page.evaluate("window.print = () => { document.title = 'printed' }")
    page.get_by_role("button", name="Print this page").click()
    expect(page).to_have_title("printed")
    page.get_by_text("Share the address of this page").click()
    page.get_by_role("button", name="Copy the address").click()
    expect(page.get_by_role("status").filter(has_text="Copied")).to_be_visible()
    assert page.evaluate("navigator.clipboard.readText()") == f"{played.url}{SERVICE}"


def test_without_scripts_the_size_is_chosen_and_the_rest_is_said(played, person):
    page = person(played, java_script_enabled=False)
    page.goto(SERVICE)
    expect(page.get_by_text("To print, choose Print in your browser’s menu")).to_be_visible()
    expect(page.get_by_role("button", name="Print this page")).to_be_hidden()
    size(page, 200).click()
    heading(page, "Specialist Teaching Service")
    expect(page.locator("html")).to_have_class("govuk-template app-text-200")
    expect(size(page, 200)).to_have_attribute("aria-pressed", "true")
    page.goto("/schools/")
    expect(page.locator("html")).to_have_class("govuk-template app-text-200")
    page.get_by_text("Back to top").click()
    expect(page).to_have_url(re.compile("#top$"))


@pytest.mark.parametrize("email", [None, *OWN_PAGES])
def test_nothing_has_to_be_scrolled_sideways_at_320_pixels_or_at_twice_the_text(
    played, person, email
):
    page = person(played, email, viewport=PHONE)
    wrong = []
    for per_cent, window in ((100, PHONE), (200, DESKTOP)):
        page.set_viewport_size(window)
        page.goto("/")
        size(page, per_cent).click()
        for path in OWN_PAGES.get(email, MAIN_PAGES):
            answer = page.goto(path)
            assert answer is not None
            assert answer.status == 200, path
            wrong += [f"{path} at {per_cent}%: {fault}" for fault in overflow_of(page)]
            covered = page.evaluate(TEXT_COVERED)
            wrong += [f"{path} at {per_cent}%: the link covers {text}" for text in covered]
    assert wrong == []


def test_text_below_the_link_to_the_top_would_be_found(played, person):
    """The control: a link that floats over the text covers it."""
    page = person(played, viewport=PHONE)
    page.goto(SERVICE)
    page.evaluate(
        "const link = document.querySelector('.app-back-to-top');"
        "const text = document.querySelector('main .govuk-body-l').getBoundingClientRect();"
        "link.style.cssText = `position:absolute;top:${text.top + scrollY - 30}px;left:20px`"
    )
    assert page.evaluate(TEXT_COVERED) != []


@pytest.mark.parametrize("email", [None, *OWN_PAGES])
def test_axe_finds_nothing_in_the_dark(played, person, email):
    page = person(played, email, color_scheme="dark")
    wrong = []
    for path in OWN_PAGES.get(email, MAIN_PAGES):
        page.goto(path)
        wrong += [f"{path}: {fault}" for fault in faults_of(page)]
    ground = page.evaluate("getComputedStyle(document.body).backgroundColor")
    assert (wrong, ground) == ([], "rgb(20, 24, 27)")


def test_forced_colours_leave_focus_and_charts_in_sight(played, person):
    page = person(played, forced_colors="active")
    page.goto("/offer/decisions/1/")
    bar = page.locator(".app-bars__track").first
    assert bar.evaluate("each => getComputedStyle(each).strokeWidth") == "1px"
    for target in (size(page, 125), page.get_by_role("link", name="Save as PDF")):
        target.focus()
        outline = target.evaluate("each => getComputedStyle(each).outlineStyle")
        assert outline == "solid"


def test_less_motion_is_what_there_is(played, person):
    page = person(played, reduced_motion="reduce")
    page.goto(SERVICE)
    assert page.evaluate("getComputedStyle(document.documentElement).scrollBehavior") == "auto"


def test_paper_has_the_text_and_where_its_links_lead(played, person):
    page = person(played, color_scheme="dark")
    page.goto("/offer/decisions/1/")
    page.emulate_media(media="print")
    for hidden in (".app-text-size", ".app-reader__tools", ".app-reader__share", "footer"):
        expect(page.locator(hidden)).to_be_hidden()
    expect(page.locator(".app-reader__address")).to_be_visible()
    after = "each => getComputedStyle(each, '::after').content"
    link = page.get_by_role("link", name="The pack for Schools Forum, as PDF")
    assert link.evaluate(after) == '" (/offer/decisions/1/pack.pdf)"'
    head = page.locator("#schools thead")
    assert head.evaluate("each => getComputedStyle(each).display") == "table-header-group"
    ground = page.evaluate("getComputedStyle(document.body).backgroundColor")
    assert ground == "rgb(255, 255, 255)"
    title = page.locator("main h2").first
    assert title.evaluate("each => getComputedStyle(each).breakAfter") == "avoid"
