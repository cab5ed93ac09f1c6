"""25,000 schools share 60,000 sessions: exact apportionment against a plain sort in doubles.

The yardstick sorts every quotient that won and the next of every school (85,000 doubles), already
computed; it is the least that awarding seats by sorted quotients would cost, and it is not exact.
"""

from collections.abc import Callable
from fractions import Fraction
from heapq import heapify, heapreplace
from statistics import median
from time import perf_counter

import numpy as np
from numpy.typing import NDArray

from benchmarks import Ratio
from evenreach.methods.apportionment import apportion

SCHOOLS, SESSIONS, SEED, REPETITIONS = 25_000, 60_000, 929, 31


def run() -> list[Ratio]:
    weights = invented_weights(SCHOOLS)
    seats = apportion(weights, SESSIONS)
    quotients = quotients_of(weights, seats)
    ours: list[float] = []
    plain: list[float] = []
    whole: list[float] = []
    for _ in range(REPETITIONS):
        ours.append(seconds(lambda: apportion(weights, SESSIONS)))
        plain.append(seconds(lambda: np.sort(quotients)))
        whole.append(seconds(lambda: shared_in_doubles(weights, seats)))
    few = weights[:500]
    detail = {
        "seconds": median(ours),
        "seconds_numpy_sort": median(plain),
        "seconds_numpy_quotients_argsort_and_count": median(whole),
        "quotients": len(quotients),
        "repetitions": REPETITIONS,
        "schools": SCHOOLS,
        "sessions": SESSIONS,
        "seed": SEED,
        "sums_to_total": sum(seats) == SESSIONS,
        "equals_heap_on_500_schools": apportion(few, 1200) == shared_by_heap(few, 1200),
    }
    ratio = median(ours) / median(plain)
    return [Ratio("apportionment_to_numpy_sort", ratio, 10, "lower", detail)]


def invented_weights(count: int) -> list[int]:
    numbers: list[int] = np.random.default_rng(SEED).integers(1, 10**6, count).tolist()
    return numbers


def quotients_of(weights: list[int], seats: list[int]) -> NDArray[np.float64]:
    """weight ÷ (k + ½) for every seat held and the next, shuffled as the schools come."""
    counts = np.array(seats) + 1
    owners = np.repeat(np.arange(len(seats)), counts)
    held = np.arange(len(owners)) - np.repeat(np.cumsum(counts) - counts, counts)
    quotients: NDArray[np.float64] = np.array(weights, dtype=np.float64)[owners] / (held + 0.5)
    return quotients


def shared_in_doubles(weights: list[int], seats: list[int]) -> NDArray[np.int64]:
    """The whole of the inexact way: quotients, their order, and a count of winners by school."""
    quotients = quotients_of(weights, seats)
    owners = np.repeat(np.arange(len(seats)), np.array(seats) + 1)
    winners = owners[np.argsort(-quotients)[:SESSIONS]]
    return np.bincount(winners, minlength=len(seats))


def shared_by_heap(weights: list[int], total: int) -> list[int]:
    """Sainte-Laguë seat by seat on a heap of exact Fractions; ties go to the earlier school."""
    seats = [0] * len(weights)
    heap = [(Fraction(-weight), index) for index, weight in enumerate(weights)]
    heapify(heap)
    for _ in range(total):
        index = heap[0][1]
        seats[index] += 1
        heapreplace(heap, (Fraction(-weights[index], 2 * seats[index] + 1), index))
    return seats


def seconds(call: Callable[[], object]) -> float:
    started = perf_counter()
    call()
    return perf_counter() - started
