"""What was said of visits, with how many of those asked have answered."""

from typing import Any

from evenreach.desks.evaluation.queries import FeedbackResult, QuestionResult
from evenreach.methods.equity import Ratio
from evenreach.web.evaluator.reach_words import percent

HIDDEN = (
    "Not shown: fewer than {fewest} have answered, and so few answers could point to a school or a "
    "person."
)


def response_in_words(result: FeedbackResult) -> str:
    """12 of the 40 schools' visits asked about were answered: 30.0%."""
    rate = percent(Ratio(result.answered, result.asked).value)
    return f"{result.answered} of {result.asked} invitations were answered: {rate}."


def question_bars(result: FeedbackResult, fewest: int) -> list[dict[str, Any]]:
    """Each question with how often each point was chosen, or why that is not shown."""
    return [
        {
            "id": f"feedback-{shown.question.key}",
            "text": shown.question.text,
            "rows": _rows(shown),
            "most": sum(shown.counts or ()),
            "hidden": HIDDEN.format(fewest=fewest) if shown.counts is None else "",
        }
        for shown in result.questions
    ]


def _rows(shown: QuestionResult) -> list[dict[str, Any]]:
    counts = shown.counts or ()
    return [
        {
            "label": words,
            "value": count,
            "text": f"{count} ({percent(Ratio(count, sum(counts)).value)})",
        }
        for (_, words), count in zip(shown.question.choices, counts, strict=False)
    ]
