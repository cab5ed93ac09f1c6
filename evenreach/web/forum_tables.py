"""The tables of a pack: every school's figures, who gains, how even it is, and what it keeps."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Protocol

from evenreach.desks.allocation.sensitivity import BLEND
from evenreach.web.deciding_words import (
    EVENNESS,
    KINDS,
    decimal,
    group_in_words,
    in_order,
    unsaid_of,
)
from evenreach.web.open_tables import NOT_SHOWN, Cell, OpenColumn, OpenTable
from evenreach.web.templatetags.schools import figure_in_words, phase_in_words

Option = Mapping[str, Any]
Row = tuple[Cell, ...]
OPTION = OpenColumn("option", "Option")
FEW_SCHOOLS = 3
"""A school's count of learners with SEND is not public, so neither is a rate of so few."""
GROUPED = {"all": "all", "phase": "by_phase", "size": "by_size", "deprivation": "by_deprivation"}


class OfSchool(Protocol):
    """One school's figures."""

    @property
    def urn(self) -> int: ...
    @property
    def name(self) -> str: ...
    @property
    def phase(self) -> str: ...
    @property
    def last_year(self) -> int | None: ...
    @property
    def sessions(self) -> tuple[int, ...]: ...


def school_table(options: Sequence[Option], schools: Iterable[OfSchool]) -> OpenTable:
    columns = [OpenColumn(_name(option), _title(option), is_number=True) for option in options]
    return OpenTable(
        name="schools",
        title="Every school's sessions under each option",
        columns=(
            OpenColumn("school", "School"),
            OpenColumn("urn", "URN"),
            OpenColumn("phase", "Phase"),
            OpenColumn("last_year", "Last year", is_number=True),
            *columns,
        ),
        rows=tuple(
            (one.name, str(one.urn), phase_in_words(one.phase), one.last_year, *one.sessions)
            for one in schools
        ),
        note="Worked out from the register and the capacity as they were on the day.",
    )


def change_table(options: Sequence[Option]) -> OpenTable:
    rows: list[Row] = []
    for option in options:
        for kind, key in GROUPED.items():
            groups = option["findings"][key]
            unsaid = unsaid_of({one["group"]: one["schools"] for one in groups}, FEW_SCHOOLS)
            for group in in_order(kind, groups, "group"):
                rows.append(
                    (
                        _short(option),
                        KINDS[kind],
                        group_in_words(kind, group["group"]),
                        group["schools"],
                        group["gain"],
                        group["lose"],
                        group["sessions"],
                        NOT_SHOWN
                        if group["group"] in unsaid
                        else decimal(group["per_100_learners"], 1),
                    )
                )
    against = options[0]["findings"]["against"]
    beside = "last year" if against == "last-year" else f"option {_short(options[0])}"
    return OpenTable(
        name="gains_and_losses",
        title="Who gains and who loses",
        columns=(
            OPTION,
            OpenColumn("by", "By"),
            OpenColumn("group", "Schools of"),
            OpenColumn("schools", "Schools", is_number=True),
            OpenColumn("gain", "Gain", is_number=True),
            OpenColumn("lose", "Lose", is_number=True),
            OpenColumn("sessions", "Sessions", is_number=True),
            OpenColumn("per_100_learners", "Per 100 learners with SEND", is_number=True),
        ),
        rows=tuple(rows),
        note=(
            f"Gains and losses are beside {beside}. A rate is not shown where it would tell the "
            f"learners with SEND of fewer than {FEW_SCHOOLS} schools."
        ),
    )


def evenness_table(options: Sequence[Option]) -> OpenTable:
    rows = [
        (words, *(decimal(option["findings"]["evenness"][key]) for option in options), meaning)
        for key, words, meaning in EVENNESS
    ]
    left_out = options[0]["findings"]["evenness"]["left_out"]
    return OpenTable(
        name="evenness",
        title="How even each option is",
        columns=(
            OpenColumn("measure", "Measure"),
            *(OpenColumn(_name(option), _title(option), is_number=True) for option in options),
            OpenColumn("meaning", "How to read it"),
        ),
        rows=tuple(rows),
        note=f"{left_out} schools whose learners with SEND are not known are left out.",
    )


def axiom_table(options: Sequence[Option], names: Mapping[int, str]) -> OpenTable:
    rows = [
        (
            _short(option),
            found["axiom"],
            "broken" if found["broken_by"] else "kept",
            len(found["broken_by"]),
            "; ".join(names.get(urn, str(urn)) for urn in found["broken_by"]),
        )
        for option in options
        for found in option["findings"]["axioms"]
    ]
    return OpenTable(
        name="axioms",
        title="What a fair sharing keeps",
        columns=(
            OPTION,
            OpenColumn("axiom", "Axiom"),
            OpenColumn("verdict", "Here"),
            OpenColumn("broken_by", "Broken by schools", is_number=True),
            OpenColumn("schools", "Which"),
        ),
        rows=tuple(rows),
        note="Breaking an axiom is not wrong by itself: a limit to losses breaks some on purpose.",
    )


def sensitivity_table(options: Sequence[Option], names: Mapping[int, str]) -> OpenTable:
    rows = [_moved(option, moved, names) for option in options for moved in _all_moved(option)]
    return OpenTable(
        name="sensitivity",
        title="How much each number decides",
        columns=(
            OPTION,
            OpenColumn("number", "Number changed alone"),
            OpenColumn("change", "By"),
            OpenColumn("sessions", "Sessions that move", is_number=True),
            OpenColumn("schools", "Schools", is_number=True),
            OpenColumn("most", "Largest change", is_number=True),
            OpenColumn("school", "Whose"),
        ),
        rows=tuple(rows),
    )


def _short(option: Option) -> str:
    return str(option["letter"] or option["name"])


def _title(option: Option) -> str:
    return f"Option {option['letter']}" if option["letter"] else "Sessions"


def _name(option: Option) -> str:
    return f"option_{option['letter'].lower()}" if option["letter"] else "sessions"


def _all_moved(option: Option) -> Sequence[Mapping[str, Any]]:
    moved: Sequence[Mapping[str, Any]] = option["findings"]["sensitivity"]
    return moved


def _moved(option: Option, moved: Mapping[str, Any], names: Mapping[int, str]) -> Row:
    size = "a tenth less" if moved["change"].startswith("-") else "a tenth more"
    if moved["number"] == BLEND:
        number = "Part of SEN support as counted"
    else:
        number = f"Weight of: {figure_in_words(moved['number'])}"
    if moved["refusal"]:
        return (_short(option), number, size, None, None, None, moved["refusal"])
    whose = (
        "" if moved["most_urn"] is None else names.get(moved["most_urn"], str(moved["most_urn"]))
    )
    return (
        _short(option),
        number,
        size,
        moved["sessions"],
        moved["schools"],
        moved["most"],
        whose,
    )
