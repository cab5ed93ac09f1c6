"""Giving a school without contact to somebody, and saying what came of it."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from evenreach.flow.journal.refusal import Refusal
from evenreach.flow.register.models import School
from evenreach.flow.register.queries import school_by_urn
from evenreach.flow.visits.contact_tasks import (
    close_task,
    give_task,
    own_open_tasks,
    staff_on,
    task_seen_by,
    tasks_seen_by,
)
from evenreach.web.access import May, needs
from evenreach.web.asked import Asked, today
from evenreach.web.lead import contact_words as words
from evenreach.web.lead.contact_forms import CloseForm, GiveForm

METHODS = ["GET", "HEAD", "POST"]


@needs(May.SEE_THE_YEAR)
@require_http_methods(METHODS)
def give(request: Asked, urn: int) -> HttpResponse:
    """Ask a colleague to get in touch with a school."""
    school = school_by_urn(request.authority.pk, urn)
    people = staff_on(request.authority.pk, on=today(request))
    form = GiveForm(request.POST or None, people=people)
    if form.is_valid() and _given(request, form, school):
        return redirect("lead:no_contact")
    return render(request, "lead/contact_give.html", {"school": school, "form": form})


@needs(May.CONTACT_SCHOOLS)
@require_safe
def listed(request: Asked) -> HttpResponse:
    """The schools that the person is asked to get in touch with, and all that they may see."""
    context = {
        "columns": words.TASK_COLUMNS,
        "own": words.task_rows(own_open_tasks(request.eyes)),
        "all": words.task_rows(tasks_seen_by(request.eyes)),
        "sees_list": May.SEE_THE_YEAR.is_given_to(request.eyes),
    }
    return render(request, "lead/contact_tasks.html", context)


@needs(May.CONTACT_SCHOOLS)
@require_http_methods(METHODS)
def close(request: Asked, contact_id: int) -> HttpResponse:
    """Say what came of getting in touch."""
    task = task_seen_by(request.eyes, contact_id)
    if task.closed_at is not None:
        return redirect("lead:contact_tasks")
    form = CloseForm(request.POST or None)
    if form.is_valid():
        outcome, reason = form.given
        close_task(
            by=request.eyes, at=request.now, task_id=contact_id, outcome=outcome, reason=reason
        )
        messages.success(request, f"What came of it is written down for {task.school.name}")
        return redirect("lead:contact_tasks")
    return render(request, "lead/contact_close.html", {"task": task, "form": form})


def _given(request: Asked, form: GiveForm, school: School) -> bool:
    staff = staff_on(request.authority.pk, on=today(request))
    person = staff.get(pk=int(form.cleaned_data["person"]))
    try:
        give_task(by=request.eyes, at=request.now, school=school, person=person)
    except Refusal as refusal:
        form.add_error("person", str(refusal))
        return False
    messages.success(request, f"{person.name} is asked to get in touch with {school.name}")
    return True
