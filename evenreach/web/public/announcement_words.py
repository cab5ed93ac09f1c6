"""A thread's steps with the pages that exist, and what a version changed."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.urls import reverse

from evenreach.desks.allocation.decision_queries import decisions_published
from evenreach.desks.publishing.announcement_models import (
    AnnouncementThread,
    AnnouncementVersion,
)
from evenreach.desks.publishing.announcement_queries import newest_published
from evenreach.desks.publishing.merging import without_facts
from evenreach.flow.offer.queries import offer_proposed, published_offer
from evenreach.flow.people.eyes import Eyes
from evenreach.methods.calendar import AcademicYear
from evenreach.web.templatetags.announcing import STEPS
from evenreach.web.templatetags.evenreach import date_gov

Step = AnnouncementVersion.Step
KINDS = {"- ": "removed", "+ ": "added", "  ": "same"}


@dataclass(frozen=True, slots=True)
class Entry:
    """A page of a thread."""

    href: str
    text: str
    note: str


@dataclass(frozen=True, slots=True)
class Line:
    """A line of a text: same, added or removed."""

    kind: str
    text: str


def steps_of(eyes: Eyes, thread: AnnouncementThread) -> list[tuple[str, list[Entry]]]:
    """The steps in order that have a page, each with its pages from the first on."""
    entries: dict[str, list[Entry]] = {step: [] for step in STEPS}
    for version in newest_published(eyes).filter(thread=thread).order_by("published_at"):
        address = reverse("announcement", args=[version.announcement.slug])
        note = f"{date_gov(version.published_at)}. {version.summary}"
        entries[version.step].append(Entry(address, version.title, note))
    entries[Step.CONSULTATION] += _proposed(thread)
    entries[Step.DECISION] += _decisions(thread)
    entries[Step.OFFER] += _offer(thread)
    return [(words, entries[step]) for step, words in STEPS.items() if entries[step]]


def changes_between(compared: Iterable[str]) -> list[Line]:
    """The lines of a comparison, as everybody reads them; empty ones are left out."""
    return [
        Line(KINDS[line[:2]], without_facts(line[2:]))
        for line in compared
        if line[:2] in KINDS and line[2:].strip()
    ]


def _proposed(thread: AnnouncementThread) -> list[Entry]:
    proposed = offer_proposed(thread.authority_id)
    if proposed is None or proposed.academic_year != thread.academic_year:
        return []
    return [Entry(reverse("offer_proposed"), "The offer as proposed", "Schools are asked now.")]


def _decisions(thread: AnnouncementThread) -> list[Entry]:
    decisions = decisions_published(thread.authority_id).filter(
        policy__academic_year=thread.academic_year
    )
    return [
        Entry(
            reverse("decision", args=[decision.pk]),
            f"How sessions are shared: {decision.policy.name}",
            f"{date_gov(decision.decided_on)}. The record, the policy in words, every school.",
        )
        for decision in reversed(decisions)
    ]


def _offer(thread: AnnouncementThread) -> list[Entry]:
    offer = published_offer(thread.authority_id, academic_year=thread.academic_year)
    if offer is None:
        return []
    year = AcademicYear(thread.academic_year).label
    note = (
        f"{date_gov(offer.published_at)}. What each service does before, during and after a visit."
    )
    return [Entry(reverse("offer"), f"What we offer to every school in {year}", note)]
