"""What a check finds in a text, and where in it."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from markdown_it.token import Token


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing to mend: where, what is wrong, how to mend it, and whether it stops publication."""

    where: str
    what: str
    mend: str
    stops: bool = True


def line_of(token: Token) -> str:
    """Where a block begins, as authors count."""
    return f"Line {token.map[0] + 1}" if token.map else "The text"


def inlines_of(tokens: Sequence[Token]) -> Iterator[tuple[str, Token]]:
    """The lines of words with where each stands; a table's cells have the place of their row."""
    where = "The text"
    for token in tokens:
        where = line_of(token) if token.map else where
        if token.type == "inline":
            yield where, token
