"""One text, three readers: which sections each version of a report has, in one table."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any


class Version(StrEnum):
    SCHOOL = "school"
    FAMILY = "family"
    PROFESSIONAL = "professional"


NAMES = {
    Version.SCHOOL: "School version",
    Version.FAMILY: "Family version",
    Version.PROFESSIONAL: "Professional version",
}
# Section: the heading that each version gives it; a version without a heading leaves it out.
SECTIONS: dict[str, dict[Version, str]] = {
    "asked": {
        Version.SCHOOL: "What the school asked",
        Version.FAMILY: "Why we visited",
        Version.PROFESSIONAL: "What the school asked",
    },
    "context": {
        Version.SCHOOL: "Context",
        Version.FAMILY: "Where we met your child",
        Version.PROFESSIONAL: "Context",
    },
    "strengths": {
        Version.SCHOOL: "Strengths",
        Version.FAMILY: "What goes well",
        Version.PROFESSIONAL: "Strengths",
    },
    "voice": {
        Version.SCHOOL: "The learner’s voice",
        Version.FAMILY: "What your child said or showed us",
        Version.PROFESSIONAL: "The learner’s voice",
    },
    "need": {
        Version.SCHOOL: "1. Need identified",
        Version.FAMILY: "What is hard at the moment",
        Version.PROFESSIONAL: "1. Need identified",
    },
    "codes": {Version.PROFESSIONAL: "Codes"},
    "provision": {
        Version.SCHOOL: "2. Provision planned",
        Version.FAMILY: "What the school will do",
        Version.PROFESSIONAL: "2. Provision planned",
    },
    "outcomes": {
        Version.SCHOOL: "Outcomes",
        Version.FAMILY: "What we hope for",
        Version.PROFESSIONAL: "Outcomes",
    },
    "assessment": {
        Version.SCHOOL: "3. Further assessment",
        Version.FAMILY: "A closer look",
        Version.PROFESSIONAL: "3. Further assessment",
    },
    "next": {
        Version.SCHOOL: "What happens next",
        Version.FAMILY: "What happens next",
        Version.PROFESSIONAL: "What happens next",
    },
}
HIDDEN_WHEN_EMPTY = {"outcomes": "outcomes", "codes": "need_code"}


@dataclass(frozen=True, slots=True)
class Section:
    """One part of a report as one reader sees it."""

    template: str
    heading: str


def sections_for(content: Mapping[str, Any], version: Version) -> list[Section]:
    """The sections of a report's content for one version, in order."""
    return [
        Section(f"reports/sections/{name}.html", headings[version])
        for name, headings in SECTIONS.items()
        if version in headings
        and (name not in HIDDEN_WHEN_EMPTY or content.get(HIDDEN_WHEN_EMPTY[name]))
    ]


def version_asked(wanted: str) -> Version:
    """The version named in an address; the school's where it names none."""
    return Version(wanted) if wanted in list(Version) else Version.SCHOOL
