"""The demonstration's planning areas: each open school with the town that is nearest to it.

The authority's own partnerships are not in the published files carried here, so these are worked
out and say so. A town stands where its secondary schools stand on average.
"""

from collections.abc import Iterable, Mapping
from datetime import datetime
from math import dist

from evenreach.flow.people.eyes import Eyes
from evenreach.flow.register.models import School
from evenreach.flow.register.partnership_lists import (
    ListDifference,
    PartnershipList,
    load_partnerships,
    stored_partnerships,
)
from evenreach.flow.register.queries import schools_on_register

SOURCE = "Worked out for the demonstration by distance; not the authority’s list"
TOWNS: Mapping[str, tuple[int, ...]] = {
    "Alnwick": (150196,),
    "Amble": (122363,),
    "Ashington": (135886, 144601),
    "Bedlington": (141814, 144977),
    "Berwick-upon-Tweed": (137598,),
    "Blyth": (135619, 140002),
    "Cramlington": (137457,),
    "Hexham": (143291,),
    "Morpeth": (137746,),
    "Ponteland": (145783,),
    "Prudhoe": (146926,),
    "Seaton Delaval": (122374,),
}
"""The URNs of each town's secondary schools."""

Place = tuple[float, float]


def draw_areas(*, by: Eyes, at: datetime) -> ListDifference:
    """Store the areas, from the register as it is loaded."""
    schools = list(schools_on_register(by.authority_id))
    before = stored_partnerships(by.authority_id).digest
    loaded = PartnershipList(areas_of(schools), SOURCE)
    return load_partnerships(by=by, at=at, loaded=loaded, compared_with=before)


def areas_of(schools: Iterable[School]) -> dict[int, str]:
    """The area of each school whose place is known, by URN."""
    places = {
        school.urn: (float(school.easting), float(school.northing))
        for school in schools
        if school.easting is not None and school.northing is not None
    }
    towns = {town: _middle([places[urn] for urn in urns]) for town, urns in TOWNS.items()}
    return {urn: f"Around {_nearest(place, towns)}" for urn, place in places.items()}


def _middle(places: list[Place]) -> Place:
    easts, norths = zip(*places, strict=True)
    return sum(easts) / len(easts), sum(norths) / len(norths)


def _nearest(place: Place, towns: Mapping[str, Place]) -> str:
    return min(towns, key=lambda town: (dist(place, towns[town]), town))
