"""The other service of a joint visit, in words that both sides may read."""

from dataclasses import dataclass

from evenreach.flow.requests.models import SchoolRequest
from evenreach.flow.requests.states import EXPLAINED, GONE, State
from evenreach.flow.requests.together import companion_of
from evenreach.flow.visits.models import Visit
from evenreach.flow.visits.together import companion_visit
from evenreach.web.templatetags.casework import half_day_in_words


@dataclass(frozen=True, slots=True)
class Company:
    """The other request, where it stands, and how its visit falls beside this one's."""

    request: SchoolRequest
    service: str
    lines: tuple[str, ...]


def company_of(request: SchoolRequest, held: Visit | None) -> Company | None:
    """The other service of a joint visit, if one was asked along; `held` is the own visit."""
    other = companion_of(request)
    if other is None:
        return None
    service = other.specification.service_offer.name
    stands = f"{service}: request {other.reference} {EXPLAINED[State(other.state)]}."
    if other.state in GONE:
        return Company(other, service, (stands, f"{request.reference} goes on without it."))
    return Company(other, service, (stands, *_visits(request, held)))


def _visits(request: SchoolRequest, held: Visit | None) -> tuple[str, ...]:
    beside = companion_visit(request)
    if beside is None:
        return ()
    who = f"{beside.specialist.name}, {half_day_in_words(beside)}"
    if held is None:
        return (f"Its visit is {beside.state}: {who}. This one is proposed for the same half-day.",)
    if held.half_day == beside.half_day:
        return (f"They come together: {who}, {beside.state}.",)
    return (f"They do not come together: its visit is {beside.state}, {who}.",)
