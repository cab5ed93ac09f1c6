from typing import Any

from django import template

from evenreach.web.visit_costs import COLUMNS, rule_rows

register = template.Library()


@register.inclusion_tag("visit_costs.html")
def visit_costs(level: int) -> dict[str, Any]:
    """What a visit that does not happen costs; level: of its heading."""
    return {"columns": COLUMNS, "rows": rule_rows(), "level": level}
