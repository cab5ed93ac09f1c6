"""Every measure of evenness over two national years: 25,085 schools, two million invented visits.

The yardstick is one scan of the same table in numpy: minutes and visits summed by year and school.
Intervals are left out of the ratio: those of one county's schools are in the detail.
"""

from collections.abc import Callable
from dataclasses import dataclass
from statistics import median
from time import perf_counter
from typing import Any

import numpy as np

from benchmarks import Ratio
from evenreach.methods.evenness import measures
from evenreach.methods.evenness.catchment import access
from evenreach.methods.evenness.intervals import resampled
from evenreach.methods.evenness.waits import since_contact, waited_of_counts

SCHOOLS, VISITS, YEARS, GROUPS, BASES, COUNTY = 25_085, 2_000_000, 2, 9, 151, 178
REPETITIONS, SEED, LAST_DAY = 7, 20_260_901, 730


@dataclass(frozen=True, slots=True)
class Table:
    """Visits: year, school, day, minutes, wait in days. Schools: the rest."""

    year: Any
    school: Any
    day: Any
    minutes: Any
    wait: Any
    need: Any
    order: Any
    group: Any
    allocated: Any
    asked: Any
    travel: Any
    held: Any


def run() -> list[Ratio]:
    table = _invented()
    scan = _seconds(lambda: _scan(table))
    every = _seconds(lambda: _measured(table))
    minutes, needs = _scan(table)[0][0][:COUNTY], table.need[:COUNTY]
    interval = _seconds(lambda: _interval(minutes, needs))
    detail = {
        "schools": SCHOOLS,
        "visits": VISITS,
        "seconds_one_scan": scan,
        "seconds_every_measure": every,
        "measures": len(_measured(table)),
        "seconds_interval_of_a_gini_of_a_county": interval,
    }
    return [Ratio("every_measure_of_evenness_to_one_scan", every / scan, 5, "lower", detail)]


def _invented() -> Table:
    dice = np.random.default_rng(SEED)
    need = dice.gamma(2, 12, SCHOOLS) + 1
    pull = need * (dice.random(SCHOOLS) < 0.9)
    year = dice.integers(0, YEARS, VISITS)
    return Table(
        year=year,
        school=dice.choice(SCHOOLS, VISITS, p=pull / pull.sum()),
        day=year * 365 + dice.integers(0, 365, VISITS),
        minutes=dice.choice([60.0, 120, 180, 360], VISITS),
        wait=dice.integers(0, 120, VISITS),
        need=need,
        order=np.round(dice.random(SCHOOLS), 3),
        group=dice.integers(0, GROUPS, SCHOOLS),
        allocated=need * 400,
        asked=dice.poisson(4, SCHOOLS).astype(float),
        travel=dice.random((SCHOOLS, BASES)) * 600,
        held=dice.random(BASES) * 1e6,
    )


def _scan(table: Table) -> tuple[Any, Any]:
    """Minutes and visits by year and school: (years, schools)."""
    key, size = table.year * SCHOOLS + table.school, YEARS * SCHOOLS
    minutes = np.bincount(key, table.minutes, size).reshape(YEARS, SCHOOLS)
    return minutes, np.bincount(key, minlength=size).reshape(YEARS, SCHOOLS)


def _measured(table: Table) -> dict[str, Any]:
    minutes, visits = _scan(table)
    found: dict[str, Any] = {}
    for year in range(YEARS):
        given, reached = minutes[year], (visits[year] > 0).astype(float)
        of = {
            "coverage": measures.share(reached, np.ones(SCHOOLS)),
            "take-up": measures.share(given, table.allocated),
            "gini": measures.gini(given, table.need),
            "theil": measures.theil(given, table.need, table.group),
            "concentration": measures.concentration(given, table.order),
            "reach": measures.concentration(
                reached, table.order, correction=measures.Correction.ERREYGERS
            ),
            "horizontal inequity": measures.horizontal_inequity(given, table.need, table.order),
            "proactive": measures.proactive(given, table.asked),
            "slope": measures.slope(given, table.need),
        }
        found |= {f"{name} in year {year}": value for name, value in of.items()}
    last = np.full(SCHOOLS, -1)
    np.maximum.at(last, table.school, table.day)
    found["since contact"] = since_contact(
        [None if day < 0 else LAST_DAY - day for day in last.tolist()]
    )
    days = np.bincount(table.group[table.school] * 120 + table.wait, minlength=GROUPS * 120)
    for group, met in enumerate(days.reshape(GROUPS, 120).tolist()):
        found[f"waits of group {group}"] = waited_of_counts(met, [0] * 120)
    found["access"] = access(table.held, table.need, table.travel, 45)
    return found


def _interval(minutes: Any, needs: Any) -> object:
    dice = np.random.default_rng(SEED)
    return resampled(lambda times: measures.gini(minutes, needs, times), COUNTY, dice)


def _seconds(act: Callable[[], object]) -> float:
    taken = []
    for _ in range(REPETITIONS):
        started = perf_counter()
        act()
        taken.append(perf_counter() - started)
    return median(taken)
