"""A document of a request, given to whoever may see the request; the look is recorded."""

from django.http import HttpResponse

from evenreach.flow.requests.document_kinds import MEDIA_TYPES
from evenreach.flow.requests.documents import RequestDocument, content_of, documents_of
from evenreach.flow.requests.models import SchoolRequest
from evenreach.web.asked import Asked
from evenreach.web.looks import record_look_at

TITLES = {
    RequestDocument.Title.SUPPORT_PLAN: "Support Plan",
    RequestDocument.Title.PUPIL_PASSPORT: "Pupil Passport",
    RequestDocument.Title.ANOTHER: "Another plan or review",
}


def answer_with(request: Asked, asked: SchoolRequest, document_id: int) -> HttpResponse:
    """The document to save, never to run in the page. Raises DoesNotExist."""
    document = documents_of(asked).get(pk=document_id)
    record_look_at(request, asked.learner_id)
    return HttpResponse(
        content_of(document),
        content_type=MEDIA_TYPES[document.kind],
        headers={
            "Content-Disposition": f'attachment; filename="{document.file_name}"',
            "X-Content-Type-Options": "nosniff",
        },
    )
