"""The package's own markup, an extract of its fixtures, to compare ours with."""

import json
from pathlib import Path

from django.test.html import parse_html

FIXTURES = json.loads((Path(__file__).parent / "fixtures/govuk-frontend.json").read_text())["html"]


def same(markup: str, fixture: str, **replaced: str) -> None:
    """Refuses unless `markup` is the package's own for `fixture`, names apart."""
    expected = FIXTURES[fixture]
    for old, new in replaced.items():
        expected = expected.replace(f'name="{old.replace("_", "-")}"', f'name="{new}"')
    assert parse_html(markup) == parse_html(expected)
