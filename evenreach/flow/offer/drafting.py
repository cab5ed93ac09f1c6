"""Writing a draft: whole services, and their parts, each saved only as it was when opened."""

import hashlib
import json
from collections.abc import Mapping, Sequence
from datetime import datetime
from itertools import chain, count
from typing import Any, Literal

from django.db import transaction
from django.utils.text import slugify
from pydantic import ValidationError

from evenreach.flow.offer.definitions import ServiceDefinition
from evenreach.flow.offer.keeping import add_part, locked_draft, locked_part, write_part
from evenreach.flow.offer.models import ServiceOffer, VisitSpecification
from evenreach.flow.offer.refusals import ChangedMeanwhile, OfferedAlready, Unsound
from evenreach.flow.offer.visit_specifications import SESSION_MINUTES
from evenreach.flow.offer.vocabulary import SHARED_MODES
from evenreach.flow.people.actions import journal_act
from evenreach.flow.people.eyes import Eyes
from evenreach.flow.register.definition_files import faults_of

Items = Literal["visits", "core_items", "traded_items"]


def digest_of(value: object) -> str:
    """What a part was when it was opened, so that saving can tell whether it still is."""
    return hashlib.sha256(json.dumps(value, sort_keys=True).encode()).hexdigest()[:16]


@transaction.atomic
def revise_service(
    *, by: Eyes, at: datetime, part_id: int, seen: str, values: Mapping[str, Any]
) -> ServiceOffer:
    """Replace some keys of a service's definition. `seen` is the digest of what they were.

    Raises ChangedMeanwhile, Unsound, AlreadyPublished or InConsultation.
    """
    part = locked_part(by, part_id)
    _demand_unchanged(seen, {key: part.definition.get(key) for key in values})
    return _keep(by, at, part, {**part.definition, **values})


@transaction.atomic
def keep_item(
    *,
    by: Eyes,
    at: datetime,
    part_id: int,
    items: Items,
    slug: str,
    seen: str,
    item: Mapping[str, Any],
) -> ServiceOffer:
    """Replace one visit or item of a service; without a slug, add it. `seen` as above."""
    part = locked_part(by, part_id)
    there = part.definition[items]
    if not slug:
        added = {"slug": _free_slug(part, item["name"]), **item}
        return _keep(by, at, part, {**part.definition, items: [*there, added]})
    before = _item(there, slug)
    _demand_unchanged(seen, before)
    after = [{**before, **item} if each is before else each for each in there]
    return _keep(by, at, part, {**part.definition, items: after})


@transaction.atomic
def remove_item(
    *, by: Eyes, at: datetime, part_id: int, items: Items, slug: str, seen: str
) -> ServiceOffer:
    part = locked_part(by, part_id)
    there = part.definition[items]
    before = _item(there, slug)
    _demand_unchanged(seen, before)
    after = [each for each in there if each is not before]
    return _keep(by, at, part, {**part.definition, items: after})


@transaction.atomic
def add_service(
    *,
    by: Eyes,
    at: datetime,
    offer_id: int,
    definition: ServiceDefinition,
    session_minutes: int,
) -> ServiceOffer:
    """Add a service to a draft. Raises OfferedAlready."""
    offer = locked_draft(by, offer_id)
    there = ServiceOffer.objects.of(by.authority_id).filter(offer=offer)
    if there.filter(service__slug=definition.slug).exists():
        raise OfferedAlready(definition.slug)
    part = add_part(offer, definition, session_minutes)
    journal_act(by=by, at=at, verb="service added to the draft offer", about=part)
    return part


@transaction.atomic
def remove_service(*, by: Eyes, at: datetime, part_id: int) -> None:
    """Take a service out of a draft; what was published of it stays published."""
    part = locked_part(by, part_id)
    VisitSpecification.objects.of(by.authority_id).filter(service_offer=part).delete()
    journal_act(by=by, at=at, verb="service removed from the draft offer", about=part)
    part.delete()


def _keep(by: Eyes, at: datetime, part: ServiceOffer, raw: Mapping[str, Any]) -> ServiceOffer:
    try:
        definition = ServiceDefinition.model_validate(_following_visits(raw))
    except ValidationError as error:
        raise Unsound(faults_of(error)) from error
    VisitSpecification.objects.of(by.authority_id).filter(service_offer=part).delete()
    write_part(part, definition)
    journal_act(by=by, at=at, verb="service revised in the draft offer", about=part)
    return part


def _following_visits(raw: Mapping[str, Any]) -> dict[str, Any]:
    """What a core item takes is its visit's sessions, and nothing where none are shared."""
    minutes = {visit["slug"]: sum(visit["minutes"].values()) for visit in raw["visits"]}
    is_shared = raw["mode"] in SHARED_MODES

    def taken(item: Mapping[str, Any]) -> int:
        if not is_shared:
            return 0
        visit = minutes.get(item["visit"] or "")
        return item["sessions"] if visit is None else visit // SESSION_MINUTES

    items = [{**item, "sessions": taken(item)} for item in raw["core_items"]]
    return {**raw, "core_items": items}


def _demand_unchanged(seen: str, now: object) -> None:
    if digest_of(now) != seen:
        raise ChangedMeanwhile


def _item(there: Sequence[dict[str, Any]], slug: str) -> dict[str, Any]:
    """The item of this slug; one that somebody removed meanwhile has changed, too."""
    for item in there:
        if item["slug"] == slug:
            return item
    raise ChangedMeanwhile


def _free_slug(part: ServiceOffer, name: str) -> str:
    """An address made of the name, with a number where another item has it."""
    lists = ("visits", "core_items", "traded_items")
    taken = {item["slug"] for items in lists for item in part.definition[items]}
    plain = slugify(name) or "item"
    numbered = (f"{plain}-{number}" for number in count(2))
    return next(slug for slug in chain([plain], numbered) if slug not in taken)
