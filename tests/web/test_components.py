"""What pages are made of: components that are the Design System's own, and the base of them all."""

from datetime import date

import pytest
from django.core.paginator import Paginator
from django.template.loader import render_to_string
from django.test import RequestFactory

from evenreach.web.brand import Brand, IllegibleColour, contrast_with_white
from evenreach.web.templatetags import evenreach as tags
from tests.web.design_system import same

COMPONENTS: list[tuple[str, str, dict[str, object]]] = [
    (
        "error-summary/default",
        "error_summary",
        {
            "errors": [
                {
                    "href": "#example-error-1",
                    "text": "The date your passport was issued must be in the past",
                },
                {"href": "#example-error-2", "text": "Enter a postcode, like AA1 1AA"},
            ]
        },
    ),
    ("tag/default", "tag", {"text": "Alpha"}),
    (
        "notification-banner/default",
        "notification",
        {
            "id": "govuk-notification-banner",
            "heading": "This publication was withdrawn on 7 March 2014.",
        },
    ),
    (
        "notification-banner/with type as success",
        "notification",
        {
            "id": "govuk-notification-banner",
            "heading": "Email sent to example@email.com",
            "success": True,
        },
    ),
    ("panel/default", "panel", {"title": "Application complete", "reference": "HDJ2123F"}),
    (
        "inset-text/default",
        "inset",
        {
            "text": "It can take up to 8 weeks to register a lasting power of attorney if there "
            "are no mistakes in the application."
        },
    ),
    (
        "warning-text/default",
        "warning",
        {"text": "You can be fined up to £5,000 if you don’t register."},
    ),
    (
        "details/default",
        "details",
        {
            "summary": "Help with nationality",
            "text": "We need to know your nationality so we can work out which elections you’re "
            "entitled to vote in. If you can’t provide your nationality, you’ll have to send "
            "copies of identity documents through the post.",
        },
    ),
    (
        "task-list/with hint text and additional states",
        "task_list",
        {
            "tasks": [
                {"text": "Company Directors", "href": "#", "status": "Completed"},
                {
                    "text": "Registered company details",
                    "href": "#",
                    "status": "Not started",
                    "colour": "teal",
                },
                {
                    "text": "Business plan",
                    "href": "#",
                    "hint": "Ensure the plan covers objectives, strategies, sales, marketing and "
                    "financial forecasts.",
                    "status": "Review",
                    "colour": "magenta",
                },
                {"text": "Documentation", "href": "#", "status": "In progress", "colour": "blue"},
                {"text": "Charitable status", "href": "#", "status": "Error", "colour": "red"},
                {
                    "text": "Payment",
                    "hint": "It will cost between £15 and £75",
                    "status": "Cannot start yet",
                },
            ]
        },
    ),
]


@pytest.mark.parametrize(("fixture", "component", "context"), COMPONENTS)
def test_component_is_the_packages_own(
    fixture: str, component: str, context: dict[str, object]
) -> None:
    same(render_to_string(f"components/{component}.html", context), fixture)


def test_pages_are_listed_around_the_one_shown() -> None:
    page = Paginator(range(400), 10).page(10)
    request = RequestFactory().get("/schools?phase=primary&page=10")
    markup = render_to_string("components/pagination.html", {"page": page}, request=request)
    assert 'href="?phase=primary&amp;page=11"' in markup
    assert markup.count('aria-current="page"') == 1
    assert list(tags.elided_pages(page)) == [1, "…", 9, 10, 11, "…", 40]


def test_no_page_has_script_or_style_of_its_own() -> None:
    for name in ("base.html", "errors/404.html", "errors/500.html", "errors/refused.html"):
        page = render_to_string(name, {"brand": Brand("Northumberland County Council")})
        assert " style=" not in page
        assert "<style" not in page
        assert page.count("<script") == page.count('<script type="module" src="')


def test_the_demonstration_says_so_with_its_date() -> None:
    context = {"demonstration": True, "now": date(2025, 11, 24)}
    page = render_to_string("base.html", context)
    assert "Demonstration: learners, staff and activity are invented" in page
    assert "The date here is 24 November 2025" in page
    assert "Demonstration" not in render_to_string("base.html", {"now": date(2025, 11, 24)})


def test_a_colour_that_cannot_carry_white_text_is_refused() -> None:
    assert round(contrast_with_white("#000000"), 6) == 21
    assert round(contrast_with_white("#767676"), 2) == 4.54
    assert Brand("Northumberland County Council").stylesheet == ":root{--brand:#0b3c49}\n"
    with pytest.raises(IllegibleColour, match="Choose a darker colour"):
        Brand("Northumberland County Council", colour="#ffdd00")
    with pytest.raises(IllegibleColour, match="Write it like"):
        Brand("Northumberland County Council", colour="red;}")
