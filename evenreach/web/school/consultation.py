"""A school's own figures under each option, how they came about, and its answer."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from evenreach.desks.allocation.consultation_queries import (
    answers_of,
    consultations_put_to,
    figures_of,
)
from evenreach.desks.allocation.consulting import answer_consultation
from evenreach.desks.allocation.deciding_models import Consultation, OptionFigure
from evenreach.methods.calendar import AcademicYear
from evenreach.web.access import May, needs
from evenreach.web.asked import Asked, today
from evenreach.web.forum_pack import service_name
from evenreach.web.school import consultation_words as words
from evenreach.web.school.consultation_form import AnswerForm


@needs(May.ANSWER_CONSULTATIONS)
@require_safe
def consultations(request: Asked) -> HttpResponse:
    """The consultations in which the person's schools were asked."""
    rows = words.list_rows(request.eyes, consultations_put_to(request.eyes), today(request))
    context = {"columns": words.LIST_COLUMNS, "rows": rows}
    return render(request, "school/consultations.html", context)


@needs(May.ANSWER_CONSULTATIONS)
@require_http_methods(["GET", "HEAD", "POST"])
def consultation(request: Asked, urn: int, consultation_id: int) -> HttpResponse:
    """A school's own figures under each option, and its answer until the last day."""
    asked, figures = _asked(request, urn, consultation_id)
    sent = list(answers_of(asked).filter(school__urn=urn))
    form = AnswerForm(
        request.POST or None,
        options=[figure.option for figure in figures],
        initial=words.first_values(sent),
    )
    if form.is_valid():
        answer_consultation(
            by=request.eyes,
            at=request.now,
            consultation_id=asked.pk,
            urn=urn,
            **form.answer,
        )
        messages.success(request, "Your school's answer is sent. You can change it until the end")
        return redirect("school:consultation", urn, asked.pk)
    context = _context(request, asked, figures) | {
        "form": form,
        "sent": words.sent_events(sent),
        "is_open": asked.closed_at is None and today(request) <= asked.closes_on,
    }
    return render(request, "school/consultation.html", context)


@needs(May.ANSWER_CONSULTATIONS)
@require_safe
def working(request: Asked, urn: int, consultation_id: int, letter: str) -> HttpResponse:
    """How one option's number for a school was worked out."""
    asked, figures = _asked(request, urn, consultation_id)
    chosen = [figure for figure in figures if figure.option.letter == letter]
    if not chosen:
        raise Http404
    context = _context(request, asked, figures) | words.working(chosen[0])
    return render(request, "school/consultation_working.html", context)


def _asked(
    request: Asked, urn: int, consultation_id: int
) -> tuple[Consultation, list[OptionFigure]]:
    """The consultation with the figures of one of the person's schools; hidden from others."""
    if urn not in request.eyes.urns:
        raise Http404
    asked = consultations_put_to(request.eyes).get(pk=consultation_id)
    figures = list(figures_of(asked).filter(school__urn=urn))
    if not figures:
        raise Http404
    return asked, figures


def _context(request: Asked, asked: Consultation, figures: list[OptionFigure]) -> dict[str, Any]:
    return {
        "consultation": asked,
        "name": service_name(asked),
        "year": AcademicYear(asked.academic_year),
        "school": figures[0].school,
        "options": words.options_shown(figures),
        "last_year": figures[0].explanation["last_year"],
    }
