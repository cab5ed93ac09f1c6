from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from evenreach.flow.entitlement.queries import minutes_left_by_urn
from evenreach.flow.journal.refusal import Refusal
from evenreach.flow.register.actions import (
    apply_import,
    discard_import,
    preview_import,
    registers_of,
    undo_import,
)
from evenreach.flow.register.differences import Kind, difference
from evenreach.flow.register.models import RegisterImport
from evenreach.flow.register.queries import last_applied, open_preview, register_imports
from evenreach.flow.visits.queries import visits_ahead_by_urn
from evenreach.web.access import May, needs
from evenreach.web.asked import Asked, today
from evenreach.web.lead import register_words as words
from evenreach.web.lead.register_forms import RegisterFilesForm

State = RegisterImport.State
DECISIONS = {
    "apply": (apply_import, "The register is now as this import says"),
    "discard": (discard_import, "The import is discarded. The register stays as it is"),
    "undo": (undo_import, "The register is again as it was before this import"),
}


@needs(May.KEEP_REGISTER)
@require_http_methods(["GET", "HEAD", "POST"])
def imports(request: Asked) -> HttpResponse:
    """Load the publishers' files, and see every import there was."""
    form = RegisterFilesForm(request.POST or None, request.FILES or None)
    previewed = _preview(request, form) if form.is_valid() else None
    if previewed is not None:
        return redirect("lead:register_import", previewed.pk)
    context = {
        "form": form,
        "waiting": open_preview(request.authority.pk),
        "columns": words.IMPORT_COLUMNS,
        "rows": words.import_rows(register_imports(request.authority.pk)[: words.MOST_SHOWN]),
    }
    return render(request, "lead/register.html", context)


@needs(May.KEEP_REGISTER)
@require_safe
def one_import(request: Asked, import_id: int) -> HttpResponse:
    """What an import would change, or has changed; or what is wrong with its files."""
    shown = _import(request, import_id)
    context = {
        "shown": shown,
        "tag": words.tag_of(shown),
        "can_undo": shown.state == State.APPLIED and shown == last_applied(request.authority.pk),
    }
    if shown.state == State.REFUSED:
        rows = words.fault_rows(shown)
        context |= {"fault_columns": words.FAULT_COLUMNS, "fault_rows": rows}
    else:
        context |= _difference_context(request, shown)
    return render(request, "lead/register_import.html", context)


@needs(May.KEEP_REGISTER)
@require_POST
def decide(request: Asked, import_id: int) -> HttpResponse:
    """Apply or discard what waits, or undo what was applied last."""
    if request.POST.get("decision") not in DECISIONS:
        raise Http404
    act, sentence = DECISIONS[request.POST["decision"]]
    act(by=request.eyes, at=request.now, import_id=import_id)
    messages.success(request, sentence)
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


def _preview(request: Asked, form: RegisterFilesForm) -> RegisterImport | None:
    """The import as it was read, or None with the refusal on the form."""
    files = form.files_published(on=today(request))
    try:
        return preview_import(by=request.eyes, at=request.now, files=files)
    except Refusal as refusal:
        form.add_error(None, str(refusal))
        return None


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
        "status_columns": words.STATUS_COLUMNS,
        "sections": sections,
        "change_columns": words.CHANGE_COLUMNS,
        "change_rows": words.change_rows(changed),
        "changed_count": len(changed),
        "most_shown": words.MOST_SHOWN,
    }
