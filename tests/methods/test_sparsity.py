"""How far the next school is, against measuring every pair."""

from math import isqrt

from hypothesis import given
from hypothesis import strategies as st

from evenreach.methods.sparsity import ROWS_AT_ONCE, kilometres_to_nearest

from .questions import MODERATE

places = st.one_of(st.none(), st.tuples(st.integers(0, 700_000), st.integers(0, 1_300_000)))


@MODERATE
@given(st.lists(st.tuples(places, st.sampled_from("ab")), max_size=12))
def test_every_pair_is_measured(schools) -> None:
    points, kinds = [place for place, _ in schools], [kind for _, kind in schools]
    expected = []
    for i, mine in enumerate(points):
        apart = [
            (mine[0] - other[0]) ** 2 + (mine[1] - other[1]) ** 2
            for j, other in enumerate(points)
            if mine is not None and other is not None and j != i and kinds[i] == kinds[j]
        ]
        expected.append(isqrt(min(apart)) // 1000 if apart else None)
    assert kilometres_to_nearest(points, kinds) == expected


def test_two_schools_on_one_site_are_nought_apart_beyond_the_first_rows() -> None:
    line = [(index * 2000, 0) for index in range(ROWS_AT_ONCE + 3)]
    assert kilometres_to_nearest([*line, line[-1]], ["primary"] * (len(line) + 1)) == [
        *[2] * (len(line) - 1),
        0,
        0,
    ]
