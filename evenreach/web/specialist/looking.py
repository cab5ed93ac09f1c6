from evenreach.flow.visits.models import Visit
from evenreach.flow.visits.queries import visit_of_specialist
from evenreach.web.asked import Asked
from evenreach.web.looks import record_look_at


def look_at(request: Asked, visit_id: int) -> Visit:
    """The specialist's own visit; that they saw its learner is recorded before the answer."""
    visit = visit_of_specialist(request.eyes, visit_id)
    record_look_at(request, visit.school_request.learner_id)
    return visit
