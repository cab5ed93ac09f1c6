"""What the method refuses, in sentences that say how to mend it."""

from collections.abc import Sequence


class CannotSuppress(ValueError):
    """A table or a rule that the method cannot work with."""


class CannotProtect(CannotSuppress):
    """Even with every cell hidden, what is to be hidden could be told."""

    def __init__(self, key: str) -> None:
        self.key = key
        super().__init__(
            f"“{key}” could be worked out even if every cell of this table were hidden: publish "
            f"coarser groups, or hide noughts too."
        )


class NotAdditive(CannotSuppress):
    def __init__(self, key: str, value: int, sum_of_parts: int) -> None:
        super().__init__(
            f"“{key}” is {value} and its parts add up to {sum_of_parts}; correct the one or the "
            f"other before anything is hidden."
        )


class WouldUndo(CannotSuppress):
    """A table that would tell what an earlier one hid: `mend` are the cells to hide as well."""

    def __init__(self, earlier: str, key: str, mend: Sequence[str]) -> None:
        self.earlier, self.key, self.mend = earlier, key, tuple(mend)
        listed = ", ".join(f"“{each}”" for each in mend)
        super().__init__(
            f"Together with “{earlier}” this table would tell “{key}”, which must stay hidden. "
            + (
                f"Hide {listed} too, or publish coarser groups."
                if mend
                else "Publish coarser groups."
            )
        )
