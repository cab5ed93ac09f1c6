"""What is wrong with a file, and the refusal that says so."""

from collections.abc import Sequence
from dataclasses import dataclass

from evenreach.flow.journal.refusal import Refusal

NAMED_FAULTS = 5


@dataclass(frozen=True)
class Fault:
    """One thing to mend. `row` counts as a spreadsheet does: the header is row 1."""

    file: str
    row: int | None
    column: str | None
    value: str | None
    expected: str

    def __str__(self) -> str:
        place = [self.file]
        if self.row is not None:
            place.append(f"row {self.row}")
        if self.column is not None:
            place.append(f"column “{self.column}”")
        found = "" if self.value is None else f"found “{shortened(self.value)}”, "
        return f"{', '.join(place)}: {found}expected {self.expected}."


class FileRefused(Refusal):
    """A file was not read. Carries every fault; its text names the first few and how to mend."""

    def __init__(self, faults: Sequence[Fault]) -> None:
        self.faults = tuple(faults)
        super().__init__(self.sentence())

    def sentence(self) -> str:
        count = len(self.faults)
        named = " ".join(str(fault) for fault in self.faults[:NAMED_FAULTS])
        more = f" And {count - NAMED_FAULTS} more." if count > NAMED_FAULTS else ""
        return (
            f"The file was refused for {count} {'fault' if count == 1 else 'faults'}. "
            f"{named}{more} Nothing was changed: mend the file, or download it again from its "
            "publisher without opening it in a spreadsheet, and import it once more."
        )


def shortened(value: str, length: int = 60) -> str:
    return value if len(value) <= length else value[: length - 1] + "…"
