"""Why a total cannot be shared, or a share not explained: each a sentence that says how to mend it.

Positions in the sentences count from 0, as in the sequences that were passed.
"""

from collections.abc import Iterable


class CannotApportion(ValueError):
    """The question has no answer as it was put."""


class UnknownMethod(CannotApportion):
    def __init__(self, method: object, known: Iterable[str]) -> None:
        super().__init__(
            f"There is no apportionment method {method!r} here; choose one of: {', '.join(known)}."
        )


class WrongWeight(CannotApportion):
    def __init__(self, position: int, weight: object) -> None:
        if isinstance(weight, float):
            mend = "a float has already been rounded: pass an int or a Fraction"
        elif isinstance(weight, bool) or not hasattr(weight, "denominator"):
            mend = "pass an int or a Fraction"
        else:
            mend = "a need is an int or a Fraction, zero or more"
        super().__init__(f"The weight at position {position} is {weight!r}; {mend}.")


class WrongTotal(CannotApportion):
    def __init__(self, total: object) -> None:
        super().__init__(
            f"The total to share is {total!r}; it must be a whole number, zero or more, as an int."
        )


class WrongLength(CannotApportion):
    def __init__(self, name: str, length: int, expected: int) -> None:
        super().__init__(
            f"There are {expected} weights but {length} entries in {name}; "
            f"pass one for each weight, in the same order."
        )


class WrongLimit(CannotApportion):
    def __init__(self, name: str, position: int | None, value: object, mend: str) -> None:
        place = "" if position is None else f" at position {position}"
        super().__init__(f"The {name}{place} is {value!r}; {mend}.")


class FloorsAboveTotal(CannotApportion):
    def __init__(self, floors: int, total: int) -> None:
        super().__init__(
            f"The floors alone come to {floors}, more than the total of {total}; "
            f"lower the floors or raise the total by {floors - total}."
        )


class TotalAboveCaps(CannotApportion):
    def __init__(self, total: int, capacity: int) -> None:
        super().__init__(
            f"The total is {total} but the caps leave room for only {capacity} "
            f"(an entry without need receives its floor and no more); "
            f"raise the caps or lower the total by {total - capacity}."
        )


class NoNeed(CannotApportion):
    def __init__(self, remaining: int) -> None:
        super().__init__(
            f"No entry has any need, yet {remaining} remain to be shared beyond the floors; "
            f"pass at least one weight above zero, or lower the total by {remaining}."
        )


class NotTheseSeats(CannotApportion):
    def __init__(self, method: str) -> None:
        super().__init__(
            f"These seats are not what {method} gives for these weights, floors, caps and ranks; "
            f"explain the seats with the arguments they were apportioned with."
        )


class NoDivisor(CannotApportion):
    """A right question whose answer is not a divisor."""
