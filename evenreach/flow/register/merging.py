"""What the register would be after publishers' files: a value from values, no database."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from hashlib import sha256

from evenreach.flow.journal.progress import Told, untold
from evenreach.flow.register.files import (
    Establishment,
    read_census,
    read_establishments,
    read_sen_counts,
)
from evenreach.flow.register.kinds import OPEN, is_state_funded, phase_of
from evenreach.flow.register.link_files import Link, read_links
from evenreach.flow.register.primary_needs import FIGURES
from evenreach.flow.register.snapshots import (
    FigureFacts,
    FigureKey,
    LinkFacts,
    LinkKey,
    Register,
    SchoolFacts,
)
from evenreach.methods.calendar import academic_year_of

WHOLE_OF_ENGLAND = "ENG"
SUPPLIED = "Supplied by the authority: "
NOT_LISTED = "Not listed"

Counts = dict[tuple[int, str], int | None]


@dataclass(frozen=True, slots=True)
class Published:
    """A publisher's file as it came, with the day its counts were taken and whom to credit."""

    name: str
    raw: bytes
    source: str
    counted_on: date

    @property
    def academic_year(self) -> int:
        return academic_year_of(self.counted_on).begins_in

    @property
    def digest(self) -> str:
        """Of the bytes and the day: the same counts of another day are another file."""
        return sha256(self.raw + self.counted_on.isoformat().encode()).hexdigest()


@dataclass(frozen=True, slots=True)
class PublishedFiles:
    """The files of one import; what is None leaves that part of the register as it stands."""

    schools: Published | None = None
    links: Published | None = None
    sen: Published | None = None
    census: Published | None = None

    @property
    def given(self) -> list[Published]:
        return [file for file in (self.schools, self.links, self.sen, self.census) if file]


def proposed(
    now: Register, files: PublishedFiles, *, la_code: str, told: Told = untold
) -> Register:
    """The register as the files would make it. Raises FileRefused for the first bad file."""
    schools, links = now.schools, now.links
    if files.schools is not None:
        rows = read_establishments(files.schools.raw, files.schools.name, told)
        schools = _schools(now.schools, rows, la_code=la_code)
    if files.links is not None:
        links = _links(read_links(files.links.raw, files.links.name, told), schools)
    figures = dict(now.figures)
    if files.sen is not None:
        counts, names = _sen(files.sen, schools, told)
        _count(figures, counts, names, files.sen)
    if files.census is not None:
        counts = _census(files.census, schools, told)
        _count(figures, counts, ("roll", "free-school-meals"), files.census)
    return Register(schools, figures, links)


def _schools(
    now: Mapping[int, SchoolFacts], rows: Iterable[Establishment], *, la_code: str
) -> dict[int, SchoolFacts]:
    """The authority's rows; what was ours and is another's, or nobody's, is no longer open here."""
    listed: dict[int, SchoolFacts] = {}
    for row in rows:
        if la_code in (row.la_code, WHOLE_OF_ENGLAND):
            listed[row.urn] = _facts(row)
        elif row.urn in now:
            moved = f"Moved to authority {row.la_code}"
            listed[row.urn] = now[row.urn]._replace(status=moved, is_open=False)
    gone = {
        urn: facts._replace(status=NOT_LISTED, is_open=False) if facts.is_open else facts
        for urn, facts in now.items()
        if urn not in listed
    }
    return gone | listed


def _facts(row: Establishment) -> SchoolFacts:
    kind = row.type or ""
    return SchoolFacts(
        name=row.name,
        establishment_type=kind,
        phase=phase_of(kind, row.phase),
        is_state_funded=is_state_funded(kind, row.phase),
        status=row.status,
        is_open=row.status in OPEN,
        postcode=row.postcode or "",
        easting=row.easting,
        northing=row.northing,
        ward=row.ward or "",
        trust=row.trust or "",
        urban_rural=row.urban_rural or "",
        low_age=row.low_age,
        high_age=row.high_age,
        opened_on=row.open_on,
        closed_on=row.close_on,
    )


def _links(rows: Iterable[Link], schools: Mapping[int, SchoolFacts]) -> dict[LinkKey, LinkFacts]:
    return {
        LinkKey(row.urn, row.link_urn, row.link_type): LinkFacts(row.link_name, row.established_on)
        for row in rows
        if row.urn in schools
    }


def _sen(
    file: Published, schools: Mapping[int, SchoolFacts], told: Told
) -> tuple[Counts, Collection[str]]:
    """The counts of our schools, and the names of those that the file's layout tells at all."""
    counts: Counts = {}
    names = {"sen-support", "ehc-plans"}
    for row in read_sen_counts(file.raw, file.name, told, counted_on=file.counted_on):
        if row.primary_needs is not None:
            names.update(FIGURES)
        if row.urn in schools:
            counts[row.urn, "sen-support"] = row.sen_support
            counts[row.urn, "ehc-plans"] = row.ehc_plans
            for name, count in (row.primary_needs or {}).items():
                counts[row.urn, name] = count
    return counts, names


def _census(file: Published, schools: Mapping[int, SchoolFacts], told: Told) -> Counts:
    counts: Counts = {}
    for row in read_census(file.raw, file.name, told, counted_on=file.counted_on):
        if row.urn in schools:
            counts[row.urn, "roll"] = row.headcount
            counts[row.urn, "free-school-meals"] = row.fsm_eligible
    return counts


def _count(
    figures: dict[FigureKey, FigureFacts],
    counts: Counts,
    names: Collection[str],
    file: Published,
) -> None:
    """The file's counts take the place of those of its year; what it leaves unknown has none.

    What the authority supplied itself stays until a file knows better.
    """
    if not counts:
        return
    for key in [
        key
        for key, figure in figures.items()
        if key.academic_year == file.academic_year
        and key.name in names
        and not figure.source.startswith(SUPPLIED)
    ]:
        del figures[key]
    for (urn, name), value in counts.items():
        if value is not None:
            key = FigureKey(urn, file.academic_year, name)
            figures[key] = FigureFacts(value, file.source, file.counted_on)
