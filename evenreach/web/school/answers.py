"""What a request says, in the sections in which it was asked, with what is still missing."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.urls import reverse

from evenreach.flow.requests.actions import NotComplete
from evenreach.flow.requests.completeness import NAMED, is_about_a_learner
from evenreach.flow.requests.consent_models import Consent
from evenreach.flow.requests.consents import ConsentRefused
from evenreach.flow.requests.identity import identified_by
from evenreach.flow.requests.models import Learner, SchoolRequest
from evenreach.flow.requests.saving import answers_of
from evenreach.flow.requests.written import About
from evenreach.web.consenting import consent_rows
from evenreach.web.school.approach_answers import Answer, approach_answers
from evenreach.web.templatetags.casework import ABOUT, need_with_area
from evenreach.web.words import IDENTITIES, YEARS

COMPLETED = ("Completed", "")
INCOMPLETE = ("Incomplete", "blue")
NO_CONSENT: dict[str, tuple[str, str]] = {
    Consent.Outcome.REQUESTED: ("Not answered yet", "blue"),
    Consent.Outcome.REFUSED: ("Consent refused", "red"),
    Consent.Outcome.DISAGREED: ("Parents disagree", "orange"),
    Consent.Outcome.WITHDRAWN: ("Consent taken back", "red"),
}
MENDED_BY = {
    "the learner": ("learner", "id_initials"),
    "whom it is about": ("about", "id_about_whom"),
    **dict.fromkeys(NAMED.values(), ("learner", "id_school_reference")),
    "your concern": ("concern", "id_concern"),
    "the outcome hoped for": ("concern", "id_hoped_outcome"),
    "the kind of need": ("needs", "id_need_code"),
    "the area of need": ("needs", "id_need_area"),
    "a second need other than the first": ("needs", "id_second_need_code"),
    "what has been assessed": ("step_assess", "id_assessed"),
    "what has been planned": ("step_plan", "id_planned"),
    "what has been done": ("step_do", "id_done"),
    "how it was reviewed": ("step_review", "id_reviewed"),
    "why there was no time for a cycle": ("sudden", "id_sudden_change"),
    "the document": ("attachment", "id_document"),
    "the family's view": ("views", "id_family_view"),
    "consent": ("consent", "id_outcome"),
}
"""Where each thing that NotComplete names is answered."""


@dataclass(frozen=True, slots=True)
class Section:
    """The answers of one part of a request."""

    request: SchoolRequest
    title: str
    page: str
    answers: tuple[Answer, ...]
    status: tuple[str, str]

    @property
    def task(self) -> dict[str, Any]:
        status, colour = self.status
        href = _page(self.request, self.page)
        return {"text": self.title, "href": href, "status": status, "colour": colour}

    @property
    def rows(self) -> list[dict[str, Any]]:
        return [{"key": answer.key, **_paragraphs(answer.text)} for answer in self.answers]

    @property
    def rows_to_change(self) -> list[dict[str, Any]]:
        """The same rows, each with a link to the input to change."""
        return [
            {
                **row,
                "actions": [
                    {
                        "href": _at(self.request, answer.page, answer.input_id),
                        "text": "Change",
                        "about": f"{self.title}: {answer.key}",
                    }
                ],
            }
            for row, answer in zip(self.rows, self.answers, strict=True)
        ]


def sections_of(request: SchoolRequest, consent: Consent | None) -> list[Section]:
    """Everything that a request says, in the order of its pages."""
    if not is_about_a_learner(request):
        return [
            _section(request, "about", "Whom it is about", _about(request)),
            _section(request, "concern", "Your concern", _concern(request)),
        ]
    consented = COMPLETED if consent is None else NO_CONSENT.get(consent.outcome, COMPLETED)
    return [
        _section(request, "learner", "The learner", _learner(request)),
        _section(request, "concern", "Your concern", _concern(request)),
        _section(request, "needs", "The kind of need", _needs(request)),
        _section(request, "approach", "What you have done so far", approach_answers(request)),
        _section(request, "views", "The learner's and the family's views", _views(request)),
        _section(request, "consent", "Consent", _consent(consent), consented),
    ]


def mends(request: SchoolRequest, refusal: NotComplete | ConsentRefused) -> list[dict[str, str]]:
    """What keeps a request from being sent, each leading to the question that mends it."""
    if isinstance(refusal, ConsentRefused):
        return [{"href": _at(request, *MENDED_BY["consent"]), "text": str(refusal)}]
    return [
        {"href": _at(request, *MENDED_BY[missing]), "text": f"Add {missing}"}
        for missing in refusal.missing
    ]


def _at(request: SchoolRequest, page: str, input_id: str) -> str:
    return f"{_page(request, page)}#{input_id}"


def _page(request: SchoolRequest, page: str) -> str:
    return reverse(f"school:{page}", args=[request.pk]) + "?change=1"


def _section(
    request: SchoolRequest,
    page: str,
    title: str,
    answers: Iterable[Answer],
    status: tuple[str, str] = COMPLETED,
) -> Section:
    given = tuple(answers)
    is_whole = all(answer.text or answer.may_be_empty for answer in given)
    return Section(request, title, page, given, status if is_whole else INCOMPLETE)


def _learner(request: SchoolRequest) -> Iterable[Answer]:
    stored = answers_of(request)
    year_group = stored["year_group"]
    is_unfinished = bool(request.typed)
    for key, name, text in (
        ("Initials", "initials", stored["initials"]),
        (IDENTITIES[_identity(request)], "school_reference", stored["school_reference"]),
        ("Year group", "year_group", YEARS.get(year_group, year_group)),
    ):
        yield Answer(key, text, "learner", f"id_{name}")
    if is_unfinished:
        yield Answer("Not finished yet", "", "learner", "id_initials")


def _identity(request: SchoolRequest) -> Learner.IdentifiedBy:
    """What identifies the learner: of a draft without one, what the authority asks for."""
    if request.learner is None:
        return identified_by(request.authority_id)
    return Learner.IdentifiedBy(request.learner.identified_by)


def _about(request: SchoolRequest) -> Iterable[Answer]:
    yield Answer("It is about", ABOUT[About(request.about)], "about", "id_about")
    yield Answer("In a few words", request.about_whom, "about", "id_about_whom")


def _concern(request: SchoolRequest) -> Iterable[Answer]:
    yield Answer("What worries you", request.concern, "concern", "id_concern")
    yield Answer("What you hope for", request.hoped_outcome, "concern", "id_hoped_outcome")


def _needs(request: SchoolRequest) -> Iterable[Answer]:
    first = need_with_area(request.need_code, request.need_area)
    second = need_with_area(request.second_need_code, request.second_need_area)
    yield Answer("The main need", first, "needs", "id_need_code")
    yield Answer("The second need", second, "needs", "id_second_need_code", may_be_empty=True)


def _views(request: SchoolRequest) -> Iterable[Answer]:
    yield Answer(
        "The learner says", request.learner_view, "views", "id_learner_view", may_be_empty=True
    )
    yield Answer("The family says", request.family_view, "views", "id_family_view")


def _consent(consent: Consent | None) -> Iterable[Answer]:
    if consent is None:
        yield Answer("Consent to the visit", "", "consent", "id_outcome")
        return
    for row in consent_rows(consent):
        yield Answer(row["key"], row["value"], "consent", "id_outcome")


def _paragraphs(text: str) -> dict[str, Any]:
    lines = [line for line in text.splitlines() if line.strip()]
    return {"lines": lines} if len(lines) > 1 else {"value": text}
