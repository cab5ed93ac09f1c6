"""What a document is, told by its content and never by what it calls itself."""

from collections.abc import Callable
from io import BytesIO
from zipfile import BadZipFile, ZipFile, ZipInfo

from evenreach.flow.journal.refusal import Refusal

MOST_MEGABYTES = 5
MOST_BYTES = MOST_MEGABYTES * 1024 * 1024
MOST_UNPACKED = 20 * MOST_BYTES
OFFICE_LOCKED = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
PDF, DOCX, PNG, JPEG = "pdf", "docx", "png", "jpeg"
MEDIA_TYPES = {
    PDF: "application/pdf",
    DOCX: "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    PNG: "image/png",
    JPEG: "image/jpeg",
}


class UnfitDocument(Refusal):
    """A file is not one of the documents that can be attached."""


def kind_of(content: bytes) -> str:
    """Which of MEDIA_TYPES the content is. Raises UnfitDocument."""
    if not content:
        raise UnfitDocument("The file is empty. Save it again, then choose it.")
    if len(content) > MOST_BYTES:
        raise UnfitDocument(
            f"The file is larger than {MOST_MEGABYTES} megabytes. Save it smaller, or attach only "
            "the pages that matter."
        )
    if content.startswith(OFFICE_LOCKED):
        raise UnfitDocument(
            "The file has a password, or comes from an old version of Word. Save it without a "
            "password as a Word document (.docx) or a PDF."
        )
    for kind, begins, check in KINDS:
        if content.startswith(begins):
            check(content)
            return kind
    raise UnfitDocument("The file must be a PDF, a Word document (.docx), a PNG or a JPEG.")


def _check_pdf(content: bytes) -> None:
    if b"%%EOF" not in content[-2048:]:
        raise UnfitDocument("The PDF is cut off. Save it again, then choose it.")
    if b"/Encrypt" in content:
        raise UnfitDocument("The PDF has a password. Save it without one, then choose it.")
    if any(word in content for word in (b"/JavaScript", b"/Launch", b"/EmbeddedFile")):
        raise UnfitDocument(
            "The PDF holds a program or another file. Print it to a new PDF, then choose that."
        )


def _check_docx(content: bytes) -> None:
    try:
        with ZipFile(BytesIO(content)) as packed:
            files = packed.infolist()
            types = packed.read("[Content_Types].xml") if _fits(files) else b""
    except (BadZipFile, KeyError, RuntimeError, NotImplementedError) as fault:
        raise UnfitDocument("The Word document cannot be read. Save it again.") from fault
    names = {each.filename for each in files}
    if "word/document.xml" not in names:
        raise UnfitDocument("The file is packed, but is no Word document. Save it as .docx or PDF.")
    if b"macroEnabled" in types or any(name.endswith("vbaProject.bin") for name in names):
        raise UnfitDocument("The Word document holds macros. Save it as .docx without macros.")
    if not _fits(files):
        raise UnfitDocument("The Word document is too large once unpacked. Save it as a PDF.")


def _fits(files: list[ZipInfo]) -> bool:
    return sum(each.file_size for each in files) <= MOST_UNPACKED


def _check_png(content: bytes) -> None:
    if b"IEND" not in content[-64:]:
        raise UnfitDocument("The picture is cut off. Save it again, then choose it.")


def _check_jpeg(content: bytes) -> None:
    if b"\xff\xd9" not in content[-1024:]:
        raise UnfitDocument("The picture is cut off. Save it again, then choose it.")


KINDS: tuple[tuple[str, bytes, Callable[[bytes], None]], ...] = (
    (PDF, b"%PDF-", _check_pdf),
    (DOCX, b"PK\x03\x04", _check_docx),
    (PNG, b"\x89PNG\r\n\x1a\n", _check_png),
    (JPEG, b"\xff\xd8\xff", _check_jpeg),
)
