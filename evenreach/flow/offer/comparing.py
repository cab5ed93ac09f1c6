"""Two offers side by side, service by service."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from evenreach.flow.offer.definitions import ServiceDefinition
from evenreach.flow.offer.differences import Change, changes
from evenreach.flow.offer.keeping import part_definition
from evenreach.flow.offer.models import OfferVersion
from evenreach.flow.offer.queries import services_offered

Standing = Literal["new", "gone", "changed", "same"]


@dataclass(frozen=True, slots=True)
class ServiceCompared:
    """One service in two offers; None where an offer does not have it."""

    before: ServiceDefinition | None
    after: ServiceDefinition | None

    @property
    def service(self) -> ServiceDefinition:
        """The later of the two."""
        found = self.before if self.after is None else self.after
        assert found is not None, "a service compared is in one offer at least"
        return found

    @property
    def changes(self) -> Sequence[Change]:
        if self.before is None or self.after is None:
            return []
        return changes(self.before, self.after)

    @property
    def standing(self) -> Standing:
        if self.before is None:
            return "new"
        if self.after is None:
            return "gone"
        return "changed" if self.changes else "same"


def offers_compared(before: OfferVersion, after: OfferVersion) -> list[ServiceCompared]:
    """Every service of either offer, by name."""
    earlier, later = _by_slug(before), _by_slug(after)
    found = [
        ServiceCompared(earlier.get(slug), later.get(slug))
        for slug in dict.fromkeys([*earlier, *later])
    ]
    return sorted(found, key=lambda compared: compared.service.short_name)


def _by_slug(offer: OfferVersion) -> dict[str, ServiceDefinition]:
    return {part.service.slug: part_definition(part) for part in services_offered(offer)}
