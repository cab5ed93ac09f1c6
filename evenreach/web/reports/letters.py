from django.http import HttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.views.decorators.http import require_safe

from evenreach.desks.publishing.models import Letter
from evenreach.desks.publishing.queries import letter_seen_by, letters_seen_by
from evenreach.methods.calendar import AcademicYear
from evenreach.web.access import May, needs
from evenreach.web.asked import Asked
from evenreach.web.documents import made_into_pdfs


@needs(May.READ_LETTERS)
@require_safe
def letters(request: Asked) -> HttpResponse:
    """The letters that somebody may see, the newest first."""
    shown = letters_seen_by(request.eyes)[:200]
    return render(request, "reports/letters.html", {"letters": shown})


@needs(May.READ_LETTERS)
@require_safe
def letter(request: Asked, letter_id: int) -> HttpResponse:
    """A letter to a school, to read and to print."""
    shown = letter_seen_by(request.eyes, letter_id)
    context = {"letter": shown, "year": AcademicYear(shown.issue.academic_year)}
    return render(request, "reports/letter.html", context)


@needs(May.READ_LETTERS)
@require_safe
def pdf(request: Asked, letter_id: int) -> HttpResponse:
    """The same letter as a file."""
    shown = letter_seen_by(request.eyes, letter_id)
    name = f"letter-{shown.content['urn']}-{shown.issue.academic_year}.pdf"
    return HttpResponse(
        made_into_pdfs([letter_html(request, shown)])[0],
        content_type="application/pdf",
        headers={"Content-Disposition": f'inline; filename="{name}"'},
    )


def letter_html(request: Asked, shown: Letter) -> str:
    """The document that becomes the PDF."""
    context = {
        "letter": shown,
        "year": AcademicYear(shown.issue.academic_year),
        "authority": request.authority,
    }
    return render_to_string("reports/letter_document.html", context)
