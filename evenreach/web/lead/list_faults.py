"""What to mend in one of the authority's own lists, as a page and as a file to send back."""

from collections.abc import Sequence
from dataclasses import asdict
from typing import Any

from django.core import signing
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_POST

from evenreach.flow.register.faults import Fault, FileRefused, faults_as_csv
from evenreach.web.access import May, needs
from evenreach.web.asked import Asked

SALT = "faults of a list"
SHEET = {"text": "Sheet"}
COLUMNS: list[dict[str, Any]] = [
    {"text": "Row", "numeric": True},
    {"text": "Column"},
    {"text": "Found"},
    {"text": "Expected"},
]


def faults_page(
    request: Asked, refused: FileRefused, *, back: str, back_text: str, next_step: str
) -> HttpResponse:
    """The faults with the way back; `next_step` says what was not done and what to do."""
    told = [asdict(fault) for fault in refused.faults]
    has_sheets = any(fault.sheet for fault in refused.faults)
    context = {
        "count": refused.count,
        "columns": [SHEET, *COLUMNS] if has_sheets else COLUMNS,
        "rows": fault_rows(refused.faults, has_sheets=has_sheets),
        "signed": signing.dumps(told, salt=SALT, compress=True),
        "back": back,
        "back_text": back_text,
        "next_step": next_step,
    }
    return render(request, "lead/list_faults.html", context)


def fault_rows(faults: Sequence[Fault], *, has_sheets: bool) -> list[list[Any]]:
    return [
        [
            *([fault.sheet or ""] if has_sheets else []),
            fault.row or "",
            fault.column or "",
            "" if fault.value is None else fault.value,
            fault.expected,
        ]
        for fault in faults
    ]


@needs(May.KEEP_REGISTER)
@require_POST
def as_csv(request: Asked) -> HttpResponse:
    """The faults that a page has shown, for a spreadsheet."""
    try:
        told = signing.loads(request.POST.get("faults", ""), salt=SALT)
    except signing.BadSignature as error:
        raise Http404 from error
    return HttpResponse(
        faults_as_csv(FileRefused([Fault(**fault) for fault in told])),
        content_type="text/csv; charset=utf-8",
        headers={"Content-Disposition": 'attachment; filename="faults.csv"'},
    )
