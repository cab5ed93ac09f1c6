"""60,000 sessions for all England's schools by a whole policy, shared and explained.

The yardsticks: for the explanations, the sharing itself; and HiGHS on the sharing among every
25th school as a linear programme (one variable for every seat that could be won, one row), which is
exact only as far as doubles go. For all of England it takes many minutes.
"""

import os
from collections.abc import Callable
from fractions import Fraction
from statistics import median
from time import perf_counter
from typing import Any

import numpy as np

from benchmarks import Ratio
from evenreach.methods.apportionment import apportion

SESSIONS, REPETITIONS, SAMPLE = 60_000, 5, 1_000


def run() -> list[Ratio]:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "evenreach.config.settings")
    os.environ.setdefault("EVENREACH_DEMONSTRATION", "1")
    import django

    django.setup()
    from evenreach.desks.allocation.explaining import explanations
    from evenreach.desks.allocation.sharing import share_sessions

    facts, terms = _facts(), _terms()
    sharing = share_sessions(facts, terms, SESSIONS)
    shared = [_seconds(lambda: share_sessions(facts, terms, SESSIONS)) for _ in range(REPETITIONS)]
    told = [_seconds(lambda: explanations(sharing)) for _ in range(REPETITIONS)]
    answered = [_seconds(sharing.question.answer) for _ in range(REPETITIONS)]
    few = [weight for weight in sharing.question.weights if weight][:: len(facts) // SAMPLE]
    total = SESSIONS * len(few) // len(facts)
    ours = _seconds(lambda: apportion(few, total))
    seats, programme = _by_linear_programme([float(weight) for weight in few], total)
    detail = {
        "schools": len(facts),
        "sessions": SESSIONS,
        "seconds_sharing_with_needs_limits_and_digest": median(shared),
        "seconds_apportioning_alone": median(answered),
        "seconds_explaining_all": median(told),
        "schools_of_the_linear_programme": len(few),
        "seconds_apportioning_these": ours,
        "seconds_highs": programme,
        "schools_where_highs_differs": sum(
            one != other for one, other in zip(apportion(few, total), seats, strict=True)
        ),
        "sums_to_total": sum(share.sessions for share in sharing.shares) == SESSIONS,
    }
    return [
        Ratio(
            "explaining_all_england_to_apportioning",
            median(told) / median(answered),
            20,
            "lower",
            detail,
        ),
        Ratio("apportioning_a_sample_to_highs", ours / programme, 1, "lower", detail),
    ]


def _facts() -> list[Any]:
    from evenreach.demo.england.register import england_register
    from evenreach.desks.allocation.rates import published_rates
    from evenreach.desks.allocation.sharing import SchoolFacts
    from evenreach.flow.register.queries import Figure

    register, table = england_register(), published_rates().table
    figures: dict[int, dict[str, Figure]] = {}
    for key, row in register.figures.items():
        figure = Figure(key.name, row.value, row.source, row.counted_on)
        figures.setdefault(key.urn, {})[key.name] = figure
    facts = []
    for urn, school in register.schools.items():
        known = figures.get(urn, {})
        roll, fsm = known.get("roll"), known.get("free-school-meals")
        expected = table.expected(school.phase, roll and roll.value, fsm and fsm.value)
        facts.append(SchoolFacts(urn, urn, school.name, school.phase, known, expected))
    return facts


def _terms() -> Any:
    from evenreach.desks.allocation.terms import Terms

    return Terms(
        base_sessions=1,
        weights={
            "roll": Fraction(1, 50),
            "sen-support": Fraction(1),
            "ehc-plans": Fraction(1, 2),
            "free-school-meals": Fraction(1, 5),
        },
        observed=Fraction(1, 2),
        counted={"special": Fraction(0), "alternative_provision": Fraction(1, 2)},
        cap_sessions=40,
    )


def _by_linear_programme(weights: list[float], total: int) -> tuple[list[int], float]:
    """Seats by maximising the quotients won, and the seconds that HiGHS took for it.

    A school is given as many possible seats as twice its exact share and three more.
    """
    import highspy

    whole = sum(weights)
    possible = [int(2 * weight * total / whole) + 3 if weight else 0 for weight in weights]
    owners = np.repeat(np.arange(len(weights)), possible)
    first = np.repeat(np.cumsum(possible) - possible, possible)
    quotients = np.array(weights)[owners] / (np.arange(len(owners)) - first + 0.5)
    model = highspy.HighsLp()
    model.num_col_, model.num_row_ = len(owners), 1
    model.col_cost_ = -np.log(quotients)
    model.col_lower_, model.col_upper_ = np.zeros(len(owners)), np.ones(len(owners))
    model.row_lower_ = model.row_upper_ = np.array([float(total)])
    model.a_matrix_.format_ = highspy.MatrixFormat.kRowwise
    model.a_matrix_.start_ = np.array([0, len(owners)])
    model.a_matrix_.index_ = np.arange(len(owners))
    model.a_matrix_.value_ = np.ones(len(owners))
    solver = highspy.Highs()
    solver.silent()
    solver.passModel(model)
    seconds = _seconds(solver.run)
    won = np.array(solver.getSolution().col_value) > 0.5
    return np.bincount(owners[won], minlength=len(weights)).tolist(), seconds


def _seconds(act: Callable[[], object]) -> float:
    started = perf_counter()
    act()
    return perf_counter() - started
