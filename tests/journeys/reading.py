"""What everybody does with a page: reads it, types into it, and goes on by mouse or keyboard."""

import re
from collections.abc import Callable

from playwright.sync_api import APIResponse, Locator, Page, expect

MOST_TABS = 60


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


def fits(page: Page) -> None:
    """The browser is asked, not a script of the page: it must hold without JavaScript too."""
    session = page.context.new_cdp_session(page)
    metrics = session.send("Page.getLayoutMetrics")
    session.detach()
    spill = metrics["cssContentSize"]["width"] - metrics["cssLayoutViewport"]["clientWidth"]
    assert spill <= 0, f"{page.url} is wider than the window by {spill}px"


def save(page: Page, words: str = "Save and continue") -> None:
    fits(page)
    page.get_by_role("button", name=words).click()


def type_date(within: Page | Locator, day: int, month: int, year: int) -> None:
    for name, value in (("Day", day), ("Month", month), ("Year", year)):
        within.get_by_label(name, exact=True).fill(str(value))


def appointment(page: Page) -> dict[str, str]:
    """The first summary list of a page, as it is read."""
    rows = page.locator(".govuk-summary-list").first.locator(".govuk-summary-list__row")
    keys = rows.locator(".govuk-summary-list__key").all_inner_texts()
    return dict(
        zip(keys, rows.locator(".govuk-summary-list__value").all_inner_texts(), strict=True)
    )


def tab_to(page: Page, target: Locator) -> None:
    for _ in range(MOST_TABS):
        if target.evaluate("element => element === document.activeElement"):
            return
        page.keyboard.press("Tab")
    raise AssertionError(f"{MOST_TABS} tabs do not lead to {target}")


def press(page: Page, target: Locator) -> None:
    tab_to(page, target)
    page.keyboard.press("Enter")


def same_form(page: Page) -> Callable[[], APIResponse]:
    """Send the page's form once more from outside, key and all, as it stands now."""
    inputs = page.locator("main form input[type=hidden]")
    kept = {each.get_attribute("name") or "": each.input_value() for each in inputs.all()}
    address = page.url
    return lambda: page.request.post(address, form=kept, headers={"Referer": address})
