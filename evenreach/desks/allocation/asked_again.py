"""What was shared, read back from the explanations that schools were given."""

from collections.abc import Mapping, Sequence
from fractions import Fraction
from typing import Any

from evenreach.methods.axioms import Question


def question_of(told: Sequence[tuple[int, Mapping[str, Any]]]) -> Question:
    """The question that was answered, from every school's URN and explanation."""
    _, first = told[0]
    caps = [why["most"] for _, why in told]
    return Question(
        weights=tuple(Fraction(why["need"] or 0) for _, why in told),
        total=first["rest"],
        method=first["method"],
        minimum=tuple(why["least"] - why["base"] for _, why in told),
        maximum=None
        if set(caps) == {None}
        else tuple(
            why["sessions_shared"] if why["most"] is None else why["most"] - why["base"]
            for _, why in told
        ),
        rank=tuple(urn for urn, _ in told),
        given=tuple(why["base"] for _, why in told),
    )
