"""The schools that somebody looks for: as asked, as found, and what each filter says."""

from dataclasses import dataclass
from urllib.parse import urlencode

from django.db.models import QuerySet
from django.http import QueryDict

from evenreach.flow.register.finding import POSTCODE, by_distance, schools_found
from evenreach.flow.register.models import School
from evenreach.flow.register.partnerships import in_partnership
from evenreach.web.asked import Asked
from evenreach.web.public.finding_form import FindSchools
from evenreach.web.public.words import measured_from

FILTERS = ("near", "within", "phase", "type", "funding", "partnership", "closing")
CHOSEN = {
    "phase": "Phase",
    "type": "Type",
    "funding": "State-funded",
    "partnership": "Partnership",
}
BY_NAME = "name"
NO_FILTER = "."


@dataclass(frozen=True, slots=True)
class Chip:
    """A filter that narrows the list, and the address of the list without it."""

    text: str
    href: str


@dataclass(frozen=True)
class Finding:
    """What was asked for and what was found; nothing where the question had a fault."""

    form: FindSchools
    schools: QuerySet[School]
    asked: QueryDict
    sorted_by_name: bool

    @property
    def typed(self) -> str:
        return self.form.cleaned_data.get("q", "")

    @property
    def typed_postcode(self) -> bool:
        return POSTCODE.fullmatch("".join(self.typed.split()).upper()) is not None

    @property
    def has_filters(self) -> bool:
        return any(self.asked.get(name) for name in FILTERS)

    @property
    def kept(self) -> str:
        """The question as a query string, for another view of the same schools; may be empty."""
        return _query(self.asked, "page")

    @property
    def near_typed(self) -> str:
        """The same words as a place to look around, not as words to look for."""
        return f"?{urlencode({'near': self.typed})}"

    @property
    def by_name(self) -> str:
        return f"{_query(self.asked, 'page', 'sort')}&sort={BY_NAME}"

    @property
    def by_distance(self) -> str:
        return _query(self.asked, "page", "sort")

    @property
    def measured_from(self) -> str:
        spot = self.form.spot
        return "" if spot is None else measured_from(spot)

    @property
    def chips(self) -> list[Chip]:
        """Every filter that narrows the list, each to be taken away by itself."""
        if not self.form.is_valid():
            return []
        said = self.form.cleaned_data
        texts: list[tuple[str, tuple[str, ...]]] = []
        if self.form.spot:
            texts.append((f"Near: {self.form.spot.name}", ("near", "within", "sort")))
        if said["within"]:
            texts.append((f"Within {self.form.answer_in_words('within')}", ("within",)))
        for name, label in CHOSEN.items():
            if said[name]:
                texts.append((f"{label}: {self.form.answer_in_words(name)}", (name,)))
        if said["closing"]:
            texts.append(("Proposed to close", ("closing",)))
        return [
            Chip(text, _query(self.asked, "page", *names) or NO_FILTER) for text, names in texts
        ]


def finding_of(request: Asked) -> Finding:
    """Read the question and look: by distance where a place is given, unless asked by name."""
    form = FindSchools(request.authority.pk, request.GET)
    if not form.is_valid():
        return Finding(form, School.objects.of(request.authority.pk).none(), request.GET, True)
    found = schools_found(request.authority.pk, form.narrowing)
    if form.partnership_chosen is not None:
        found = in_partnership(found, form.partnership_chosen)
    sorted_by_name = form.spot is None or request.GET.get("sort") == BY_NAME
    schools = found if sorted_by_name else by_distance(found)
    return Finding(form, schools, request.GET, sorted_by_name)


def _query(asked: QueryDict, *without: str) -> str:
    """What was asked but for some names, and but for what was left empty."""
    kept = {name: value for name, value in asked.items() if value and name not in without}
    return f"?{urlencode(kept)}" if kept else ""
