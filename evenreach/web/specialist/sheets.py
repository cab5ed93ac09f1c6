"""The record's questions as they stand on paper."""

from dataclasses import dataclass

from evenreach.flow.offer.visit_specifications import ThreeParts
from evenreach.web.specialist.record_form import MOST_LINES, MOST_OUTCOMES, RecordForm


@dataclass(frozen=True, slots=True)
class SheetPart:
    """One question: a box to write in, or a table with empty rows."""

    title: str
    hint: str = ""
    columns: tuple[str, ...] = ()
    rows: range = range(0)


def sheet_parts(said: ThreeParts | None) -> list[SheetPart]:
    """Everything that the record's form asks, in its order."""
    fields = RecordForm.base_fields
    opening = [
        SheetPart(str(fields[name].label), str(fields[name].help_text))
        for name in ("context", "strengths", "learner_voice")
    ]
    return [
        *opening,
        SheetPart("1. Need identified, and its area", "" if said is None else said.need_identified),
        SheetPart(
            "2. Provision planned",
            "" if said is None else said.provision_planned,
            ("What", "Who", "How often", "Until"),
            range(MOST_LINES),
        ),
        SheetPart(
            "Outcomes",
            "Each on a scale of its own, from 1 (furthest away) to 10 (fully there).",
            ("Outcome", "Now", "Expected at the review", "Weight, 1 to 3"),
            range(MOST_OUTCOMES),
        ),
        SheetPart(
            "3. Further assessment",
            "None; or indicated: which, by whom, when; or included: the instrument and its result.",
        ),
    ]
