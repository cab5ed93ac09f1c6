"""An announcement's Markdown as the plain text of a mail."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from markdown_it.token import Token

from evenreach.desks.publishing.markup import parsed


@dataclass(slots=True)
class _Page:
    """What is written so far, and where in lists and tables the reading is."""

    address: str
    lines: list[str] = field(default_factory=list)
    lists: list[int | None] = field(default_factory=list)
    mark: str = ""
    header: list[str] = field(default_factory=list)
    cells: list[str] = field(default_factory=list)
    in_header: bool = False
    in_table: bool = False


def as_plain(text: str, *, address: str) -> str:
    """Headings and paragraphs on lines of their own, lists with marks, each row of a table as
    "Header: cell"; links to this service begin with `address`."""
    page = _Page(address.rstrip("/"))
    for token in parsed(text):
        _read(page, token)
    return "\n".join(_single_gaps(page.lines)).strip()


def _read(page: _Page, token: Token) -> None:
    if token.type == "inline":
        _write(page, words_of(token.children or (), address=page.address))
    elif token.type in ("bullet_list_open", "ordered_list_open"):
        start = int(token.attrs.get("start", 1))
        page.lists.append(start if token.type == "ordered_list_open" else None)
    elif token.type in ("bullet_list_close", "ordered_list_close"):
        page.lists.pop()
        page.lines.append("")
    elif token.type == "list_item_open":
        page.mark = _next_mark(page.lists)
    else:
        _read_table(page, token)
    if token.type in ("heading_open", "heading_close") or (
        token.type == "paragraph_close" and not token.hidden
    ):
        page.lines.append("")


def _read_table(page: _Page, token: Token) -> None:
    if token.type == "table_open":
        page.in_table, page.header = True, []
    elif token.type == "table_close":
        page.in_table = False
        page.lines.append("")
    elif token.type in ("thead_open", "thead_close"):
        page.in_header = token.type == "thead_open"
    elif token.type == "tr_open":
        page.cells = []
    elif token.type == "tr_close" and page.in_header:
        page.header = page.cells
    elif token.type == "tr_close":
        named = zip(page.header, page.cells, strict=False)
        page.lines.append("- " + "; ".join(f"{name}: {cell}" for name, cell in named if cell))


def _write(page: _Page, words: str) -> None:
    if page.in_table:
        page.cells.append(words.replace("\n", " "))
        return
    indent = "  " * max(len(page.lists) - 1, 0)
    for line in words.split("\n"):
        page.lines.append(f"{indent}{page.mark or ('  ' if page.lists else '')}{line}")
        page.mark = ""


def _next_mark(lists: list[int | None]) -> str:
    number = lists[-1]
    if number is None:
        return "- "
    lists[-1] = number + 1
    return f"{number}. "


def words_of(tokens: Sequence[Token], *, address: str) -> str:
    """A line's words, with where its links lead in brackets behind them."""
    found: list[str] = []
    leads_to: list[str] = []
    for token in tokens:
        if token.type == "link_open":
            leads_to.append(str(token.attrs["href"]))
        elif token.type == "link_close":
            target = leads_to.pop()
            found.append(f" ({address}{target})" if target.startswith("/") else f" ({target})")
        elif token.type == "image":
            found.append(f"[Picture: {token.content}]")
        elif token.type in ("softbreak", "hardbreak"):
            found.append("\n")
        else:
            found.append(token.content)
    return "".join(found)


def _single_gaps(lines: list[str]) -> Iterator[str]:
    before = ""
    for line in lines:
        if line.strip() or before.strip():
            yield line.rstrip()
        before = line
