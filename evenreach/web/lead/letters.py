from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from evenreach.desks.allocation.queries import standing_policies
from evenreach.desks.publishing.actions import begin_sending, prepare_letters, withdraw_letters
from evenreach.desks.publishing.models import LetterIssue
from evenreach.desks.publishing.queries import deliveries_of, letter_issues, letters_of
from evenreach.flow.journal.queries import latest_task
from evenreach.flow.journal.refusal import Refusal
from evenreach.methods.calendar import AcademicYear
from evenreach.web.access import May, needs
from evenreach.web.asked import Asked, this_year
from evenreach.web.lead import letter_words as words
from evenreach.web.lead.letter_extracts import extracts_for
from evenreach.web.lead.letter_forms import LettersForm, WithdrawForm

SECONDS_TO_NEXT_LOOK = "2"
State = LetterIssue.State


@needs(May.WRITE_LETTERS)
@require_safe
def letters(request: Asked) -> HttpResponse:
    """Every occasion on which schools were written to."""
    rows = words.issue_rows(letter_issues(request.authority.pk))
    begins_in = this_year(request).begins_in
    years = [
        AcademicYear(year)
        for year in (begins_in, begins_in + 1)
        if standing_policies(request.authority.pk, academic_year=year).exists()
    ]
    context = {"columns": words.ISSUE_COLUMNS, "rows": rows, "years": years}
    return render(request, "lead/letters.html", context)


@needs(May.WRITE_LETTERS)
@require_http_methods(["GET", "HEAD", "POST"])
def write(request: Asked, academic_year: int) -> HttpResponse:
    """Write a letter to every school about its sessions of a year; nothing is sent by it."""
    year = AcademicYear(academic_year)
    form = LettersForm(request.POST or None, initial=words.beginnings(request.eyes, year))
    prepared = _prepare(request, form, academic_year) if form.is_valid() else None
    if prepared is not None:
        messages.success(request, "The letters are prepared. Nobody has been sent anything yet")
        return redirect("lead:letter_issue", prepared.pk)
    return render(request, "lead/letters_write.html", {"form": form, "year": year})


@needs(May.WRITE_LETTERS)
@require_safe
def issue(request: Asked, issue_id: int) -> HttpResponse:
    """The letters of one occasion: to look at, to send, and who was sent what when."""
    shown = letter_issues(request.authority.pk).get(pk=issue_id)
    found = list(letters_of(shown))
    rows = words.letter_rows(found, deliveries_of(shown))
    task = latest_task(request.authority.pk, shown)
    context: dict[str, Any] = {
        "shown": shown,
        "year": AcademicYear(shown.academic_year),
        "tag": words.TAGS[shown.state],
        "task": task,
        "totals": words.totals(rows),
        "columns": words.LETTER_COLUMNS,
        "rows": [row.cells for row in rows],
    }
    answer = render(request, "lead/letter_issue.html", context)
    if shown.state == State.SENDING:
        answer["Refresh"] = SECONDS_TO_NEXT_LOOK
    return answer


@needs(May.WRITE_LETTERS)
@require_POST
def send(request: Asked, issue_id: int) -> HttpResponse:
    """Ask for the letters to be sent."""
    begin_sending(by=request.eyes, at=request.now, issue_id=issue_id)
    return redirect("lead:letter_issue", issue_id)


@needs(May.WRITE_LETTERS)
@require_http_methods(["GET", "HEAD", "POST"])
def withdraw(request: Asked, issue_id: int) -> HttpResponse:
    """Take letters back, with the reason that schools read."""
    shown = letter_issues(request.authority.pk).get(pk=issue_id)
    form = WithdrawForm(request.POST or None)
    if form.is_valid():
        reason = form.cleaned_data["reason"]
        withdraw_letters(by=request.eyes, at=request.now, issue_id=issue_id, reason=reason)
        messages.success(request, "The letters are withdrawn. Schools read why above their letter")
        return redirect("lead:letter_issue", issue_id)
    return render(request, "lead/letters_withdraw.html", {"shown": shown, "form": form})


def _prepare(request: Asked, form: LettersForm, academic_year: int) -> LetterIssue | None:
    """The prepared letters, or None with the refusal on the form."""
    try:
        return prepare_letters(
            by=request.eyes,
            at=request.now,
            academic_year=academic_year,
            address=request.build_absolute_uri(reverse("reports:letters")),
            extracts=extracts_for(request.eyes, academic_year=academic_year),
            **form.cleaned_data,
        )
    except Refusal as refusal:
        form.add_error(None, str(refusal))
        return None
