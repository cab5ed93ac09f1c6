"""Points of lists from a clipboard: HTML's own, and Word's paragraphs that look like points."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from evenreach.desks.publishing.pasted_tree import Node
from evenreach.desks.publishing.pasted_words import line_of

OF_WORD = re.compile(r"mso-list\s*:\s*\w+\s+level(\d)")
IGNORED = re.compile(r"mso-list\s*:\s*ignore")
COUNTED = re.compile(r"\(?[0-9a-z]{1,4}[.)]")


@dataclass(frozen=True, slots=True)
class Point:
    """`level` begins at nought."""

    level: int
    is_counted: bool
    words: str

    @property
    def written(self) -> str:
        return f"{'   ' * self.level}{'1.' if self.is_counted else '-'} {self.words}"


def is_point(node: Node) -> bool:
    """Whether a paragraph of Word is a point of a list."""
    return node.tag == "p" and bool(OF_WORD.search(node.style))


def point_of(paragraph: Node) -> Point:
    """Word's paragraph as a point; its mark says whether the list is counted."""
    found = OF_WORD.search(paragraph.style)
    marks = [node.words for node in paragraph.all("span") if IGNORED.search(node.style)]
    return Point(
        level=int(found[1]) - 1 if found else 0,
        is_counted=any(COUNTED.match(mark) for mark in marks),
        words=line_of(paragraph.children),
    )


def points_in(node: Node, level: int = 0) -> Iterator[Point]:
    """A list's points, with those of the lists within it."""
    for child in node.children:
        if child.tag in ("ul", "ol"):
            yield from points_in(child, level + 1)
        elif child.tag == "li":
            words = line_of([part for part in child.children if part.tag not in ("ul", "ol")])
            if words:
                yield Point(level, node.tag == "ol", words)
            for part in child.all("ul", "ol"):
                yield from points_in(part, level + 1)
