"""Every method has its page, and what the pages compute is what the code computes."""

import doctest
from pathlib import Path
from pkgutil import iter_modules

import pytest

import evenreach.methods

PAGES = Path(__file__).parents[2] / "docs" / "methods"
HEADINGS = ["## Question", "## Formula", "## Source", "## Worked example", "## Limits"]
METHODS = [module.name for module in iter_modules(evenreach.methods.__path__)]


@pytest.mark.parametrize("method", METHODS)
def test_a_method_has_a_page_with_five_headings(method: str) -> None:
    lines = (PAGES / f"{method}.md").read_text(encoding="utf-8").splitlines()
    assert [line for line in lines if line.startswith("## ")] == HEADINGS


@pytest.mark.parametrize("method", METHODS)
def test_the_worked_example_of_a_page_works(method: str) -> None:
    page = PAGES / f"{method}.md"
    found = doctest.testfile(str(page), module_relative=False, encoding="utf-8")
    assert found.attempted > 0
    assert found.failed == 0


def test_every_page_is_about_a_method() -> None:
    assert sorted(page.stem for page in PAGES.glob("*.md")) == sorted(METHODS)
