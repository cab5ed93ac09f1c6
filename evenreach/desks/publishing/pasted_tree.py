"""HTML from a clipboard as a tree of what matters in it: no comments, no styles, nothing hidden."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from html.parser import HTMLParser

VOID = {"br", "col", "hr", "img", "input", "link", "meta", "wbr"}
NOT_CONTENT = {"head", "style", "script", "title", "xml", "object", "template"}
CLOSES_ITSELF = {"p", "li", "td", "th", "tr"}
WITHIN = {"td": {"tr", "table"}, "th": {"tr", "table"}, "tr": {"table"}, "li": {"ul", "ol"}}
CONDITIONAL = re.compile(r"<!\[.*?\]>")
NOUGHT = re.compile(r"(?:^|[;\s])(?:width|height)\s*:\s*0(?:\.0+)?(?:px|pt|cm|mm|in|%)?\s*(?:;|$)")
NOT_SHOWN = re.compile(
    r"display\s*:\s*none|visibility\s*:\s*(?:hidden|collapse)|mso-hide\s*:\s*all"
)


@dataclass(slots=True)
class Node:
    """An element with its attributes, or (without a tag) a run of text."""

    tag: str = ""
    attributes: dict[str, str] = field(default_factory=dict)
    children: list["Node"] = field(default_factory=list)
    text: str = ""

    @property
    def style(self) -> str:
        return self.attributes.get("style", "").lower()

    @property
    def is_hidden(self) -> bool:
        """Whether whoever copied it did not see it."""
        return (
            "hidden" in self.attributes
            or bool(NOT_SHOWN.search(self.style))
            or (self.tag in ("col", "tr", "td", "th") and self._has_no_size)
        )

    @property
    def _has_no_size(self) -> bool:
        """No width or height; or a column or row that the office program says to ignore."""
        sizes = (self.attributes.get("width", ""), self.attributes.get("height", ""))
        ignored = self.tag in ("col", "tr") and "mso-ignore" in self.style
        return "0" in sizes or bool(NOUGHT.search(self.style)) or ignored

    def all(self, *tags: str) -> Iterator["Node"]:
        """The elements below with one of some tags, none within another of them."""
        for child in self.children:
            if child.tag in tags:
                yield child
            else:
                yield from child.all(*tags)

    @property
    def words(self) -> str:
        """All text below, in one line."""
        if not self.tag:
            return self.text
        parts = ["\n" if child.tag in ("br", "p", "div") else "" for child in self.children]
        texts = (f"{gap}{child.words}" for gap, child in zip(parts, self.children, strict=True))
        return " ".join("".join(texts).split())


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.root = Node("body")
        self.open = [self.root]

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self._close_before(tag)
        node = Node(tag, {name: value or "" for name, value in attrs})
        self.open[-1].children.append(node)
        if tag not in VOID:
            self.open.append(node)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.open[-1].children.append(Node(tag, {name: value or "" for name, value in attrs}))

    def handle_endtag(self, tag: str) -> None:
        places = [at for at, node in enumerate(self.open) if node.tag == tag and at]
        if places:
            del self.open[places[-1] :]

    def handle_data(self, data: str) -> None:
        self.open[-1].children.append(Node(text=data))

    def _close_before(self, tag: str) -> None:
        """A paragraph, row, cell or point ends where the next begins."""
        if tag not in CLOSES_ITSELF:
            return
        for at in range(len(self.open) - 1, 0, -1):
            if self.open[at].tag in WITHIN.get(tag, set()):
                return
            if self.open[at].tag == tag:
                del self.open[at:]
                return


def tree_of(html: str) -> Node:
    """The tree of what was copied."""
    begins, _, rest = html.partition("<!--StartFragment-->")
    kept = rest.partition("<!--EndFragment-->")[0] if rest and "<table" not in begins else html
    reader = _Reader()
    reader.feed(CONDITIONAL.sub("", kept))
    reader.close()
    return reader.root
