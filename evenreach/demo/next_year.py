"""What the demonstration's lead has written so far of next year's offer: an invented draft."""

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from evenreach.demo.people import TEACHING
from evenreach.flow.offer.actions import draft_from_offer
from evenreach.flow.offer.drafting import Items, digest_of, keep_item, remove_item, revise_service
from evenreach.flow.offer.models import ServiceOffer
from evenreach.flow.offer.queries import published_offer, service_offered
from evenreach.flow.people.eyes import Eyes

DRAFTED_AT = datetime(2026, 2, 23, 9, 30, tzinfo=UTC)
LANGUAGE = "speech-language-and-communication"
EARLY_YEARS = "early-years-inclusion"


@dataclass(frozen=True, slots=True)
class Writer:
    """Somebody who changes one draft, part by part."""

    by: Eyes
    parts: dict[str, ServiceOffer]

    def revise(self, slug: str, **values: Any) -> None:
        part = self.parts[slug]
        seen = digest_of({key: part.definition.get(key) for key in values})
        self.parts[slug] = revise_service(
            by=self.by, at=DRAFTED_AT, part_id=part.pk, seen=seen, values=values
        )

    def add(self, service: str, items: Items, item: dict[str, Any]) -> None:
        part = self.parts[service]
        self.parts[service] = keep_item(
            by=self.by, at=DRAFTED_AT, part_id=part.pk, items=items, slug="", seen="", item=item
        )

    def change(self, service: str, items: Items, slug: str, **values: Any) -> None:
        part, item = self.parts[service], self._item(service, items, slug)
        self.parts[service] = keep_item(
            by=self.by,
            at=DRAFTED_AT,
            part_id=part.pk,
            items=items,
            slug=slug,
            seen=digest_of(item),
            item=values,
        )

    def remove(self, service: str, items: Items, slug: str) -> None:
        part, item = self.parts[service], self._item(service, items, slug)
        self.parts[service] = remove_item(
            by=self.by,
            at=DRAFTED_AT,
            part_id=part.pk,
            items=items,
            slug=slug,
            seen=digest_of(item),
        )

    def _item(self, service: str, items: Items, slug: str) -> dict[str, Any]:
        there: list[dict[str, Any]] = self.parts[service].definition[items]
        return next(item for item in there if item["slug"] == slug)


def draft_next_year(*, by: Eyes, year: int) -> None:
    """Draft the next year's offer from this one, with a few changes."""
    source = published_offer(by.authority_id, academic_year=year)
    assert source is not None, "the year's offer is published before the next is drafted"
    offer = draft_from_offer(by=by, at=DRAFTED_AT, academic_year=year + 1, source_id=source.pk)
    slugs = (TEACHING, LANGUAGE, EARLY_YEARS)
    writer = Writer(by, {slug: service_offered(offer, slug) for slug in slugs})
    writer.revise(
        TEACHING,
        targets={"triage_school_days": 5, "visit_school_days": 25, "report_school_days": 10},
    )
    writer.change(TEACHING, "traded_items", "further-session", price_pence=24_900)
    writer.remove(LANGUAGE, "traded_items", "whole-school-language")
    writer.add(
        EARLY_YEARS,
        "core_items",
        {
            "name": "Phone line for families",
            "what": "An inclusion teacher answers questions of families two mornings a week.",
            "unit": "meeting",
            "sessions": 0,
            "visit": None,
        },
    )
