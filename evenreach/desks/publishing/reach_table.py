"""The public reach table: schools reached and minutes delivered, by phase and partnership."""

from collections import Counter, defaultdict
from collections.abc import Mapping
from datetime import date, timedelta

from evenreach.desks.publishing.growing import Before, grown
from evenreach.desks.publishing.release_facts import Measure, Outgoing, published_of
from evenreach.desks.publishing.release_models import Release
from evenreach.desks.publishing.release_queries import thresholds_of
from evenreach.flow.register.partnerships import partnerships_by_school
from evenreach.flow.register.queries import assured_schools
from evenreach.flow.visits.queries import made_visits
from evenreach.methods.calendar import AcademicYear
from evenreach.methods.suppression import Fact, Kind, Rule, Table, cross_table

NAME = "reach"
REACHED, DELIVERED = "schools_reached", "minutes_delivered"
IN_NONE = "In no partnership"
DEFINITION = (
    "Schools reached are the open state-funded schools that had at least one visit made in the "
    "academic year up to the day named. Minutes delivered are the minutes of those visits, with "
    "their preparation and writing."
)
Group = tuple[str, str]


def reach_table(authority_id: int, *, year: AcademicYear, until: date) -> Outgoing:
    """What was reached from the first day of the year to the end of a day.

    Noughts are hidden like small numbers: anybody can read in the register how many schools a
    group has, so that "hidden, and therefore not 0" would tell of a school that is alone in it.
    """
    minutes = _minutes_by_school(authority_id, year, until)
    groups = _groups(authority_id)
    reached = {group: _reached(found, minutes) for group, found in groups.items()}
    delivered = {group: _delivered(found, minutes) for group, found in groups.items()}
    counted, spent = cross_table(reached), cross_table(delivered, kind=Kind.MAGNITUDE)
    rule = Rule(fewest=thresholds_of(authority_id).schools, hide_nought=True)
    return Outgoing(
        name=NAME,
        title=f"Reach in {year.label}",
        definition=DEFINITION,
        academic_year=year.begins_in,
        source_on=until,
        contributors=sum(fact.contributors for fact in reached.values()),
        outline={
            "phases": sorted({phase for phase, _ in groups}),
            "partnerships": sorted({name for _, name in groups}),
            "schools": {cell.key: cell.fact.most for cell in counted.cells},
        },
        measures=(
            _measure(authority_id, REACHED, "Schools reached", counted, rule, year, until),
            _measure(
                authority_id,
                DELIVERED,
                "Minutes delivered",
                spent,
                Rule(fewest=rule.fewest, hide_nought=True, p_percent=10),
                year,
                until,
            ),
        ),
    )


def _measure(
    authority_id: int,
    name: str,
    title: str,
    table: Table,
    rule: Rule,
    year: AcademicYear,
    until: date,
) -> Measure:
    universe = f"{name} {year.begins_in}"
    before = _before(authority_id, name, year)
    return Measure(name, title, grown(table, universe=universe, until=until, before=before), rule)


def _before(authority_id: int, measure: str, year: AcademicYear) -> Before | None:
    """The newest release of the year's reach, by the keys of its finest groups."""
    last = (
        Release.objects.of(authority_id)
        .filter(name=NAME, academic_year=year.begins_in)
        .order_by("-pk")
        .first()
    )
    if last is None:
        return None
    facts = next(each for each in last.facts if each["name"] == measure)
    cells = published_of(last.title, facts).table.cells
    return Before(
        last.source_on,
        {cell.key: cell.value for cell in cells},
        {cell.key: cell.parts for cell in cells},
    )


def _minutes_by_school(authority_id: int, year: AcademicYear, until: date) -> Mapping[int, int]:
    made = made_visits(authority_id, since=year.starts_on, until=until + timedelta(days=1))
    minutes: Counter[int] = Counter()
    for visit in made.select_related("school_request__specification"):
        minutes[visit.school_request.school_id] += visit.school_request.specification.minutes
    return minutes


def _groups(authority_id: int) -> Mapping[Group, list[int]]:
    """The keys of the assured schools of each phase and partnership that has any."""
    partnerships = partnerships_by_school(authority_id)
    groups: dict[Group, list[int]] = defaultdict(list)
    for school in assured_schools(authority_id).order_by("pk"):
        partnership = partnerships.get(school.pk)
        groups[school.phase, partnership.name if partnership else IN_NONE].append(school.pk)
    return groups


def _reached(schools: list[int], minutes: Mapping[int, int]) -> Fact:
    count = sum(school in minutes for school in schools)
    return Fact(count, count, most=len(schools))


def _delivered(schools: list[int], minutes: Mapping[int, int]) -> Fact:
    given = sorted((minutes[school] for school in schools if school in minutes), reverse=True)
    return Fact(sum(given), len(given), tuple(given[:2]))
