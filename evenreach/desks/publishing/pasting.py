"""What was copied from Word, Outlook, Google Docs or Excel, as an announcement's Markdown."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from evenreach.desks.publishing.pasted_lists import Point, is_point, point_of, points_in
from evenreach.desks.publishing.pasted_tables import markdown_table, table_of
from evenreach.desks.publishing.pasted_tree import NOT_CONTENT, Node, tree_of
from evenreach.desks.publishing.pasted_words import line_of

HEADING = re.compile(r"h[1-6]")
BLOCKS = {"p", "div", "table", "ul", "ol", "li", "blockquote", "section", "article", "body"}
HIGHEST, LOWEST = 2, 4
BULLET = re.compile(r"^[ \u00a0]*[•·▪o\u2023\uf0b7][\t\u00a0]+[ \u00a0]*")
NUMBER = re.compile(r"^[ \u00a0]*(\d{1,3})[.)][\t\u00a0]+[ \u00a0]*")


@dataclass(frozen=True, slots=True)
class Heading:
    level: int
    words: str


Block = Heading | Point | str


def from_html(html: str) -> str:
    """Headings, lists, tables and links as Markdown; styles, comments and pictures are dropped.

    The highest heading becomes ##. Raises HiddenPart for a table with a part that was hidden.
    """
    blocks = list(_blocks(tree_of(html)))
    levels = [block.level for block in blocks if isinstance(block, Heading)]
    shift = HIGHEST - min(levels, default=HIGHEST)
    return _joined(blocks, shift)


def from_plain(text: str) -> str:
    """Lines with tabs as tables, and the bullets and numbers of copied lists as lists."""
    found: list[str] = []
    rows: list[list[str]] = []
    for line in [*text.replace("\r\n", "\n").split("\n"), ""]:
        listed = NUMBER.sub(r"\1. ", BULLET.sub("- ", line))
        if "\t" in listed:
            rows.append([cell.strip() for cell in listed.split("\t")])
            continue
        if rows:
            found += ["", *markdown_table(rows).split("\n"), ""]
            rows = []
        found.append(listed)
    return "\n".join(found[:-1])


def _blocks(node: Node) -> Iterator[Block]:
    loose: list[Node] = []
    for child in node.children:
        if child.tag in NOT_CONTENT or (child.is_hidden and child.tag != "table"):
            continue
        if child.tag in BLOCKS or HEADING.fullmatch(child.tag) or _holds_blocks(child):
            yield from _paragraph(loose)
            loose = []
            yield from _block(child)
        else:
            loose.append(child)
    yield from _paragraph(loose)


def _block(node: Node) -> Iterator[Block]:
    if HEADING.fullmatch(node.tag):
        words = line_of(node.children, plain=True)
        if words:
            yield Heading(int(node.tag[1]), words)
    elif node.tag == "table":
        yield table_of(node)
    elif node.tag in ("ul", "ol"):
        yield from points_in(node)
    elif is_point(node):
        yield point_of(node)
    elif node.tag == "blockquote":
        yield from (f"> {block}" if isinstance(block, str) else block for block in _blocks(node))
    else:
        yield from _blocks(node)


def _holds_blocks(node: Node) -> bool:
    return any(True for _ in node.all(*BLOCKS, "h1", "h2", "h3", "h4", "h5", "h6"))


def _paragraph(loose: list[Node]) -> Iterator[str]:
    words = line_of(loose)
    if words:
        yield words


def _joined(blocks: list[Block], shift: int) -> str:
    lines: list[str] = []
    before: Block = ""
    for block in blocks:
        if not block:
            continue
        if lines and not (isinstance(before, Point) and isinstance(block, Point)):
            lines.append("")
        lines.append(_written(block, shift))
        before = block
    return "\n".join(lines)


def _written(block: Block, shift: int) -> str:
    if isinstance(block, Heading):
        return f"{'#' * min(block.level + shift, LOWEST)} {block.words}"
    return block.written if isinstance(block, Point) else block
