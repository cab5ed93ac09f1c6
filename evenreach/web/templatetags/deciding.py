"""A decision record in templates, whichever the door."""

from typing import Any

from django import template

from evenreach.desks.allocation.deciding_models import Decision
from evenreach.web.decision_words import decision_rows

register = template.Library()


@register.filter
def decision_record(decision: Decision) -> list[dict[str, Any]]:
    """The whole record, as rows of a summary list."""
    return decision_rows(decision)
