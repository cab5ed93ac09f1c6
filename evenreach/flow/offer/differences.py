"""What is new, gone or changed between two versions of what a service promises."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from evenreach.flow.offer.definitions import ServiceDefinition

Path = tuple[str, ...]
Kept = str | int


@dataclass(frozen=True, slots=True)
class Change:
    """One thing of a definition: nothing before is new, nothing after is gone."""

    path: Path
    before: Any = None
    after: Any = None

    @property
    def mirrored(self) -> "Change":
        return Change(self.path, self.after, self.before)


def changes(before: ServiceDefinition, after: ServiceDefinition) -> list[Change]:
    """Every difference, in the order of the definition; none where they are the same."""
    return list(_compared((), before.model_dump(mode="json"), after.model_dump(mode="json")))


def _compared(path: Path, before: Any, after: Any) -> Iterator[Change]:
    if before == after:
        return
    if isinstance(before, Mapping) and isinstance(after, Mapping):
        for key in dict.fromkeys([*before, *after]):
            yield from _compared((*path, key), before.get(key), after.get(key))
    elif isinstance(before, Sequence) and isinstance(after, Sequence) and _are_lists(before, after):
        yield from _lists_compared(path, before, after)
    else:
        yield Change(path, before, after)


def _are_lists(before: Any, after: Any) -> bool:
    return not isinstance(before, str) and not isinstance(after, str)


def _lists_compared(path: Path, before: Sequence[Any], after: Sequence[Any]) -> Iterator[Change]:
    """Items with a slug by their slugs; others by what they say, so that moving one changes none.

    Where exactly one was dropped and one was added, it is one that was changed.
    """
    named = [*before, *after]
    if all(isinstance(item, Mapping) and "slug" in item for item in named):
        yield from _named_compared(path, before, after)
        return
    gone, new = _without(before, after), _without(after, before)
    if len(gone) == len(new) == 1:
        yield Change(path, gone[0], new[0])
        return
    yield from (Change(path, before=item) for item in gone)
    yield from (Change(path, after=item) for item in new)
    if not gone and not new:
        yield Change(path, list(before), list(after))


def _named_compared(path: Path, before: Sequence[Any], after: Sequence[Any]) -> Iterator[Change]:
    earlier = {item["slug"]: item for item in before}
    later = {item["slug"]: item for item in after}
    for slug in dict.fromkeys([*earlier, *later]):
        yield from _compared((*path, slug), earlier.get(slug), later.get(slug))
    if list(earlier) != list(later) and set(earlier) == set(later):
        yield Change(path, list(earlier), list(later))


def _without(items: Sequence[Any], others: Sequence[Any]) -> list[Any]:
    """The items that the others do not have, as often as they have them."""
    left = list(others)
    found = []
    for item in items:
        if item in left:
            left.remove(item)
        else:
            found.append(item)
    return found
