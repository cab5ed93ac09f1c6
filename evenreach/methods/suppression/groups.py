"""Groups with a total that stays shown: which of them to hide."""

from collections.abc import Mapping
from functools import lru_cache

from evenreach.methods.suppression.protecting import protect
from evenreach.methods.suppression.refusals import CannotProtect
from evenreach.methods.suppression.rules import Rule
from evenreach.methods.suppression.table import ALL, Fact, Kind, cross_table


def hidden_groups(facts: Mapping[str, Fact], rule: Rule, kind: Kind = Kind.COUNT) -> frozenset[str]:
    """The groups that may not be shown beside their total; all, where no choice of them is safe."""
    return _hidden(tuple(sorted(facts.items(), key=lambda each: each[0])), rule, kind)


@lru_cache(maxsize=1024)
def _hidden(facts: tuple[tuple[str, Fact], ...], rule: Rule, kind: Kind) -> frozenset[str]:
    if not facts:
        return frozenset()
    table = cross_table({(name,): fact for name, fact in facts}, kind=kind)
    try:
        safe = protect(table, rule, show=frozenset({ALL}))
    except CannotProtect:
        return frozenset(name for name, fact in facts if fact.contributors)
    return frozenset(safe.hidden) - {ALL}
