"""A school's account as it is read: what came in, what went out, what is left."""

from typing import Any

from evenreach.flow.entitlement.queries import Standing
from evenreach.web.templatetags.evenreach import sessions
from evenreach.web.templatetags.ledger import signed

Row = list[Any]


def account_rows(standing: Standing) -> list[Row]:
    """Each sum of the account, to be added up to what is left."""
    rows = [
        ["Granted for the year", sessions(standing.granted)],
        ["Added from the adjustment pool", signed(standing.adjusted)],
        ["Set aside for requests that were accepted", signed(-standing.reserved)],
        ["Used", signed(-standing.used)],
    ]
    others = standing.balance - (
        standing.granted + standing.adjusted - standing.reserved - standing.used
    )
    if others:
        rows.append(["Given back, transferred, carried, moved or on appeal", signed(others)])
    return rows
