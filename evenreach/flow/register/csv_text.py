"""The text of a CSV file, in either of the encodings that the publishers use."""

import codecs
import csv
import io
from collections.abc import Iterator

from evenreach.flow.register.faults import Fault, FileRefused, refuse

NOT_TABLES = {
    (b"PK\x03\x04", b"\xd0\xcf\x11\xe0", b"\x1f\x8b"): "a spreadsheet or an archive",
    (b"%PDF",): "a PDF",
    (b"<",): "a web page or XML",
    (b"{", b"["): "JSON",
}
WELL_FORMED = "well-formed CSV with every quotation mark closed"
ENCODINGS = ("utf-8-sig", "cp1252")


def text_of(raw: bytes, name: str) -> str:
    """The whole text. Raises FileRefused for what is not text."""
    return raw.decode(encoding_of(raw, name))


def csv_records(raw: bytes, name: str) -> Iterator[list[str]]:
    """Rows as they are read, for a whole country's text is several times its bytes."""
    text = io.TextIOWrapper(io.BytesIO(raw), encoding_of(raw, name), newline="")
    return csv.reader(text, strict=True)


def encoding_of(raw: bytes, name: str) -> str:
    """UTF-8 (with or without its mark), else Windows-1252, the two that the publishers use."""
    if not raw.removeprefix(codecs.BOM_UTF8).strip():
        refuse(name, "a header and at least one row, but the file is empty")
    for beginnings, kind in NOT_TABLES.items():
        if raw[:1000].lstrip().startswith(beginnings):
            refuse(name, f"a CSV text file, but this is {kind}: save it as CSV")
    for encoding in ENCODINGS:
        try:
            raw.decode(encoding)
        except UnicodeDecodeError:
            continue
        if b"\x00" not in raw:
            return encoding
    expected = "text in UTF-8 or Windows-1252, but some bytes are neither: save it as UTF-8"
    raise FileRefused([Fault(name, None, None, None, expected)])
