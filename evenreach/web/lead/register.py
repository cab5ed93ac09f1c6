from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from evenreach.flow.entitlement.queries import minutes_left_by_urn
from evenreach.flow.journal.models import Task
from evenreach.flow.journal.queries import latest_task
from evenreach.flow.journal.refusal import Refusal
from evenreach.flow.register.applying import (
    begin_applying,
    begin_undoing,
    discard_import,
    registers_of,
)
from evenreach.flow.register.differences import Kind, difference
from evenreach.flow.register.importing import begin_import, read_again
from evenreach.flow.register.imports import last_applied, open_import, register_imports
from evenreach.flow.register.models import RegisterImport, State
from evenreach.flow.visits.queries import visits_ahead_at, visits_ahead_by_urn
from evenreach.web.access import May, needs
from evenreach.web.asked import Asked, today
from evenreach.web.lead import register_words as words
from evenreach.web.lead.register_forms import RegisterFilesForm

SECONDS_TO_NEXT_LOOK = "2"
DECISIONS = {
    "apply": begin_applying,
    "discard": discard_import,
    "undo": begin_undoing,
    "read": read_again,
}


@needs(May.KEEP_REGISTER)
@require_http_methods(["GET", "HEAD", "POST"])
def imports(request: Asked) -> HttpResponse:
    """Load the publishers' files, and see every import there was."""
    form = RegisterFilesForm(request.POST or None, request.FILES or None)
    begun = _begun(request, form) if form.is_valid() else None
    if begun is not None:
        return redirect("lead:register_import", begun.pk)
    found = open_import(request.authority.pk)
    context = {
        "form": form,
        "found": found,
        "found_stands": words.standing(found, _task(request, found)) if found else "",
        "columns": words.IMPORT_COLUMNS,
        "rows": words.import_rows(register_imports(request.authority.pk)[: words.MOST_SHOWN]),
    }
    return render(request, "lead/register.html", context)


@needs(May.KEEP_REGISTER)
@require_safe
def one_import(request: Asked, import_id: int) -> HttpResponse:
    """What an import would change, or has changed; what is wrong with it; or how far it is."""
    shown = _import(request, import_id)
    task = _task(request, shown)
    if shown.state in words.UNDER_WAY:
        return _under_way(request, shown, task)
    context = {
        "shown": shown,
        "tag": words.tag_of(shown),
        "failed": task.failed if task and shown.state in words.MAY_HAVE_FAILED else "",
        "can_undo": shown.state == State.APPLIED and shown == last_applied(request.authority.pk),
    }
    if shown.state == State.REFUSED:
        rows = words.fault_rows(shown)
        context |= {"fault_columns": words.FAULT_COLUMNS, "fault_rows": rows}
    elif shown.before is not None:
        context |= _difference_context(request, shown)
    return render(request, "lead/register_import.html", context)


@needs(May.KEEP_REGISTER)
@require_POST
def decide(request: Asked, import_id: int) -> HttpResponse:
    """Ask for what waits to be applied, for what was applied last to be undone; or discard."""
    act = DECISIONS.get(request.POST.get("decision", ""))
    if act is None:
        raise Http404
    act(by=request.eyes, at=request.now, import_id=import_id)
    return redirect("lead:register_import", import_id)


@needs(May.KEEP_REGISTER)
@require_safe
def as_csv(request: Asked, import_id: int) -> HttpResponse:
    """Every change, or every fault to send back, for a spreadsheet."""
    shown = _import(request, import_id)
    is_refused = shown.state == State.REFUSED
    text = (
        words.faults_as_csv(shown)
        if is_refused
        else words.changes_as_csv(difference(*registers_of(shown)))
    )
    name = f"{'faults' if is_refused else 'changes'}-{shown.pk}.csv"
    return HttpResponse(
        text,
        content_type="text/csv; charset=utf-8",
        headers={"Content-Disposition": f'attachment; filename="{name}"'},
    )


def _import(request: Asked, import_id: int) -> RegisterImport:
    return (
        register_imports(request.authority.pk).select_related("before", "after").get(pk=import_id)
    )


def _task(request: Asked, shown: RegisterImport) -> Task | None:
    return latest_task(request.authority.pk, shown)


def _begun(request: Asked, form: RegisterFilesForm) -> RegisterImport | None:
    """The import whose files are stored, or None with the refusal on the form."""
    files = form.files_published(on=today(request))
    try:
        return begin_import(by=request.eyes, at=request.now, files=files)
    except Refusal as refusal:
        form.add_error(None, str(refusal))
        return None


def _under_way(request: Asked, shown: RegisterImport, task: Task | None) -> HttpResponse:
    """How far it is; the page asks for itself again until the task has finished."""
    failed = task.failed if task else ""
    context = {
        "shown": shown,
        "title": words.UNDER_WAY[State(shown.state)],
        "task": task,
        "failed": failed,
        "step": words.step_of(task),
    }
    answer = render(request, "lead/register_under_way.html", context)
    if not failed:
        answer["Refresh"] = SECONDS_TO_NEXT_LOOK
    return answer


def _difference_context(request: Asked, shown: RegisterImport) -> dict[str, Any]:
    before, after = registers_of(shown)
    found = difference(before, after)
    open_before = sum(school.is_open for school in before.schools.values())
    changed = found.of(Kind.CHANGED)
    sections = [
        (f"kind-{kind.value.replace(' ', '-')}", title, words.status_rows(found.of(kind)))
        for kind, title in words.KINDS.items()
        if kind is not Kind.CHANGED and found.of(kind)
    ]
    return {
        "missing": words.missing_sentence(found, open_before),
        "kind_columns": words.KIND_COLUMNS,
        "kind_rows": words.kind_rows(found),
        "suspicion_columns": words.SUSPICION_COLUMNS,
        "suspicion_rows": words.suspicion_rows(found.suspicions),
        "ahead_columns": words.AHEAD_COLUMNS,
        "ahead_rows": words.ahead_rows(
            found,
            visits_ahead_by_urn(request.authority.pk, urns=found.ceasing, since=today(request)),
            minutes_left_by_urn(request.authority.pk, urns=found.ceasing),
        ),
        "visit_columns": words.VISIT_COLUMNS,
        "visit_rows": words.visit_rows(
            visits_ahead_at(request.authority.pk, urns=found.ceasing, since=today(request))
        ),
        "status_columns": words.STATUS_COLUMNS,
        "sections": sections,
        "change_columns": words.CHANGE_COLUMNS,
        "change_rows": words.change_rows(changed),
        "changed_count": len(changed),
        "most_shown": words.MOST_SHOWN,
    }
