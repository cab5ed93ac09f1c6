"""An announcement's one source, Markdown, as the page's HTML and as a mail's plain text.

Allowed: headings from ## to ####, paragraphs, lists, tables, links, pictures, bold, italics and
quotations. No HTML passes: it is shown as it is typed, and what is rendered is cleaned once more.
"""

from collections.abc import Sequence
from typing import Any

import nh3
from markdown_it import MarkdownIt
from markdown_it.renderer import RendererHTML
from markdown_it.token import Token

SWITCHED_OFF = ["code", "fence", "backticks", "reference", "lheading", "hr", "html_block"]
CLASSES = {
    "h2": "govuk-heading-m",
    "h3": "govuk-heading-s",
    "h4": "govuk-heading-s",
    "p": "govuk-body",
    "ul": "govuk-list govuk-list--bullet",
    "ol": "govuk-list govuk-list--number",
    "a": "govuk-link",
    "img": "app-announcement__picture",
    "blockquote": "govuk-inset-text",
    "table": "govuk-table app-table--compact",
    "thead": "govuk-table__head",
    "tbody": "govuk-table__body",
    "tr": "govuk-table__row",
    "th": "govuk-table__header",
    "td": "govuk-table__cell",
}
TAGS = {*CLASSES, "li", "strong", "em", "br", "div"}
ATTRIBUTES = {
    "*": {"class"},
    "a": {"href"},
    "img": {"src", "alt"},
    "th": {"scope"},
    "ol": {"start"},
    "div": {"role", "tabindex", "aria-label"},
}
SCHEMES = {"http", "https", "mailto"}
PICTURES = "/announcements/pictures/"


def parsed(text: str, *, html: bool = False) -> list[Token]:
    """The tokens of a text; with `html`, tags are told apart from words, to find them."""
    return _parser(html=html).parse(text)


def as_html(text: str, *, pictures: bool = True) -> str:
    """The page's HTML, safe to show. Without `pictures` their descriptions stand for them."""
    parser = _parser()
    tokens = parser.parse(text)
    for token in _all(tokens):
        _dress(token)
    env: dict[str, Any] = {"tables": 0, "pictures": pictures}
    rendered = parser.renderer.render(tokens, parser.options, env)
    return nh3.clean(
        str(rendered), tags=TAGS, attributes=ATTRIBUTES, url_schemes=SCHEMES, link_rel=None
    )


def _parser(*, html: bool = False) -> MarkdownIt:
    parser = MarkdownIt("commonmark", {"html": html}).enable("table").disable(SWITCHED_OFF)
    if html:
        parser.enable("html_block")
    parser.add_render_rule("table_open", _open_table)
    parser.add_render_rule("table_close", _close_table)
    parser.add_render_rule("image", _picture)
    return parser


def _all(tokens: Sequence[Token]) -> list[Token]:
    return [each for token in tokens for each in (token, *(token.children or ()))]


def _dress(token: Token) -> None:
    if token.tag not in CLASSES or token.nesting < 0:
        return
    style = str(token.attrs.pop("style", ""))
    numeric = f" {CLASSES[token.tag]}--numeric" if style.endswith("right") else ""
    token.attrSet("class", CLASSES[token.tag] + numeric)
    if token.tag == "th":
        token.attrSet("scope", "col")


def _open_table(
    renderer: RendererHTML, tokens: Sequence[Token], index: int, options: Any, env: Any
) -> str:
    env["tables"] += 1
    around = f'<div class="app-table-scroll" role="region" aria-label="Table {env["tables"]}"'
    return f'{around} tabindex="0">{renderer.renderToken(tokens, index, options, env)}'


def _close_table(
    renderer: RendererHTML, tokens: Sequence[Token], index: int, options: Any, env: Any
) -> str:
    return f"{renderer.renderToken(tokens, index, options, env)}</div>"


def _picture(
    renderer: RendererHTML, tokens: Sequence[Token], index: int, options: Any, env: Any
) -> str:
    token = tokens[index]
    described = renderer.renderInlineAsText(token.children or [], options, env)
    if not env["pictures"]:
        return f"[Picture: {nh3.clean_text(described)}]"
    token.attrSet("alt", described)
    return renderer.renderToken(tokens, index, options, env)
