"""Merge fields: a school's own facts in an announcement, read in its mail and nowhere else."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

FIELD = re.compile(r"\{\{(.*?)\}\}")
SCHOOL, SENCOS, SESSIONS = "school", "sencos", "sessions"
MARKS = re.compile(r"([\\`*_\[\]|#<>])")
NOT_KNOWN = "not known"
OPEN_PAGE = {
    SCHOOL: r"\[your school\]",
    SENCOS: r"\[your SENCO\]",
    SESSIONS: r"\[your school’s sessions\]",
}
"""What the public page says in the place of a fact."""


@dataclass(frozen=True, slots=True)
class SchoolFacts:
    """One school's facts: its name, who its SENCOs are, its minutes by the service's slug."""

    school: str
    sencos: Sequence[str]
    minutes: Mapping[str, int]


@dataclass(frozen=True, slots=True)
class Unknown:
    """A field that is not one, and in which line of the text it stands."""

    field: str
    line: int


def known_fields(services: Sequence[str]) -> list[str]:
    """Every field as it is written, for services by slug."""
    return [
        f"{{{{{name}}}}}" for name in (SCHOOL, SENCOS, *(f"{SESSIONS} {slug}" for slug in services))
    ]


def has_fields(text: str) -> bool:
    return FIELD.search(text) is not None


def unknown_fields(text: str, services: Sequence[str]) -> Iterator[Unknown]:
    """Every field of a text that is not known, in order."""
    known = set(known_fields(services))
    for number, line in enumerate(text.splitlines(), start=1):
        for found in FIELD.finditer(line):
            if f"{{{{{' '.join(found[1].split())}}}}}" not in known:
                yield Unknown(found[0], number)


def merged(text: str, schools: Sequence[SchoolFacts], *, session_minutes: int) -> str:
    """The text with the facts of a school, or of each where somebody belongs to several."""

    def fact(found: re.Match[str]) -> str:
        values = [(each.school, _value(found[1], each, session_minutes)) for each in schools]
        if len(values) == 1 or found[1].strip() == SCHOOL:
            return " and ".join(value for _, value in values)
        return "; ".join(f"{_plain(school)}: {value}" for school, value in values)

    return FIELD.sub(fact, text)


def without_facts(text: str) -> str:
    """The text as everybody reads it: words in square brackets stand for a school's facts."""
    return FIELD.sub(lambda found: OPEN_PAGE.get(found[1].split()[0], found[0]), text)


def _value(field: str, facts: SchoolFacts, session_minutes: int) -> str:
    name, _, slug = " ".join(field.split()).partition(" ")
    if name == SCHOOL:
        return _plain(facts.school)
    if name == SENCOS:
        return _plain(" and ".join(facts.sencos)) or NOT_KNOWN
    return _sessions(facts.minutes.get(slug, 0), session_minutes)


def _sessions(minutes: int, session_minutes: int) -> str:
    number = f"{minutes / session_minutes:.1f}".removesuffix(".0")
    return f"{number} session{'' if number == '1' else 's'}"


def _plain(words: str) -> str:
    """A fact in which nothing is taken for Markdown."""
    return MARKS.sub(r"\\\1", words)
