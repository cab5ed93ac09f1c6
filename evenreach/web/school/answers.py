"""What a request says, in the sections in which it was asked, with what is still missing."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.urls import reverse

from evenreach.flow.requests.actions import ConsentRefused, NotComplete
from evenreach.flow.requests.models import Consent, SchoolRequest
from evenreach.web.school import words
from evenreach.web.templatetags.evenreach import date_gov
from evenreach.web.words import NEEDS, YEARS

COMPLETED = ("Completed", "")
INCOMPLETE = ("Incomplete", "blue")
REFUSED = ("Consent refused", "red")
MENDED_BY = {
    "the learner": ("learner", "id_initials"),
    "your concern": ("concern", "id_concern"),
    "the kind of need": ("concern", "id_need_code"),
    "the outcome hoped for": ("concern", "id_hoped_outcome"),
    "what has been assessed": ("approach", "id_assessed"),
    "what has been planned": ("approach", "id_planned"),
    "what has been done": ("approach", "id_done"),
    "how it was reviewed": ("approach", "id_reviewed"),
    "the family's view": ("views", "id_family_view"),
    "consent": ("consent", "id_outcome"),
}
"""Where each thing that NotComplete names is answered."""


@dataclass(frozen=True, slots=True)
class Answer:
    """One question in short with what was answered, and the input that asked it."""

    key: str
    text: str
    input_id: str
    may_be_empty: bool = False


@dataclass(frozen=True, slots=True)
class Section:
    """The answers of one page."""

    title: str
    url: str
    answers: tuple[Answer, ...]
    status: tuple[str, str]

    @property
    def task(self) -> dict[str, Any]:
        status, colour = self.status
        return {"text": self.title, "href": self.url, "status": status, "colour": colour}

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
                        "href": f"{self.url}#{answer.input_id}",
                        "text": "Change",
                        "about": f"{self.title}: {answer.key}",
                    }
                ],
            }
            for row, answer in zip(self.rows, self.answers, strict=True)
        ]


def sections_of(request: SchoolRequest, consent: Consent | None) -> list[Section]:
    """Everything that a request says, by page."""
    refused = consent is not None and consent.outcome == Consent.Outcome.REFUSED
    return [
        _section(request, "learner", "The learner", _learner(request)),
        _section(request, "concern", "Your concern", _concern(request)),
        _section(request, "approach", "What you have done so far", _approach(request)),
        _section(request, "views", "The learner's and the family's views", _views(request)),
        _section(
            request, "consent", "Consent", _consent(consent), REFUSED if refused else COMPLETED
        ),
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
    return Section(title, _page(request, page), given, status if is_whole else INCOMPLETE)


def _learner(request: SchoolRequest) -> Iterable[Answer]:
    learner = request.learner
    year_group = "" if learner is None else learner.year_group
    yield Answer("Initials", "" if learner is None else learner.initials, "id_initials")
    yield Answer(
        "Your reference", "" if learner is None else learner.school_reference, "id_school_reference"
    )
    yield Answer("Year group", YEARS.get(year_group, year_group), "id_year_group")


def _concern(request: SchoolRequest) -> Iterable[Answer]:
    yield Answer("Kind of need", NEEDS.get(request.need_code, ""), "id_need_code")
    yield Answer("What worries you", request.concern, "id_concern")
    yield Answer("What you hope for", request.hoped_outcome, "id_hoped_outcome")


def _approach(request: SchoolRequest) -> Iterable[Answer]:
    yield Answer("Assess", request.assessed, "id_assessed")
    yield Answer("Plan", request.planned, "id_planned")
    yield Answer("Do", request.done, "id_done")
    yield Answer("Review", request.reviewed, "id_reviewed")


def _views(request: SchoolRequest) -> Iterable[Answer]:
    yield Answer("The learner says", request.learner_view, "id_learner_view", may_be_empty=True)
    yield Answer("The family says", request.family_view, "id_family_view")


def _consent(consent: Consent | None) -> Iterable[Answer]:
    if consent is None:
        yield Answer("Consent to the visit", "", "id_outcome")
        return
    holds = "Yes" if consent.holds_responsibility else "No"
    yield Answer(
        "Consent to the visit", words.OUTCOMES[Consent.Outcome(consent.outcome)], "id_outcome"
    )
    yield Answer("Who said so", consent.given_by, "id_given_by")
    yield Answer("Has parental responsibility", holds, "id_holds_responsibility")
    yield Answer("How", words.ROUTES[Consent.Route(consent.route)], "id_route")
    yield Answer("When", date_gov(consent.given_on), "id_given_on-day")


def _paragraphs(text: str) -> dict[str, Any]:
    lines = [line for line in text.splitlines() if line.strip()]
    return {"lines": lines} if len(lines) > 1 else {"value": text}
