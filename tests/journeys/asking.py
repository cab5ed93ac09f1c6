"""A SENCO asks for a visit, page by page."""

from playwright.sync_api import Page, expect

from tests.journeys.reading import heading, refused, same_form, save, type_date

INITIALS, REFERENCE = "QXZV", "P-0417-Q"
CONCERN = "They follow the first part of an instruction and lose the rest."


def ask_for_a_visit(page: Page) -> str:
    """Through every page, with one mistake, and sent three times; the reference."""
    page.goto("/school/")
    page.get_by_role("button", name="Ask for a visit").click()
    page.get_by_role("radio", name="Specialist Teaching").first.check()
    page.get_by_role("button", name="Continue").click()
    describe_the_learner(page)
    describe_the_concern(page)
    record_the_consent(page)
    heading(page, "Check your answers before you send the request")
    for said in (INITIALS, REFERENCE, "Year 3", CONCERN, "20 February 2026, in person"):
        expect(page.get_by_text(said, exact=True).first).to_be_visible()
    send_again = same_form(page)
    page.get_by_role("button", name="Send request").dblclick()
    heading(page, "Request sent")
    assert send_again().url == page.url
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
    expect(page.get_by_text("at risk does not belong here")).to_be_visible()
    page.get_by_label("What worries you?").fill(CONCERN)
    page.get_by_label("What do you hope will be different?").fill("They carry out two steps.")
    save(page)
    page.get_by_label("Which kind of need comes nearest?").select_option("SLCN")
    page.get_by_label("Is there a second kind of need?").select_option("ASD")
    save(page)
    expect(page.get_by_role("radio", name="Write what you have")).to_be_checked()
    save(page)
    describe_the_steps(page)
    page.get_by_label("What does the learner say?").fill("It is easier when I can see it.")
    page.get_by_label("What does the family say?").fill("We see the same at home.")
    save(page)


def describe_the_steps(page: Page) -> None:
    """Assess, plan, do, review: a page each."""
    for question, answer, result in (
        ("How have you found out", "A language screen in October by the SENCO.", ""),
        ("What did you agree to do?", "Instructions one at a time, with pictures.", ""),
        ("What has been done?", "Pictures with each instruction.", "They asked for them."),
        ("How was it reviewed?", "In December, with the family.", "Better in pairs."),
    ):
        page.get_by_label(question).fill(answer)
        page.get_by_label("By whom?").fill("Class teacher")
        page.get_by_label("Over how long?").fill("Ten weeks, daily")
        page.locator("textarea").last.fill(result)
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
