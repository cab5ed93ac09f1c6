"""What a fair sharing keeps, and how much each number of a policy decides, in words."""

from collections.abc import Sequence
from dataclasses import dataclass

from evenreach.desks.allocation.sensitivity import BLEND, Moved
from evenreach.methods.axioms import Finding
from evenreach.web.lead.policy_words import Row
from evenreach.web.lead.signs import counted, signed
from evenreach.web.templatetags.evenreach import MINUS
from evenreach.web.templatetags.schools import figure_in_words

AXIOMS = {
    "everything shared": ("Everything is shared", "All sessions are given out, to the last one."),
    "floors and caps": (
        "Floors and caps hold",
        "No school has less than it is promised, nor more than the most.",
    ),
    "quota": (
        "The exact share, rounded",
        "Each school has its exact share rounded down or up, never a whole session off.",
    ),
    "house monotonicity": (
        "More to share takes from nobody",
        "With up to twenty sessions more to share, no school would have fewer; with fewer, "
        "none would have more.",
    ),
    "population monotonicity": (
        "A rise in need never costs sessions",
        "If one school’s need alone rises by a tenth, it has no fewer and no other has more.",
    ),
    "anonymity": (
        "Names do not matter",
        "The order in which schools are listed changes nothing.",
    ),
    "more need, never less time": (
        "More need, never less time",
        "No school has fewer sessions than one whose need is smaller.",
    ),
}
SENSITIVITY_COLUMNS = [
    {"text": "Number"},
    {"text": "Changed by"},
    {"text": "Sessions that move", "numeric": True},
    {"text": "Schools", "numeric": True},
    {"text": "Largest change", "numeric": True},
    {"text": "Whose"},
]


@dataclass(frozen=True, slots=True)
class AxiomShown:
    """One axiom, what it means, and the schools that break it."""

    title: str
    meaning: str
    breakers: tuple[str, ...]

    @property
    def verdict(self) -> str:
        return f"Broken by {len(self.breakers)}" if self.breakers else "Kept"

    @property
    def colour(self) -> str:
        return "orange" if self.breakers else "green"

    @property
    def who(self) -> str:
        return f"{counted(len(self.breakers), 'school')}: {self.title.lower()}"


def axioms_shown(findings: Sequence[Finding], names: Sequence[str]) -> list[AxiomShown]:
    """The findings on schools whose names stand in the order of the question."""
    return [
        AxiomShown(*AXIOMS[found.axiom], tuple(names[index] for index in found.broken_by))
        for found in findings
    ]


def sensitivity_rows(moved: Sequence[Moved]) -> list[Row]:
    return [_sensitivity_row(each) for each in moved]


def _sensitivity_row(moved: Moved) -> Row:
    first: Row = [_number(moved), _change(moved)]
    if moved.refusal:
        return [*first, "", "", "", moved.refusal]
    whose = "" if moved.its_school is None else moved.its_school.name
    return [*first, str(moved.sessions), str(moved.schools), signed(moved.most), whose]


def _number(moved: Moved) -> str:
    if moved.number == BLEND:
        return "SEN support as counted"
    return f"Weight: {figure_in_words(moved.number)}"


def _change(moved: Moved) -> str:
    sign = "+" if moved.change > 0 else MINUS
    size = abs(moved.change) * 100
    return f"{sign}{size} {'points' if moved.number == BLEND else '%'}"
