"""How the versions of an offer are told to its lead."""

from collections.abc import Iterable
from typing import Any

from django.urls import reverse

from evenreach.flow.offer.comparing import ServiceCompared, Standing, offers_compared
from evenreach.flow.offer.coverage import LeftOpen, left_open
from evenreach.flow.offer.keeping import part_definition
from evenreach.flow.offer.models import OfferVersion, ServiceOffer
from evenreach.flow.offer.queries import offer_before, services_offered
from evenreach.web.offer_changes import TAGS, version_name
from evenreach.web.promises import promise_of
from evenreach.web.templatetags.evenreach import date_gov
from evenreach.web.words import NEEDS, PHASES

State = OfferVersion.State
STATES = {
    State.DRAFT: ("Draft", "grey"),
    State.CONSULTATION: ("Consultation", "yellow"),
    State.PUBLISHED: ("Published", "green"),
}
VERSION_COLUMNS = [{"text": "Year"}, {"text": "Stands"}, {"text": "Since or until"}]
ON_CONSULTING = (
    "Everybody can then read the proposal and what it would change. It stands still until you "
    "publish it, or end the consultation with a reason."
)
ON_RETURNING = "The proposal is no longer shown. You can change it and open a new consultation."
ON_PUBLISHING = (
    "A published offer never changes. What turns out wrong is corrected by a new version, which "
    "says what it corrects and why."
)
ON_DISCARDING = "Everything that was written in this draft is lost. What is published stays."


def version_rows(offers: Iterable[OfferVersion]) -> list[list[Any]]:
    return [_version_row(offer) for offer in offers]


def _version_row(offer: OfferVersion) -> list[Any]:
    text, colour = STATES[offer.state]
    when = ""
    if offer.published_at is not None:
        when = f"Published on {date_gov(offer.published_at)}"
    elif offer.closes_on is not None:
        when = f"Open to the end of {date_gov(offer.closes_on)}"
    address = reverse("lead:offer_version", args=[offer.pk])
    return [
        {"text": version_name(offer), "href": address},
        {"text": text, "tag": colour},
        when or "Not shown to schools",
    ]


def version_context(offer: OfferVersion) -> dict[str, Any]:
    """Everything that a version's page shows."""
    parts, before = list(services_offered(offer)), offer_before(offer)
    compared = [] if before is None else offers_compared(before, offer)
    text, colour = STATES[offer.state]
    return {
        "offer": offer,
        "name": version_name(offer),
        "state": {"text": text, "colour": colour},
        "before": before,
        "before_name": "" if before is None else version_name(before),
        "tasks": [_service_task(offer, part, compared) for part in parts],
        "gone": [each.service.name for each in compared if each.standing == "gone"],
        "to_look_at": look_at(left_open([part_definition(part) for part in parts])),
    }


def _service_task(
    offer: OfferVersion, part: ServiceOffer, compared: Iterable[ServiceCompared]
) -> dict[str, Any]:
    slug = part.service.slug
    page = "lead:offer_service" if offer.state is State.DRAFT else "lead:offer_preview"
    standing: Standing = next((c.standing for c in compared if c.service.slug == slug), "new")
    text, colour = TAGS[standing]
    return {
        "text": part.name,
        "href": reverse(page, args=[offer.pk, slug]),
        "hint": promise_of(part).mode,
        "status": text,
        "colour": "" if standing == "same" else colour,
    }


def look_at(open_still: LeftOpen) -> list[str]:
    """What to look at before the offer is shown, in sentences."""
    sentences = []
    if open_still.needs:
        sentences.append(f"No service is specially for: {_needs(open_still.needs)}.")
    for phase, needs in open_still.needs_by_phase:
        sentences.append(f"{PHASES[phase]}: no service is for {_needs(needs)}.")
    if open_still.same_summary:
        names = ", ".join(open_still.same_summary)
        sentences.append(f"These services say the same of what they do: {names}.")
    return sentences


def _needs(codes: Iterable[str]) -> str:
    return ", ".join(f"{NEEDS[code]} ({code})" for code in codes)
