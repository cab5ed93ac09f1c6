"""What is wrong with a file, and the refusal that says so."""

import csv
import io
from collections.abc import Sequence
from dataclasses import dataclass
from typing import NoReturn

from evenreach.flow.journal.refusal import Refusal

NAMED_FAULTS = 5
KEPT_FAULTS = 500
FORMULA_BEGINNINGS = ("=", "+", "-", "@", "\t", "\r")


@dataclass(frozen=True)
class Fault:
    """One thing to mend. `row` counts as a spreadsheet does: the header is row 1."""

    file: str
    row: int | None
    column: str | None
    value: str | None
    expected: str
    sheet: str | None = None

    def __str__(self) -> str:
        place = [self.file]
        if self.sheet is not None:
            place.append(f"sheet “{self.sheet}”")
        if self.row is not None:
            place.append(f"row {self.row}")
        if self.column is not None:
            place.append(f"column “{self.column}”")
        found = "" if self.value is None else f"found “{shortened(self.value)}”, "
        return f"{', '.join(place)}: {found}expected {self.expected}."


class FileRefused(Refusal):
    """A file was not read. Its text names the first few faults and how to mend them.

    `count` is of every fault; `faults` are the first 500.
    """

    def __init__(self, faults: Sequence[Fault]) -> None:
        self.count = len(faults)
        self.faults = tuple(faults[:KEPT_FAULTS])
        super().__init__(self.sentence())

    def sentence(self) -> str:
        count = self.count
        named = " ".join(str(fault) for fault in self.faults[:NAMED_FAULTS])
        more = f" And {count - NAMED_FAULTS} more." if count > NAMED_FAULTS else ""
        return (
            f"The file was refused for {count} {'fault' if count == 1 else 'faults'}. "
            f"{named}{more} Nothing was changed: mend the file, or download it again from its "
            "publisher without opening it in a spreadsheet, and import it once more."
        )


def refuse(name: str, expected: str, *, row: int | None = None) -> NoReturn:
    raise FileRefused([Fault(name, row, None, None, expected)])


def faults_as_csv(refused: FileRefused) -> bytes:
    """The kept faults as a file that a spreadsheet opens without running anything in it."""
    written = io.StringIO(newline="")
    writer = csv.writer(written)
    writer.writerow(("file", "sheet", "row", "column", "value", "expected"))
    for fault in refused.faults:
        row = "" if fault.row is None else fault.row
        texts = (fault.file, fault.sheet, row, fault.column, fault.value, fault.expected)
        writer.writerow(harmless(str(text or "")) for text in texts)
    return written.getvalue().encode("utf-8-sig")


def harmless(cell: str) -> str:
    """A cell that a spreadsheet takes for text, whatever its first sign."""
    return f"'{cell}" if cell.lstrip(" ").startswith(FORMULA_BEGINNINGS) else cell


def shortened(value: str, length: int = 60) -> str:
    return value if len(value) <= length else value[: length - 1] + "…"
