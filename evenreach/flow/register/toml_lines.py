"""On which line of a TOML text each of its keys and values stands, so that a fault can be shown."""

import re
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

Place = tuple[int | str, ...]
TOKEN = re.compile(
    r'(?P<string>"""(?:\\.|[^\\])*?"""+|\'\'\'.*?\'\'\'+|"(?:\\.|[^"\\\n])*"|\'[^\'\n]*\')'
    r"|(?P<space>[ \t\r]+|#[^\n]*)|(?P<newline>\n)|(?P<mark>[\[\]{}=,.])"
    r"|(?P<bare>[^\s\[\]{}=,#]+)",
    re.DOTALL,
)


@dataclass(frozen=True, slots=True)
class Token:
    kind: str
    text: str
    line: int


@dataclass(slots=True)
class Walk:
    """Reads the tokens of a text that is known to be TOML, and notes where each place begins."""

    tokens: list[Token]
    lines: dict[Place, int] = field(default_factory=lambda: {(): 1})
    counts: dict[Place, int] = field(default_factory=dict)
    at: int = 0

    @property
    def next(self) -> str:
        return self.tokens[self.at].text if self.at < len(self.tokens) else ""

    def take(self) -> Token:
        token = self.tokens[self.at]
        self.at += 1
        return token

    def whole(self) -> Mapping[Place, int]:
        table: Place = ()
        while self.at < len(self.tokens):
            if self.next == "\n":
                self.take()
            elif self.next == "[":
                table = self.header()
            else:
                self.pair(table)
        return self.lines

    def header(self) -> Place:
        line = self.take().line
        is_array = self.next == "["
        if is_array:
            self.take()
        names = self.key("]")
        while self.next == "]":
            self.take()
        place: Place = ()
        for depth, name in enumerate(names):
            place = (*self.within(names[:depth]), name)
            self.lines.setdefault(place, line)
        if is_array:
            self.counts[place] = self.counts.get(place, 0) + 1
            place = (*place, self.counts[place] - 1)
            self.lines[place] = line
        return place

    def within(self, names: Place) -> Place:
        """A header's names as a place: of an array of tables it means the newest."""
        place: Place = ()
        for name in names:
            place = (*place, name)
            if place in self.counts:
                place = (*place, self.counts[place] - 1)
        return place

    def key(self, end: str) -> Place:
        names: list[str] = []
        while self.next != end:
            token = self.take()
            if token.kind == "string":
                names.append(next(iter(tomllib.loads(f"{token.text} = 1"))))
            elif token.kind == "bare":
                names += [name for name in token.text.split(".") if name]
        return tuple(names)

    def pair(self, table: Place) -> None:
        line = self.tokens[self.at].line
        place = table
        for name in self.key("="):
            place = (*place, name)
            self.lines.setdefault(place, line)
        self.take()
        self.value(place)

    def value(self, place: Place) -> None:
        opening = self.take()
        if opening.text == "[":
            self.array(place)
        elif opening.text == "{":
            self.inline_table(place)
        else:
            while self.next not in ("\n", ",", "]", "}", ""):
                self.take()

    def array(self, place: Place) -> None:
        count = 0
        while self.next != "]":
            if self.next in ("\n", ","):
                self.take()
                continue
            self.lines[*place, count] = self.tokens[self.at].line
            self.value((*place, count))
            count += 1
        self.take()

    def inline_table(self, place: Place) -> None:
        while self.next != "}":
            if self.next in ("\n", ","):
                self.take()
            else:
                self.pair(place)
        self.take()


def _tokens(text: str) -> Iterator[Token]:
    line = 1
    for found in TOKEN.finditer(text):
        kind = found.lastgroup or ""
        if kind != "space":
            yield Token(kind, found.group(), line)
        line += found.group().count("\n")


def lines_of(text: str) -> Mapping[Place, int]:
    """The line of every key and value; the root is line 1. The text must be sound TOML."""
    return Walk(list(_tokens(text))).whole()


def line_of(lines: Mapping[Place, int], place: Place) -> int:
    """The line of a place; what is missing is on the line of what should hold it."""
    while place not in lines:
        place = place[:-1]
    return lines[place]
