"""Where the requests of the play came to stand, and by how many moves."""

from typing import Any

from django.db.models import Count

from evenreach.flow.requests.models import RequestMove, SchoolRequest
from evenreach.flow.requests.states import State


def moves_made(authority_id: int) -> dict[str, Any]:
    """How many requests stand at each state, states without any included, and all transitions."""
    rows = SchoolRequest.objects.of(authority_id).order_by().values_list("state")
    found = dict(rows.annotate(count=Count("pk")))
    return {
        "requests_by_state": {state.value: found.get(state.value, 0) for state in State},
        "transitions": RequestMove.objects.of(authority_id).count(),
    }
