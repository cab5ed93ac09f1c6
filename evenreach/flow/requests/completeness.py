"""What a request must say before its service is asked."""

from evenreach.flow.requests.consent_models import Consent
from evenreach.flow.requests.documents import has_document
from evenreach.flow.requests.identity import IdentifiedBy, identified_by
from evenreach.flow.requests.models import SchoolRequest
from evenreach.flow.requests.written import About, Approach, area_of

NAMED = {
    IdentifiedBy.REFERENCE: "your school's own reference for the learner",
    IdentifiedBy.UPN: "the learner's unique pupil number (UPN)",
}


def missing_from(request: SchoolRequest, consent: Consent | None) -> list[str]:
    """The parts that are still open, by what they are called, in the order of the pages."""
    parts = _of_a_learner(request, consent) if is_about_a_learner(request) else _of_others(request)
    return [name for name, given in parts.items() if not given]


def is_about_a_learner(request: SchoolRequest) -> bool:
    return request.about == About.LEARNER


def _of_others(request: SchoolRequest) -> dict[str, object]:
    return {
        "whom it is about": request.about_whom,
        "your concern": request.concern,
        "the outcome hoped for": request.hoped_outcome,
    }


def _of_a_learner(request: SchoolRequest, consent: Consent | None) -> dict[str, object]:
    return {
        "the learner": request.learner_id and not request.typed,
        **_identity(request),
        "your concern": request.concern,
        "the outcome hoped for": request.hoped_outcome,
        "the kind of need": request.need_code,
        "the area of need": not request.need_code or area_of(request.need_code, request.need_area),
        "a second need other than the first": not request.second_need_code
        or request.second_need_code != request.need_code,
        **_approach(request),
        "the family's view": request.family_view,
        "consent": consent,
    }


def _identity(request: SchoolRequest) -> dict[str, object]:
    """What the authority asks for by now, of a draft begun under its former choice."""
    learner, wanted = request.learner, identified_by(request.authority_id)
    return {} if learner is None else {NAMED[wanted]: learner.identified_by == wanted}


def _approach(request: SchoolRequest) -> dict[str, object]:
    if request.approach == Approach.SUDDEN:
        return {"why there was no time for a cycle": request.sudden_change}
    if request.approach == Approach.ATTACHED:
        return {"the document": has_document(request)}
    return {
        "what has been assessed": request.assessed,
        "what has been planned": request.planned,
        "what has been done": request.done,
        "how it was reviewed": request.reviewed,
    }
