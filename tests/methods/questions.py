"""Invented questions for apportionment, most with ties, some with floors, caps and huge needs."""

from dataclasses import dataclass
from fractions import Fraction

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st

MODERATE = settings(
    derandomize=True,
    max_examples=80,
    deadline=None,
    database=None,
    suppress_health_check=[HealthCheck.too_slow],
)

small = st.integers(0, 12)
fractions = st.builds(Fraction, st.integers(0, 60), st.integers(1, 9))
near = st.integers(-3, 3).map(lambda n: 10**17 + n)
any_weight = st.one_of(small, fractions, near)


@dataclass(frozen=True, slots=True)
class Question:
    weights: list[int | Fraction]
    total: int
    floors: list[int]
    caps: list[int | None]
    rank: list[int]

    @property
    def maximum(self) -> list[int]:
        """Caps as `apportion` takes them: the total is no cap at all."""
        return [self.total if cap is None else cap for cap in self.caps]


@st.composite
def free_questions(draw: st.DrawFn) -> Question:
    """No floors or caps, at least one need, distinct ranks."""
    weights = draw(st.lists(any_weight, min_size=1, max_size=7).filter(any))
    count = len(weights)
    rank = draw(st.permutations(range(count)))
    return Question(weights, draw(st.integers(0, 30)), [0] * count, [None] * count, list(rank))


@st.composite
def held_questions(draw: st.DrawFn) -> Question:
    """Floors and caps that leave room for the total."""
    free = draw(free_questions())
    floors = [draw(st.integers(0, 4)) for _ in free.weights]
    caps = [floor + draw(st.integers(0, 9)) for floor in floors]
    room = sum(
        cap if weight else floor
        for weight, floor, cap in zip(free.weights, floors, caps, strict=True)
    )
    total = draw(st.integers(sum(floors), room))
    return Question(free.weights, total, floors, list(caps), free.rank)
