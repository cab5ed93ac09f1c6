"""A mother on an old phone is asked, agrees, and takes it back; a young man says yes without JS."""

import re
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from evenreach.demo.authority import SENCO_URN
from tests.journeys.conftest import PHONE, Served, faults_of
from tests.journeys.outside import mail_of
from tests.journeys.reading import heading, refused, save

ALISON = f"senco.{SENCO_URN}@school.example"
LINK = re.compile(r"/consent/[\w-]+/")


def draft_about(page: Page, year: str) -> None:
    """Alison's draft with a learner, as far as the page about consent."""
    page.goto("/school/")
    page.get_by_role("button", name="Ask for a visit").click()
    page.get_by_role("radio", name="Specialist Teaching").first.check()
    page.get_by_role("button", name="Continue").click()
    page.get_by_label("Initials").fill("QX")
    page.get_by_label("Your school's own reference").fill("P-0417")
    page.get_by_label("Year group").select_option(year)
    save(page)
    page.goto(page.url.replace("/concern/", "/consent/"))


def begin_to_ask(page: Page) -> None:
    page.get_by_role("button", name="Ask by a link").click()
    heading(page, "Ask for consent by a link")


def ask_by_mail(page: Page, served: Served) -> str:
    """Alison asks; the address of the page that the family is sent."""
    page.get_by_label("Email address").fill("home@example.test")
    page.get_by_role("button", name="Ask", exact=True).click()
    heading(page, "Check your answers")
    subject, body = mail_of(served)[-1]
    assert "QX" not in subject + body
    found = LINK.search(body)
    assert found is not None
    return found.group()


def test_a_mother_decides_on_her_phone(served: Served, person: Any) -> None:
    alison = person(served, ALISON)
    draft_about(alison, "Year 3")
    begin_to_ask(alison)
    assert faults_of(alison) == []
    link = ask_by_mail(alison, served)
    mother = person(served, viewport=PHONE, has_touch=True, is_mobile=True)
    mother.goto(link)
    heading(mother, "Do you agree to a visit?")
    assert faults_of(mother) == []
    for words in ("QX", "P-0417"):
        expect(mother.locator("body")).not_to_contain_text(words)
    mother.get_by_role("radio", name="Yes, I agree").check()
    mother.get_by_role("radio", name="Mother").check()
    save(mother, "Send your answer")
    refused(mother, "Say whether you have parental responsibility")
    mother.get_by_role("radio", name="Yes", exact=True).check()
    mother.get_by_label("Is there anything you would like us to know?").fill("Mornings are hard.")
    save(mother, "Send your answer")
    heading(mother, "You have agreed")
    assert faults_of(mother) == []
    alison.reload()
    expect(alison.get_by_text("Mornings are hard.").first).to_be_visible()
    mother.get_by_role("link", name="take your consent back").click()
    heading(mother, "Take your consent back?")
    assert faults_of(mother) == []
    save(mother, "Take my consent back")
    heading(mother, "Your consent is taken back")
    expect(mother.get_by_text("It is not shared further.")).to_be_visible()
    alison.reload()
    expect(alison.get_by_text("Consent taken back", exact=True)).to_be_visible()


@pytest.mark.parametrize("viewport", [PHONE])
def test_a_young_man_decides_without_javascript(
    served: Served, person: Any, viewport: dict[str, int]
) -> None:
    alison = person(served, ALISON, java_script_enabled=False)
    draft_about(alison, "Year 12")
    begin_to_ask(alison)
    young = person(served, viewport=viewport, java_script_enabled=False)
    young.goto(ask_by_mail(alison, served))
    heading(young, "Do you agree to a visit?")
    expect(young.locator("body")).to_contain_text("to help you at school")
    young.get_by_role("radio", name="Yes, I agree").check()
    young.get_by_role("button", name="Send your answer").click()
    heading(young, "You have agreed")
    alison.reload()
    expect(alison.get_by_text("By the young person").first).to_be_visible()
