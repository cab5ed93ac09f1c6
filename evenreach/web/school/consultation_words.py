"""A consultation as a school reads it."""

from collections.abc import Iterable, Sequence
from datetime import date
from fractions import Fraction
from typing import Any

from django.urls import reverse

from evenreach.desks.allocation.consultation_queries import answers_of, figures_of, open_to
from evenreach.desks.allocation.deciding_models import (
    Consultation,
    ConsultationAnswer,
    OptionFigure,
)
from evenreach.desks.allocation.terms import Terms
from evenreach.flow.people.eyes import Eyes
from evenreach.methods.calendar import AcademicYear
from evenreach.web.deciding_words import (
    AGREEMENTS,
    NO_OPTION,
    decimal,
    option_in_words,
    terms_in_words,
)
from evenreach.web.forum_pack import service_name
from evenreach.web.school.consultation_form import NONE
from evenreach.web.templatetags.evenreach import date_gov
from evenreach.web.templatetags.schools import figure_in_words

LIST_COLUMNS = [
    {"text": "What you are asked about"},
    {"text": "School"},
    {"text": "Last day to answer"},
    {"text": "State"},
]
LINE_COLUMNS = [
    {"text": "Figure"},
    {"text": "Value", "numeric": True},
    {"text": "Weight", "numeric": True},
    {"text": "Need", "numeric": True},
]


def list_rows(eyes: Eyes, consultations: Iterable[Consultation], today: date) -> list[list[Any]]:
    """One row for each of the person's schools that was asked."""
    rows = []
    for each in consultations:
        figures = figures_of(each).filter(school__urn__in=eyes.urns, option__letter="A")
        for figure in figures:
            name = f"{service_name(each)}, {AcademicYear(each.academic_year).label}"
            href = reverse("school:consultation", args=[figure.school.urn, each.pk])
            is_open = each.closed_at is None and today <= each.closes_on
            state = (
                {"text": "Open", "tag": "green"} if is_open else {"text": "Closed", "tag": "grey"}
            )
            link = {"text": name, "href": href}
            rows.append([link, figure.school.name, date_gov(each.closes_on), state])
    return rows


def to_answer(eyes: Eyes, today: date) -> list[dict[str, Any]]:
    """What waits for the person's schools: the consultations that they can answer."""
    tasks = []
    for each in open_to(eyes, today=today):
        answered = set(answers_of(each).values_list("school_id", flat=True))
        for figure in figures_of(each).filter(school__urn__in=eyes.urns, option__letter="A"):
            has_answered = figure.school_id in answered
            tasks.append(
                {
                    "text": f"Answer the consultation on {service_name(each)} for "
                    f"{AcademicYear(each.academic_year).label}",
                    "href": reverse("school:consultation", args=[figure.school.urn, each.pk]),
                    "hint": f"{figure.school.name}, to the end of {date_gov(each.closes_on)}",
                    "status": "Answered" if has_answered else "Answer",
                    "colour": "grey" if has_answered else "yellow",
                }
            )
    return tasks


def options_shown(figures: Sequence[OptionFigure]) -> list[dict[str, Any]]:
    """Each option with this school's number, the change from last year, and what it lays down."""
    return [
        {
            "letter": figure.option.letter,
            "name": option_in_words(figure.option.letter, figure.option.name),
            "is_proposed": figure.option.is_proposed,
            "sessions": figure.sessions,
            "base": figure.explanation["base"],
            "by_need": figure.explanation["by_need"],
            "change": _change(figure),
            "lines": terms_in_words(Terms.from_json(figure.option.terms)),
        }
        for figure in figures
    ]


def sent_events(sent: Sequence[ConsultationAnswer]) -> list[dict[str, Any]]:
    """The school's answers, the newest first: the last one counts."""
    return [
        {
            "title": "Counts" if nth == len(sent) else "Replaced by a later answer",
            "at": answer.answered_at,
            "by": answer.answered_by,
            "text": _answer_in_words(answer),
        }
        for nth, answer in reversed(list(enumerate(sent, start=1)))
    ]


def first_values(sent: Sequence[ConsultationAnswer]) -> dict[str, Any]:
    """The school's last answer, to begin a change from."""
    if not sent:
        return {}
    last = sent[-1]
    return {
        "preferred": NONE if last.preferred_id is None else str(last.preferred_id),
        "agreement": last.agreement,
        "comment": last.comment,
    }


def working(figure: OptionFigure) -> dict[str, Any]:
    """One figure's sum, from the facts as they were when the consultation opened."""
    why = figure.explanation
    return {
        "option": option_in_words(figure.option.letter, figure.option.name),
        "why": why,
        "line_columns": LINE_COLUMNS,
        "line_rows": [_line(line) for line in why["lines"]],
        "need": decimal(why["need"], 2),
        "need_total": decimal(why["need_total"], 2),
        "divisor": decimal(why["divisor"]),
        "quotient": decimal(why["quotient"]),
        "missing": [figure_in_words(name) for name in why["missing"]],
        "counted": None if why["counted"] == "1" else f"{float(Fraction(why['counted'])):.0%}",
    }


def _line(line: dict[str, Any]) -> list[str]:
    day = date_gov(date.fromisoformat(line["counted_on"])) if line["counted_on"] else ""
    source = ", ".join(part for part in (line["source"], day) if part)
    value = "Not known" if line["value"] is None else str(line["value"])
    product = decimal(line["product"], 2) or "Not known"
    return [f"{figure_in_words(line['name'])} ({source})", value, line["weight"], product]


def _change(figure: OptionFigure) -> str:
    before = figure.explanation["last_year"]
    if before is None:
        return "Last year is not known"
    change = figure.sessions - before
    if not change:
        return f"The same as last year ({before})"
    return f"{abs(change)} {'more' if change > 0 else 'fewer'} than last year ({before})"


def _answer_in_words(answer: ConsultationAnswer) -> str:
    option = answer.preferred
    preferred = NO_OPTION if option is None else option_in_words(option.letter, option.name)
    agreement = AGREEMENTS[ConsultationAnswer.Agreement(answer.agreement)]
    comment = f" “{answer.comment}”" if answer.comment else ""
    return f"{preferred}. {agreement}.{comment}"
