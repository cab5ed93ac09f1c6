"""How one service of a draft is told to its lead: its parts and lists, and what differs."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.urls import reverse

from evenreach.flow.offer.models import OfferVersion, ServiceOffer
from evenreach.flow.offer.queries import service_offered
from evenreach.flow.offer.visit_specifications import SESSION_MINUTES
from evenreach.web.lead.offer_forms import SECTIONS, keys_of
from evenreach.web.lead.offer_item_forms import ITEMS
from evenreach.web.offer_changes import TAGS
from evenreach.web.templatetags.evenreach import pence, sessions

Kept = Mapping[str, Any]
Task = dict[str, Any]


@dataclass(frozen=True, slots=True)
class ItemList:
    """The visits or items of a service, with the address at which one more is added."""

    title: str
    add_words: str
    add_href: str
    rows: list[list[Any]]
    columns: list[dict[str, Any]]


def section_tasks(part: ServiceOffer, before: OfferVersion | None) -> list[Task]:
    """Each part of a service with whether it differs from the offer before."""
    earlier = _earlier(part, before)
    return [
        _task(
            title,
            reverse("lead:offer_section", args=_at(part, section)),
            keys_of(form),
            part,
            earlier,
        )
        for section, (title, form) in SECTIONS.items()
    ]


def item_lists(part: ServiceOffer) -> list[ItemList]:
    return [
        ItemList(
            title=title,
            add_words=f"Add {one}",
            add_href=reverse("lead:offer_item_add", args=_at(part, _slug(items))),
            rows=[_item_row(part, items, item) for item in part.definition[items]],
            columns=[{"text": "Name"}, {"text": "What it takes or costs"}],
        )
        for items, (title, one, _) in ITEMS.items()
    ]


def takes(items: str, item: Kept) -> str:
    """What a visit or an item takes or costs."""
    if items == "visits":
        return sessions(sum(item["minutes"].values()))
    if items == "core_items":
        return sessions(item["sessions"] * SESSION_MINUTES) if item["sessions"] else "Nothing"
    return f"{pence(item['price_pence'])} before VAT"


def _task(
    title: str, href: str, keys: tuple[str, ...], part: ServiceOffer, earlier: Kept | None
) -> Task:
    if earlier is None:
        text, colour = TAGS["new"]
    elif any(part.definition.get(key) != earlier.get(key) for key in keys):
        text, colour = TAGS["changed"]
    else:
        text, colour = TAGS["same"][0], ""
    return {"text": title, "href": href, "status": text, "colour": colour}


def _earlier(part: ServiceOffer, before: OfferVersion | None) -> Kept | None:
    if before is None:
        return None
    try:
        found: Kept = service_offered(before, part.service.slug).definition
    except ServiceOffer.DoesNotExist:
        return None
    return found


def _item_row(part: ServiceOffer, items: str, item: Kept) -> list[Any]:
    address = reverse("lead:offer_item", args=[*_at(part, _slug(items)), item["slug"]])
    return [{"text": item["name"], "href": address}, takes(items, item)]


def _at(part: ServiceOffer, *more: str) -> list[Any]:
    return [part.offer_id, part.service.slug, *more]


def _slug(items: str) -> str:
    return items.replace("_", "-")
