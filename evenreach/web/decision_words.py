"""A decision record as it is read: what was decided, by whom, on what, and for whom it matters."""

from typing import Any

from evenreach.desks.allocation.deciding_models import Decision
from evenreach.web.deciding_words import day, merged_in_words, option_in_words
from evenreach.web.templatetags.evenreach import date_gov, datetime_gov
from evenreach.web.templatetags.reports import paragraphs

TEXTS = (
    ("Reasons", "reasons"),
    ("Who could lose", "who_could_lose"),
    ("Protected characteristics", "protected_characteristics"),
    ("What is done for those who could lose", "mitigation"),
)


def decision_rows(decision: Decision) -> list[dict[str, Any]]:
    """The whole record, as rows of a summary list."""
    chosen = next(option for option in decision.evidence["options"] if option["is_chosen"])
    considered = [_considered(option) for option in decision.evidence["options"]]
    return [
        {"key": "Decided", "value": option_in_words(chosen["letter"], chosen["name"])},
        {"key": "By", "value": decision.decided_by},
        {"key": "On", "value": date_gov(decision.decided_on)},
        {"key": "Options considered", "value": "", "lines": considered},
        {"key": "Consultation", "value": "", "lines": consultation_lines(decision)},
        *(
            {"key": key, "value": "", "lines": paragraphs(getattr(decision, name))}
            for key, name in TEXTS
        ),
        {
            "key": "Recorded",
            "value": f"{datetime_gov(decision.decided_at)}, {decision.recorded_by}",
        },
        {"key": "Facts decided on", "value": f"SHA-256 {decision.input_sha256}"},
    ]


def consultation_lines(decision: Decision) -> list[str]:
    """How many schools answered and what they preferred; or why none was asked."""
    summary = decision.evidence["consultation"]
    if summary is None:
        return ["Schools were not consulted.", *paragraphs(decision.not_consulted_why)]
    everyone = summary["all"]
    counts = ", ".join(
        f"{count} preferred {letter or 'none of them'}"
        for letter, count in zip(summary["letters"], everyone["by_option"], strict=True)
    )
    return [
        f"“{summary['question']}” Open from {day(summary['opened_on'])} to the end of "
        f"{day(summary['closes_on'])}.",
        f"{everyone['answered']} of {everyone['schools']} schools answered: {counts}.",
        *merged_in_words(summary["merged"]),
        *_changed(decision.evidence["changed_since"]),
    ]


def _considered(option: dict[str, Any]) -> str:
    proposed = " (proposed)" if option["is_proposed"] else ""
    return f"{option_in_words(option['letter'], option['name'])}{proposed}"


def _changed(schools: int | None) -> list[str]:
    if not schools:
        return []
    have = "school has" if schools == 1 else "schools have"
    return [
        f"The register or the capacity has changed since: {schools} {have} another number under "
        "what was decided than the one shown in the consultation."
    ]
