"""Reading what a school attached to a request."""

from django.http import HttpResponse
from django.views.decorators.http import require_safe

from evenreach.flow.requests.queries import request_led_by
from evenreach.web.access import May, needs
from evenreach.web.asked import Asked
from evenreach.web.attached import answer_with


@needs(May.TRIAGE)
@require_safe
def document(request: Asked, request_id: int, document_id: int) -> HttpResponse:
    """A document of a request to a service that the person leads."""
    return answer_with(request, request_led_by(request.eyes, request_id), document_id)
