"""Attaching a plan that says what the school has done, and reading what was attached."""

from django.contrib import messages
from django.forms import ChoiceField, FileField
from django.http import HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from evenreach.flow.requests.document_kinds import MOST_MEGABYTES, UnfitDocument
from evenreach.flow.requests.documents import (
    TooManyDocuments,
    attach_document,
    documents_of,
    remove_document,
)
from evenreach.flow.requests.models import SchoolRequest
from evenreach.flow.requests.queries import request_of_own_school
from evenreach.web.access import May, needs
from evenreach.web.asked import Asked
from evenreach.web.attached import TITLES, answer_with
from evenreach.web.forms import Form, Radios
from evenreach.web.school.drafts import of_a_draft, onward, question


class AttachForm(Form):
    """One document, and what it is."""

    title = ChoiceField(
        label="What is it?",
        choices=list(TITLES.items()),
        widget=Radios(),
        error_messages={"required": "Say what it is"},
    )
    document = FileField(
        label="The document",
        help_text=(
            f"A PDF, a Word document (.docx), a PNG or a JPEG, up to {MOST_MEGABYTES} megabytes. "
            "Take the learner's name out of it first: initials and your reference are enough."
        ),
        error_messages={"required": "Choose a document"},
    )


@needs(May.ASK_FOR_VISITS)
@require_http_methods(["GET", "HEAD", "POST"])
@of_a_draft
def attachment(request: Asked, draft: SchoolRequest) -> HttpResponse:
    """The documents of a draft, and a form that adds one."""
    form = AttachForm(request.POST or None, request.FILES or None)
    if "go_on" in request.POST:
        return onward(request, draft, "attachment")
    if request.method == "POST" and form.is_valid() and _attached(request, draft, form):
        messages.success(request, "The document is attached")
        return redirect(request.get_full_path())
    documents = list(documents_of(draft))
    return question(
        request, draft, "attachment", form, "school/attachment.html", documents=documents
    )


@needs(May.ASK_FOR_VISITS)
@require_POST
@of_a_draft
def remove(request: Asked, draft: SchoolRequest, document_id: int) -> HttpResponse:
    """Take a document off the draft."""
    remove_document(by=request.eyes, at=request.now, request_id=draft.pk, document_id=document_id)
    messages.success(request, "The document is removed")
    return redirect("school:attachment", draft.pk)


@needs(May.ASK_FOR_VISITS)
@require_safe
def document(request: Asked, request_id: int, document_id: int) -> HttpResponse:
    """A document as it was attached."""
    asked = request_of_own_school(request.eyes, request_id)
    return answer_with(request, asked, document_id)


def _attached(request: Asked, draft: SchoolRequest, form: AttachForm) -> bool:
    try:
        attach_document(
            by=request.eyes,
            at=request.now,
            request_id=draft.pk,
            title=form.cleaned_data["title"],
            content=form.cleaned_data["document"].read(),
        )
    except (UnfitDocument, TooManyDocuments) as refusal:
        form.add_error("document", str(refusal))
        return False
    return True
