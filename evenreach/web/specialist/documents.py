"""Reading what a school attached to the request of a visit."""

from django.http import HttpResponse
from django.views.decorators.http import require_safe

from evenreach.flow.visits.queries import visit_of_specialist
from evenreach.web.access import May, needs
from evenreach.web.asked import Asked
from evenreach.web.attached import answer_with


@needs(May.MAKE_VISITS)
@require_safe
def document(request: Asked, visit_id: int, document_id: int) -> HttpResponse:
    """A document of the request whose visit is the person's."""
    visit = visit_of_specialist(request.eyes, visit_id)
    return answer_with(request, visit.school_request, document_id)
