"""Reads a tagged PDF as a screen reader would: its tags in order, and the words on its pages."""

import re
from collections.abc import Iterator

import pikepdf

LETTER = re.compile(rb"<([0-9a-f]+)> <([0-9a-f]+)>", re.IGNORECASE)


def elements(node: pikepdf.Object) -> Iterator[pikepdf.Dictionary]:
    """Every element of the tree of tags, in reading order."""
    for kid in node.get("/K", []) if isinstance(node.get("/K"), pikepdf.Array) else []:
        if isinstance(kid, pikepdf.Dictionary) and "/S" in kid:
            yield kid
            yield from elements(kid)


def tags(pdf: pikepdf.Pdf) -> list[str]:
    return [str(element.S) for element in elements(pdf.Root.StructTreeRoot)]


def letters(font: pikepdf.Object) -> dict[int, str]:
    """What each glyph of a font stands for."""
    pairs = LETTER.findall(font.ToUnicode.read_bytes())
    return {
        int(glyph, 16): bytes.fromhex(text.decode()).decode("utf-16-be") for glyph, text in pairs
    }


def words_of(page: pikepdf.Page) -> str:
    """The text of a page in the order in which it is drawn."""
    fonts = {name: letters(font) for name, font in page.resources.Font.items()}
    drawn, known = [], {}
    for operands, operator in pikepdf.parse_content_stream(page):
        if str(operator) == "Tf":
            known = fonts[str(operands[0])]
        elif str(operator) in ("Tj", "TJ"):
            shown = operands[0] if str(operator) == "TJ" else operands
            glyphs = b"".join(bytes(part) for part in shown if isinstance(part, pikepdf.String))
            pairs = zip(glyphs[::2], glyphs[1::2], strict=True)
            drawn.append("".join(known[256 * high + low] for high, low in pairs))
    return " ".join(drawn)
