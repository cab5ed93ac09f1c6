"""How the words of a report are shown, on its page, in its PDF and while it is being written."""

import re
from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from django import template

from evenreach.web.report_versions import NAMES, Section, Version, sections_for, version_asked
from evenreach.web.templatetags.evenreach import date_gov
from evenreach.web.words import AREAS, YEARS

register = template.Library()

ASSESSMENTS = {
    "": "Not said yet.",
    "none": "None is needed now. The plan can start on what is known.",
    "indicated": "It is indicated: a closer look is needed that this visit could not give.",
    "included": "It was included in this visit.",
}
PARTS = {"morning": "in the morning", "afternoon": "in the afternoon"}


@register.filter
def area_in_words(area: str) -> str:
    """Communication and interaction."""
    return AREAS.get(area, area)


@register.filter
def assessment_in_words(further_assessment: str) -> str:
    """What a record says of further assessment, in a sentence."""
    return ASSESSMENTS[further_assessment]


@register.filter
def day_in_words(iso: str) -> str:
    """24 November 2026, from 2026-11-24."""
    return date_gov(date.fromisoformat(iso))


@register.filter
def unbroken(words: str) -> str:
    """Words that stay on one line."""
    return words.replace(" ", "\N{NO-BREAK SPACE}")


@register.filter
def paragraphs(text: str) -> list[str]:
    """What was typed, cut where a line was left empty."""
    return [cut.strip() for cut in re.split(r"\n\s*\n", text.replace("\r", "")) if cut.strip()]


@register.filter
def first_until(provision: Sequence[Mapping[str, str]]) -> str:
    """The first day, 2026-11-24, until which something is planned; empty when nothing is."""
    return min((line["until"] for line in provision if line["until"]), default="")


@register.filter
def sections(report: Mapping[str, Any], version: str) -> list[Section]:
    """The sections of a report that one version has."""
    return sections_for(report, version_asked(version))


@register.filter
def version_in_words(version: str) -> str:
    """School version."""
    return NAMES[Version(version)]


@register.filter
def facts(report: Mapping[str, Any]) -> list[dict[str, Any]]:
    """What heads a report, as rows of key and value: which visit, by whom, about whom."""
    visited = f"{day_in_words(report['visited_on'])}, {PARTS[report['part']]}"
    return [
        {"key": "Reference", "value": report["reference"]},
        {"key": "School", "value": report["school"]},
        {"key": "Service", "value": report["service"]},
        {"key": "Visit", "value": report["visit"]},
        {"key": "Visited on", "value": visited},
        {"key": "Specialist", "value": report["specialist"]},
        *_about(report["learner"]),
    ]


def _about(learner: Mapping[str, str]) -> list[dict[str, Any]]:
    """A report about a group or a whole school has no learner."""
    if not learner:
        return []
    year = learner["year_group"]
    about = [
        f"Initials {learner['initials']}",
        *([f"school reference {own}"] if (own := learner["school_reference"]) else []),
        YEARS.get(year, year),
    ]
    return [{"key": "Learner", "value": ", ".join(about)}]
