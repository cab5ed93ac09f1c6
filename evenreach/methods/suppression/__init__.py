"""What a table may show without telling what it hides. See docs/methods/suppression.md."""

from evenreach.methods.suppression.groups import hidden_groups
from evenreach.methods.suppression.protecting import (
    Alibi,
    Loss,
    Protected,
    first_told,
    protect,
    safe_with,
)
from evenreach.methods.suppression.refusals import (
    CannotProtect,
    CannotSuppress,
    NotAdditive,
    WouldUndo,
)
from evenreach.methods.suppression.rounding import (
    percent_of,
    rounded,
    rounded_apart,
    rounded_together,
)
from evenreach.methods.suppression.rules import Reason, Rule, primary_reason
from evenreach.methods.suppression.symbols import MEANINGS, Symbol, written
from evenreach.methods.suppression.system import Published
from evenreach.methods.suppression.table import (
    ALL,
    Cell,
    Fact,
    Kind,
    Table,
    cross_table,
    key_of,
    sum_of,
)

__all__ = [
    "ALL",
    "MEANINGS",
    "Alibi",
    "CannotProtect",
    "CannotSuppress",
    "Cell",
    "Fact",
    "Kind",
    "Loss",
    "NotAdditive",
    "Protected",
    "Published",
    "Reason",
    "Rule",
    "Symbol",
    "Table",
    "WouldUndo",
    "cross_table",
    "first_told",
    "hidden_groups",
    "key_of",
    "percent_of",
    "primary_reason",
    "protect",
    "rounded",
    "rounded_apart",
    "rounded_together",
    "safe_with",
    "sum_of",
    "written",
]
