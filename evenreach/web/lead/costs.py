"""The authority lead states what staff cost in a year: rates, and a salary for each grade."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from evenreach.flow.entitlement.costs import (
    add_grade,
    change_grade,
    grades_of,
    rates_of,
    set_rates,
)
from evenreach.flow.entitlement.seen import NOT_THERE
from evenreach.flow.entitlement.staffing import Grade
from evenreach.flow.journal.refusal import Refusal
from evenreach.web.access import May, needs
from evenreach.web.asked import Asked
from evenreach.web.lead.cost_forms import GradeForm, RatesForm, shown_grade, shown_rates
from evenreach.web.lead.service_year import year_of
from evenreach.web.templatetags.evenreach import pence

GRADE_COLUMNS = [
    {"text": "Grade"},
    {"text": "Salary of a full-time holder", "numeric": True},
    {"text": "From"},
]


@needs(May.ALLOCATE)
@require_http_methods(["GET", "HEAD", "POST"])
def costs(request: Asked, academic_year: int) -> HttpResponse:
    """The rates of a year and its grades."""
    year, row = year_of(academic_year), rates_of(request.authority.pk, academic_year=academic_year)
    form = RatesForm(request.POST or None, initial=shown_rates(row))
    if form.is_valid() and _rates_set(request, academic_year, form):
        messages.success(request, f"The rates of {year.label} are stored")
        return redirect("lead:costs", academic_year)
    grades = grades_of(request.authority.pk, academic_year=academic_year)
    context = {
        "form": form,
        "year": year,
        "columns": GRADE_COLUMNS,
        "rows": [_grade_row(grade) for grade in grades],
    }
    return render(request, "lead/costs.html", context)


@needs(May.ALLOCATE)
@require_http_methods(["GET", "HEAD", "POST"])
def add(request: Asked, academic_year: int) -> HttpResponse:
    """Add a grade to a year."""
    year_of(academic_year)
    form = GradeForm(request.POST or None, initial={"seen": NOT_THERE})
    if form.is_valid():
        try:
            add_grade(by=request.eyes, at=request.now, academic_year=academic_year, **form.values)
        except Refusal as refusal:
            form.add_error("name", str(refusal))
        else:
            messages.success(request, f"The grade “{form.values['name']}” is added")
            return redirect("lead:costs", academic_year)
    return _grade_page(request, academic_year, form, "Add a grade")


@needs(May.ALLOCATE)
@require_http_methods(["GET", "HEAD", "POST"])
def change(request: Asked, academic_year: int, grade_id: int) -> HttpResponse:
    """Change a grade's name or salary."""
    grade = grades_of(request.authority.pk, academic_year=academic_year).get(pk=grade_id)
    form = GradeForm(request.POST or None, initial=shown_grade(grade))
    if form.is_valid():
        seen = form.cleaned_data["seen"]
        try:
            change_grade(
                by=request.eyes, at=request.now, grade_id=grade.pk, seen=seen, **form.values
            )
        except Refusal as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, f"The grade “{form.values['name']}” is changed")
            return redirect("lead:costs", academic_year)
    return _grade_page(request, academic_year, form, f"Change the grade “{grade.name}”")


def _rates_set(request: Asked, academic_year: int, form: RatesForm) -> bool:
    """Whether the rates are stored; else the refusal is on the form."""
    try:
        set_rates(
            by=request.eyes,
            at=request.now,
            academic_year=academic_year,
            seen=form.cleaned_data["seen"],
            rates=form.rates,
            source=form.cleaned_data["source"],
        )
    except Refusal as refusal:
        form.add_error(None, str(refusal))
        return False
    return True


def _grade_page(request: Asked, academic_year: int, form: GradeForm, heading: str) -> HttpResponse:
    context = {
        "form": form,
        "heading": heading,
        "caption": f"Costs in {year_of(academic_year).label}",
        "back": reverse("lead:costs", args=[academic_year]),
        "back_text": "Costs",
    }
    return render(request, "lead/capacity_form.html", context)


def _grade_row(grade: Grade) -> list[Any]:
    href = reverse("lead:grade", args=[grade.academic_year, grade.pk])
    salary = pence(grade.salary_pence) or "Not known"
    return [{"text": grade.name, "href": href}, salary, grade.source]
