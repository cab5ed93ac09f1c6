"""What is checked before an announcement is published: what stops it, then what is advice."""

import itertools
import re
from collections.abc import Callable, Iterator, Sequence

from markdown_it.token import Token

from evenreach.desks.publishing.advising import advice_on
from evenreach.desks.publishing.findings import Finding, inlines_of, line_of
from evenreach.desks.publishing.markup import PICTURES, parsed
from evenreach.desks.publishing.merging import has_fields, known_fields, unknown_fields
from evenreach.desks.publishing.plain import words_of

SAYS_NOTHING = {
    "click here", "here", "this", "this link", "link", "more", "read more", "find out more",
    "learn more", "this page", "page", "website", "details", "info",
}  # fmt: skip
BARE = re.compile(r"(?:https?://|www\.)\S+")
TAG = re.compile(r"</?[a-zA-Z][^>]*>|<!--")
LINKS_TO = ("https://", "http://", "mailto:", "/")


def findings_of(
    text: str, *, services: Sequence[str], is_to_everyone: bool, pictures: Sequence[int] = ()
) -> list[Finding]:
    """Everything found in a text, what stops it first.

    `services` are the slugs that merge fields may name, `pictures` the keys of the uploaded ones.
    """
    if not text.strip():
        return [Finding("The text", "It is empty.", "Write what you want to announce.")]
    tokens = parsed(text)
    found = [each for check in CHECKS for each in check(tokens)]
    found += [*_tags(text), *_fields(text, services, is_to_everyone), *_foreign(tokens, pictures)]
    return [*found, *advice_on(tokens)]


def _headings(tokens: Sequence[Token]) -> Iterator[Finding]:
    before = 1
    for token, following in itertools.pairwise(tokens):
        if token.type != "heading_open":
            continue
        level, where = int(token.tag[1]), f"{line_of(token)}, heading “{following.content}”"
        if not following.content.strip():
            yield Finding(where, "A heading is empty.", "Write it, or delete its line.")
        if level == 1:
            mend = "The title is the page’s own heading: begin headings with ## instead of #."
            yield Finding(where, "A heading is as high as the title.", mend)
        elif level > before + 1:
            mend = f"Begin it with {'#' * (before + 1)}, one more than the heading above it."
            yield Finding(where, f"It skips a level: {'#' * level} after {'#' * before}.", mend)
        if level > 4:
            yield Finding(where, "Nobody sees a heading as low as this.", "Use ##, ### or ####.")
        before = max(level, 1)


def _links(tokens: Sequence[Token]) -> Iterator[Finding]:
    for where, line in inlines_of(tokens):
        children = line.children or []
        for at, token in enumerate(children):
            if token.type == "link_open":
                yield from _link(where, token, children[at + 1 :])
            elif token.type == "text" and "link_open" not in {
                before.type for before in children[max(at - 1, 0) : at]
            }:
                for bare in BARE.findall(token.content):
                    mend = "Write what it leads to as a link: [What each service does](https://…)."
                    yield Finding(where, f"The address {bare} stands in the text.", mend)


def _link(where: str, token: Token, following: Sequence[Token]) -> Iterator[Finding]:
    ends = next(at for at, each in enumerate(following) if each.type == "link_close")
    words = words_of(following[:ends], address="").strip()
    target = str(token.attrs["href"])
    place = f"{where}, link “{words}”"
    if not words:
        yield Finding(where, "A link has no words.", f"Say what it leads to: [words]({target}).")
    elif BARE.match(words):
        mend = "Say what it leads to, like [What each service does](https://…)."
        yield Finding(place, "The words of a link are its address.", mend)
    elif words.lower().strip(".! ") in SAYS_NOTHING:
        mend = "Say what it leads to: people who hear only the links must understand it."
        yield Finding(place, "Its words do not say what it leads to.", mend)
    if not target.startswith(LINKS_TO):
        mend = "Begin the address with https://, mailto: or, within this service, /."
        yield Finding(place, f"{target} leads nowhere.", mend)


def _pictures(tokens: Sequence[Token]) -> Iterator[Finding]:
    for where, line in inlines_of(tokens):
        for token in line.children or []:
            if token.type == "image" and not token.content.strip():
                mend = (
                    "Say between the square brackets what it shows: ![A map of the partnerships]"
                    f"({token.attrs['src']}). If it shows nothing that matters, delete it."
                )
                yield Finding(where, "A picture has no description.", mend)


def _foreign(tokens: Sequence[Token], pictures: Sequence[int]) -> Iterator[Finding]:
    ours = {f"{PICTURES}{picture}/" for picture in pictures}
    for where, line in inlines_of(tokens):
        for token in line.children or []:
            if token.type == "image" and token.attrs["src"] not in ours:
                mend = "Add it with “Save and add a picture”, then delete this line."
                what = f"The picture {token.attrs['src']} is not one that was added here."
                yield Finding(where, what, mend)


def _tables(tokens: Sequence[Token]) -> Iterator[Finding]:
    number, column, in_header, where = 0, 0, False, ""
    for token in tokens:
        if token.type == "table_open":
            number += 1
            where = f"{line_of(token)}, table {number}"
        elif token.type in ("thead_open", "thead_close"):
            in_header, column = token.type == "thead_open", 0
        elif token.type == "inline" and in_header:
            column += 1
            if not token.content.strip():
                mend = "Write in its first row what each column holds."
                what = f"Column {column} has no header."
                yield Finding(where, what, mend)


def _tags(text: str) -> Iterator[Finding]:
    for number, line in enumerate(text.splitlines(), start=1):
        for tag in TAG.findall(line):
            mend = "Use the marks of the editor instead, or delete it."
            yield Finding(f"Line {number}", f"{tag} is HTML, and is shown as it is typed.", mend)


def _fields(text: str, services: Sequence[str], is_to_everyone: bool) -> Iterator[Finding]:
    for unknown in unknown_fields(text, services):
        mend = f"Use one of these: {', '.join(known_fields(services))}."
        yield Finding(f"Line {unknown.line}", f"{unknown.field} is not known.", mend)
    if is_to_everyone and has_fields(text):
        what = "It has a school’s own facts, but is addressed to everyone."
        mend = (
            "Address it to schools: everybody at schools, heads, SENCOs, a partnership, a phase or "
            "chosen schools. Its public page then shows words in brackets in their place."
        )
        yield Finding("Whom it is addressed to", what, mend)


Check = Callable[[Sequence[Token]], Iterator[Finding]]
CHECKS: tuple[Check, ...] = (_headings, _links, _pictures, _tables)
