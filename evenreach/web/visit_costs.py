"""The published rule of what a visit that does not happen costs, in words."""

from typing import Any

from evenreach.flow.visits.costs import RULE, Cause, Notice

CAUSES = {
    Cause.SCHOOL: "The school could not have it",
    Cause.SERVICE: "The service could not come",
    Cause.LEARNER_AWAY: "The learner was away",
    Cause.NO_ACCESS: "We came and could not get in, or had nobody to meet",
}
NOTICES = {
    Notice.BEFORE: "Before the day",
    Notice.SAME_DAY: "On the day, before the specialist set out",
    Notice.NONE: "Not before the specialist arrived",
}
COLUMNS = [
    {"text": "Why"},
    {"text": "When we know"},
    {"text": "What it costs"},
]


def rule_rows() -> list[list[Any]]:
    """Every cause, with the notices that cost the same told together."""
    rows: list[list[Any]] = []
    for cause, words in CAUSES.items():
        said = {notice: RULE[cause, notice] for notice in Notice}
        for cost in dict.fromkeys(said.values()):
            when = [NOTICES[notice] for notice in Notice if said[notice] == cost]
            known = "Whenever" if len(when) == len(Notice) else "; ".join(when)
            rows.append([words, known, cost.then])
    return rows
