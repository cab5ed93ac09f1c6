"""How an attached document is named to those who may open it."""

from django import template

from evenreach.flow.requests.documents import RequestDocument, documents_of
from evenreach.flow.requests.models import SchoolRequest
from evenreach.web.attached import TITLES
from evenreach.web.templatetags.evenreach import date_gov

register = template.Library()

KINDS = {"pdf": "PDF", "docx": "Word document", "png": "PNG picture", "jpeg": "JPEG picture"}


@register.filter
def attached_to(request: SchoolRequest) -> list[RequestDocument]:
    """The documents of a request that the reader may see."""
    return list(documents_of(request))


@register.filter
def document_in_words(document: RequestDocument) -> str:
    """Support Plan, PDF, 213 KB, attached on 2 March 2026."""
    size = f"{max(1, round(document.size / 1024)):,} KB"
    title = TITLES[RequestDocument.Title(document.title)]
    return f"{title}, {KINDS[document.kind]}, {size}, attached on {date_gov(document.attached_at)}"
