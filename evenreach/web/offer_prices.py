"""Two offers on one page: how many services changed, which and how, and price beside price."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from evenreach.flow.offer.comparing import ServiceCompared
from evenreach.flow.offer.definitions import ServiceDefinition, TradedItem
from evenreach.flow.offer.models import OfferVersion
from evenreach.web.offer_changes import TAGS, ServiceChanges, changes_between, version_name
from evenreach.web.offer_words import UNITS
from evenreach.web.templatetags.evenreach import MINUS, pence

NOT_SOLD = "Not sold"


@dataclass(frozen=True, slots=True)
class Price:
    """One thing sold in either offer; None where an offer does not sell it."""

    service: ServiceDefinition
    before: TradedItem | None
    after: TradedItem | None

    @property
    def item(self) -> TradedItem:
        found = self.before if self.after is None else self.after
        assert found is not None, "a price compared is in one offer at least"
        return found

    @property
    def difference(self) -> str:
        """New, no longer sold, the same, or by how much it rose or fell."""
        if self.before is None:
            return "New"
        if self.after is None:
            return "No longer sold"
        if change := self.after.price_pence - self.before.price_pence:
            sign = "+" if change > 0 else MINUS
            return f"{sign}{pence(abs(change))}"
        return "The same"


@dataclass(frozen=True, slots=True)
class PriceTable:
    """Every price of two offers, whose names are given."""

    prices: Sequence[Price]
    earlier: str
    later: str

    @property
    def columns(self) -> list[dict[str, Any]]:
        return [
            {"text": "What is sold, before VAT"},
            {"text": self.earlier, "numeric": True},
            {"text": self.later, "numeric": True},
            {"text": "Difference", "numeric": True},
        ]

    @property
    def rows(self) -> list[list[str]]:
        return [
            [
                f"{price.service.short_name}: {price.item.name}, for {UNITS[price.item.unit]}",
                _said(price.before),
                _said(price.after),
                price.difference,
            ]
            for price in self.prices
        ]


def side_by_side(before: OfferVersion, after: OfferVersion) -> dict[str, object]:
    """What offer_compared.html draws."""
    found = changes_between(before, after)
    names = version_name(before), version_name(after)
    return {
        "compared": found,
        "earlier": names[0],
        "later": names[1],
        "counts": counts_of(found),
        "prices": prices_of([each.compared for each in found], *names),
    }


def counts_of(found: Sequence[ServiceChanges]) -> list[tuple[str, int]]:
    """How many services are new, gone, changed and the same; none that count none."""
    standings = [each.compared.standing for each in found]
    counted = [(text, standings.count(standing)) for standing, (text, _) in TAGS.items()]
    return [(text, count) for text, count in counted if count]


def prices_of(compared: Sequence[ServiceCompared], earlier: str, later: str) -> PriceTable:
    """Everything sold by any service of either offer, by service."""
    found = [price for service in compared for price in _prices(service)]
    return PriceTable(found, earlier, later)


def _prices(compared: ServiceCompared) -> Iterator[Price]:
    earlier, later = _sold(compared.before), _sold(compared.after)
    for slug in dict.fromkeys([*earlier, *later]):
        yield Price(compared.service, earlier.get(slug), later.get(slug))


def _sold(service: ServiceDefinition | None) -> dict[str, TradedItem]:
    return {} if service is None else {item.slug: item for item in service.traded_items}


def _said(item: TradedItem | None) -> str:
    return NOT_SOLD if item is None else pence(item.price_pence)
