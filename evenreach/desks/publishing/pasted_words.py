"""A line of copied text as Markdown: its words, bold and italic parts, and links."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from evenreach.desks.publishing.pasted_tree import NOT_CONTENT, Node

MARKS = re.compile(r"([\\*_\[\]])")
BEGINS = re.compile(r"^(#{1,6} |[-+>] ?|\d+[.)] )")
HEAVY = re.compile(r"(?<![\w-])font-weight\s*:\s*(?:bold|[6-9]00)")
NOT_HEAVY = re.compile(r"(?<![\w-])font-weight\s*:\s*(?:normal|[1-5]00)")
SLANTED = re.compile(r"font-style\s*:\s*italic")
OF_LISTS = re.compile(r"mso-list\s*:\s*ignore")
KNOWN_LINKS = ("http://", "https://", "mailto:", "/")


@dataclass(frozen=True, slots=True)
class Run:
    """A part of a line in one manner."""

    text: str = ""
    is_bold: bool = False
    is_italic: bool = False
    link: str = ""


def line_of(nodes: Sequence[Node], *, plain: bool = False) -> str:
    """One line of Markdown; `plain` leaves bold and italics out, as in a heading."""
    runs = _one_manner([run for node in nodes for run in _runs(node, Run())])
    if plain:
        runs = _one_manner([replace(run, is_bold=False, is_italic=False) for run in runs])
    line = "".join(map(_written, runs)).strip()
    return BEGINS.sub(lambda found: "\\" + found[0], line) if not plain else line


def _runs(node: Node, manner: Run) -> Iterator[Run]:
    if not node.tag:
        yield replace(manner, text=re.sub(r"[\s\u00a0]+", " ", node.text))
    elif node.tag == "br":
        yield replace(manner, text=" ")
    elif node.tag not in NOT_CONTENT and not node.is_hidden and not OF_LISTS.search(node.style):
        own = _manner(node, manner)
        for child in node.children:
            yield from _runs(child, own)


def _manner(node: Node, manner: Run) -> Run:
    bold = node.tag in ("b", "strong") or bool(HEAVY.search(node.style))
    if NOT_HEAVY.search(node.style):
        bold = False
    italic = node.tag in ("i", "em") or bool(SLANTED.search(node.style))
    target = node.attributes.get("href", "") if node.tag == "a" else ""
    return replace(
        manner,
        is_bold=manner.is_bold or bold,
        is_italic=manner.is_italic or italic,
        link=target if target.startswith(KNOWN_LINKS) else manner.link,
    )


def _one_manner(runs: Sequence[Run]) -> list[Run]:
    """Neighbours in the same manner as one; a gap takes the manner before it; one gap at a time."""
    found: list[Run] = []
    for run in runs:
        text = run.text.lstrip() if found and found[-1].text.endswith(" ") else run.text
        if not text:
            continue
        before = found[-1] if found else None
        if before and (replace(run, text="") == replace(before, text="") or not text.strip()):
            found[-1] = replace(before, text=before.text + text)
        else:
            found.append(replace(run, text=text))
    return found


def _written(run: Run) -> str:
    words = run.text.strip()
    if not words:
        return run.text
    before = run.text[: len(run.text) - len(run.text.lstrip())]
    after = run.text[len(run.text.rstrip()) :]
    marked = MARKS.sub(r"\\\1", words)
    if run.is_italic:
        marked = f"*{marked}*"
    if run.is_bold:
        marked = f"**{marked}**"
    if run.link:
        marked = f"[{marked}]({run.link.replace(' ', '%20').replace(')', '%29')})"
    return f"{before}{marked}{after}"
