"""What a request says of the graduated approach, whichever way it was told."""

from collections.abc import Iterable
from dataclasses import dataclass

from evenreach.flow.requests.documents import documents_of
from evenreach.flow.requests.models import SchoolRequest
from evenreach.flow.requests.written import STEPS, Approach, Step
from evenreach.web.templatetags.casework import step_in_words
from evenreach.web.templatetags.documents import document_in_words

TITLES = {Step.ASSESS: "Assess", Step.PLAN: "Plan", Step.DO: "Do", Step.REVIEW: "Review"}
WAYS = {
    Approach.CYCLE: "Written",
    Approach.ATTACHED: "Attached",
    Approach.SUDDEN: "A sudden change, without time for a cycle",
}


@dataclass(frozen=True, slots=True)
class Answer:
    """One question in short with what was answered, and where it was asked."""

    key: str
    text: str
    page: str
    input_id: str
    may_be_empty: bool = False


def approach_answers(request: SchoolRequest) -> Iterable[Answer]:
    """How it was told, and then what."""
    way = Approach(request.approach)
    yield Answer("How you tell us", WAYS[way], "approach", "id_approach")
    if way == Approach.SUDDEN:
        yield Answer("What changed", request.sudden_change, "sudden", "id_sudden_change")
    elif way == Approach.ATTACHED:
        named = [document_in_words(document) for document in documents_of(request)]
        yield Answer("Documents", "\n".join(named), "attachment", "id_document")
    else:
        for step, name in STEPS.items():
            said = step_in_words(request, step) if getattr(request, name) else ""
            yield Answer(TITLES[step], said, f"step_{step}", f"id_{name}")
