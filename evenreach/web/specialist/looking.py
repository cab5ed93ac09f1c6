from evenreach.flow.journal.actions import record_look
from evenreach.flow.visits.models import Visit
from evenreach.flow.visits.queries import visit_of_specialist
from evenreach.web.asked import Asked


def look_at(request: Asked, visit_id: int) -> Visit:
    """The specialist's own visit; that they saw its learner is recorded before the answer."""
    visit = visit_of_specialist(request.eyes, visit_id)
    learner_id = visit.school_request.learner_id
    if learner_id is not None and request.eyes.person_id is not None:
        record_look(
            authority_id=request.authority.pk,
            at=request.now,
            person_id=request.eyes.person_id,
            person_name=request.eyes.name,
            learner_id=learner_id,
            page=request.path,
        )
    return visit
