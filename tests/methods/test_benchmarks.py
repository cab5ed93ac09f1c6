"""What `make bench` writes, and that the yardstick of apportionment measures the same question."""

from benchmarks import Ratio
from benchmarks.apportionment import invented_weights, quotients_of, shared_by_heap
from evenreach.methods.apportionment import apportion


def test_a_ratio_says_on_which_side_of_its_goal_it_lies() -> None:
    assert Ratio("speed", 6.0166, 10, "lower").line == "speed 6.02 10"
    assert Ratio("speed", 6.0, 10, "lower").as_record() == {
        "name": "speed",
        "ratio": 6.0,
        "goal": 10,
        "better": "lower",
        "holds": True,
        "detail": {},
    }
    assert not Ratio("share", 0.5, 0.9, "higher").holds


def test_the_yardstick_sorts_the_quotients_that_decide() -> None:
    weights = invented_weights(200)
    seats = apportion(weights, 480)
    assert seats == shared_by_heap(weights, 480)
    won = sorted(quotients_of(weights, seats))[::-1][:480]
    assert len(won) == 480
    assert min(won) >= max(w / (k + 0.5) for w, k in zip(weights, seats, strict=True))
