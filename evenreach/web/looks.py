from evenreach.flow.journal.actions import record_look
from evenreach.web.asked import Asked


def record_look_at(request: Asked, learner_id: int | None) -> None:
    """Record that this page shows a learner, in the transaction that shows it.

    A draft that names no learner yet (None) shows none. Call it before the page is rendered: a
    look that cannot be recorded is not given.
    """
    if learner_id is not None:
        record_look(
            authority_id=request.authority.pk,
            at=request.now,
            person_id=request.eyes.acting_id,
            person_name=request.eyes.name,
            learner_id=learner_id,
            page=request.path,
        )
