"""Whether a report names somebody whom it is not about."""

import re
from collections.abc import Collection, Iterator, Mapping
from typing import Any

from evenreach.flow.journal.refusal import Refusal
from evenreach.flow.requests.models import Learner
from evenreach.flow.visits.models import Visit

REFERENCE = re.compile(r"\bLIC-\d{5,}\b")
FACTS = {"reference", "school", "service", "visit", "specialist", "learner"}


class NamesOthers(Refusal):
    """A report says another learner's initials or reference, and nobody confirmed that it may."""

    def __init__(self, found: Collection[str]) -> None:
        self.found = sorted(found)
        super().__init__(
            f"The report says {', '.join(self.found)}, which is another learner's at this school "
            "or another request's. Change the record, or confirm that each may stand."
        )


def others_named(visit: Visit, content: Mapping[str, Any]) -> list[str]:
    """What in a report points at another learner of the school or another request, in order.

    Initials count as they are written, a word of their own; references whatever their capitals.
    """
    request = visit.school_request
    text = "\n".join(_words({key: content[key] for key in content if key not in FACTS}))
    found = {other for other in REFERENCE.findall(text) if other != request.reference}
    own = request.learner
    others = Learner.objects.of(visit.authority_id).filter(school_id=request.school_id)
    if own is not None:
        others = others.exclude(pk=own.pk)
    for learner in others:
        if (own is None or learner.initials != own.initials) and _says(text, learner.initials):
            found.add(learner.initials)
        if _says(text.casefold(), learner.school_reference.casefold()):
            found.add(learner.school_reference)
    return sorted(found)


def demand_confirmed(visit: Visit, content: Mapping[str, Any], confirmed: Collection[str]) -> None:
    """Whether everything found may stand. Raises NamesOthers."""
    left = set(others_named(visit, content)) - set(confirmed)
    if left:
        raise NamesOthers(left)


def _says(text: str, words: str) -> bool:
    return bool(words) and re.search(rf"(?<!\w){re.escape(words)}(?!\w)", text) is not None


def _words(content: Any) -> Iterator[str]:
    if isinstance(content, Mapping):
        for each in content.values():
            yield from _words(each)
    elif isinstance(content, list):
        for each in content:
            yield from _words(each)
    elif isinstance(content, str):
        yield content
