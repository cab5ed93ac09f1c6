"""What a PDF lacks for somebody who listens to it or goes by its headings.

These are checks of structure, of what a machine can see. That a PDF passes them is not a claim
that it conforms to PDF/UA-1: no validator has said so.
"""

import re
from collections.abc import Iterator
from itertools import pairwise

import pikepdf

from tests.web.pdf_words import elements

HEADING = re.compile(r"/H([1-6])")


def faults_of_pdf(pdf: pikepdf.Pdf) -> list[str]:
    """Each thing that is missing, in words; empty when there is none."""
    return [
        *_document_faults(pdf.Root, pdf),
        *_heading_faults(pdf.Root),
        *_picture_faults(pdf.Root),
        *_table_faults(pdf.Root),
        *_font_faults(pdf),
        *_bookmark_faults(pdf.Root),
    ]


def _document_faults(root: pikepdf.Dictionary, pdf: pikepdf.Pdf) -> Iterator[str]:
    if not root.get("/MarkInfo", {}).get("/Marked"):
        yield "it is not marked as tagged"
    if "/StructTreeRoot" not in root:
        yield "it has no tree of tags"
    if not str(root.get("/Lang", "")):
        yield "it does not say its language"
    if not str(pdf.docinfo.get("/Title", "")):
        yield "it has no title"
    if not root.get("/ViewerPreferences", {}).get("/DisplayDocTitle"):
        yield "its window shows the file's name and not its title"


def _tags(root: pikepdf.Dictionary) -> list[pikepdf.Dictionary]:
    return list(elements(root.StructTreeRoot)) if "/StructTreeRoot" in root else []


def _heading_faults(root: pikepdf.Dictionary) -> Iterator[str]:
    found = [HEADING.fullmatch(str(tag.S)) for tag in _tags(root)]
    levels = [int(match[1]) for match in found if match]
    if levels.count(1) != 1 or levels[:1] != [1]:
        yield f"it does not begin with its one heading of level 1 but has levels {levels}"
    for before, after in pairwise(levels):
        if after > before + 1:
            yield f"a heading of level {after} follows one of level {before}"


def _picture_faults(root: pikepdf.Dictionary) -> Iterator[str]:
    for tag in _tags(root):
        if str(tag.S) == "/Figure" and not str(tag.get("/Alt", "")).strip():
            yield "a picture has no words"


def _table_faults(root: pikepdf.Dictionary) -> Iterator[str]:
    for tag in _tags(root):
        if str(tag.S) == "/Table" and "/TH" not in {str(part.S) for part in elements(tag)}:
            yield "a table has no headings"


def _font_faults(pdf: pikepdf.Pdf) -> Iterator[str]:
    for page in pdf.pages:
        for name, font in page.resources.get("/Font", {}).items():
            described = font.get("/DescendantFonts", [font])[0].get("/FontDescriptor", {})
            if not {"/FontFile", "/FontFile2", "/FontFile3"} & set(described.keys()):
                yield f"the font {name} is not embedded"


def _bookmark_faults(root: pikepdf.Dictionary) -> Iterator[str]:
    if "/First" not in root.get("/Outlines", {}):
        yield "it has no bookmarks"
