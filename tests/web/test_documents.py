"""What a report's PDF holds for somebody who listens to it, and what making one may reach."""

import io
import os
import re
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from http.server import BaseHTTPRequestHandler, HTTPServer

import pikepdf
import pytest

from evenreach.demo.stories import load_stories
from evenreach.flow.people.models import Authority
from evenreach.flow.records.models import Report
from evenreach.web import pdf as rendering
from evenreach.web.documents import (
    PdfFailed,
    bare_environment,
    made_into_pdfs,
    report_html,
    report_pdf,
)
from tests.web.pdf_words import elements, tags, words_of

MARK = "Demonstration: learners, staff and activity are invented"
NORTHUMBERLAND = Authority(
    code="929", name="Northumberland (demonstration)", colour="#1d4b5a", demonstration=True
)
REAL = Authority(code="998", name="Somewhere", colour="#1d4b5a", demonstration=False)


def released(**changed: object) -> Report:
    """A report of an invented visit, long enough for two pages."""
    story = load_stories()[0]
    on = date(2025, 11, 4)
    content = {
        "reference": "LIC-00042",
        "school": "An invented school",
        "urn": 100000,
        "service": "Specialist Teaching Service",
        "visit": "Learner in Context visit",
        "visited_on": on.isoformat(),
        "part": "morning",
        "specialist": "Tom Robson",
        "learner": {"initials": "QX", "school_reference": "P-0417", "year_group": "R"},
        "asked": {
            "concern": story.concern,
            "family_view": story.family_view,
            "hoped_outcome": story.hoped_outcome,
        },
        "context": story.context,
        "strengths": story.strengths,
        "learner_voice": "",
        "need_area": story.need_area,
        "need_identified": story.need_identified,
        "provision": [
            {
                "what": line.what,
                "who": line.who,
                "how_often": line.how_often,
                "until": (on + timedelta(weeks=line.until_weeks)).isoformat(),
            }
            for line in story.provision
        ],
        "further_assessment": "indicated",
        "assessment_detail": story.assessment_detail,
        **changed,
    }
    at = datetime(2025, 11, 10, 16, tzinfo=UTC)
    return Report(version=1, released_at=at, content=content)


@pytest.fixture(scope="module")
def made() -> bytes:
    return report_pdf(released(), NORTHUMBERLAND)


@pytest.fixture(scope="module")
def pdf(made: bytes) -> Iterator[pikepdf.Pdf]:
    with pikepdf.open(io.BytesIO(made)) as opened:
        yield opened


def fetched(address: str) -> list[bytes]:
    return made_into_pdfs([f'<html lang="en-GB"><link rel="stylesheet" href="{address}"><p>Words'])


def test_it_is_tagged_and_says_its_language_title_and_author(pdf: pikepdf.Pdf) -> None:
    assert pdf.Root.MarkInfo.Marked
    assert pdf.Root.ViewerPreferences.DisplayDocTitle
    assert pdf.Root.Lang == "en-GB"
    assert pdf.docinfo["/Title"] == "Report LIC-00042: Learner in Context visit"
    assert pdf.docinfo["/Author"] == NORTHUMBERLAND.name
    assert pdf.docinfo["/CreationDate"] == "D:20251110160000+00'00"


def test_it_does_not_claim_a_conformance_that_nobody_checked(pdf: pikepdf.Pdf) -> None:
    metadata = pdf.Root.Metadata.read_bytes()
    assert b"Learner in Context visit" in metadata
    assert b"pdfuaid:part" not in metadata


def test_headings_can_be_followed_in_the_text_and_in_the_bookmarks(pdf: pikepdf.Pdf) -> None:
    assert [tag for tag in tags(pdf) if re.fullmatch("/H[1-6]", tag)] == [
        "/H1",
        *["/H2", "/H3", "/H3", "/H3"],
        *["/H2"] * 7,
    ]
    with pdf.open_outline() as outline:
        (report,) = outline.root
        assert report.title == "Report: Learner in Context visit"
        assert [part.title for part in report.children] == [
            "What the school asked",
            "Context",
            "Strengths",
            "The learner\N{RIGHT SINGLE QUOTATION MARK}s voice",
            "1. Need identified",
            "2. Provision planned",
            "3. Further assessment",
            "What happens next",
        ]


def test_every_cell_of_a_table_names_its_headers(pdf: pikepdf.Pdf) -> None:
    lines = len(load_stories()[0].provision)
    counted = tags(pdf)
    assert counted.count("/Table") == 2
    assert counted.count("/TH") == 7 + 4 + lines
    cells = [e for e in elements(pdf.Root.StructTreeRoot) if e.S == "/TD"]
    assert [len(cell.A.Headers) for cell in cells] == [1] * 7 + [2] * 3 * lines


def test_every_font_is_embedded_and_ours(pdf: pikepdf.Pdf) -> None:
    fonts = {name: font for page in pdf.pages for name, font in page.resources.Font.items()}
    inner = [font.DescendantFonts[0].FontDescriptor for font in fonts.values()]
    assert all("/FontFile2" in descriptor for descriptor in inner)
    assert sorted(str(descriptor.FontName).partition("+")[2] for descriptor in inner) == [
        "Atkinson-Hyperlegible-Next",
        "Atkinson-Hyperlegible-Next-Bold",
    ]


def test_the_demonstration_is_marked_and_numbered_on_every_page(pdf: pikepdf.Pdf) -> None:
    texts = [words_of(page) for page in pdf.pages]
    assert len(texts) == 2
    for number, text in enumerate(texts, start=1):
        assert MARK in text
        assert "LIC-00042, released on 10 November 2025" in text
        assert f"Page {number} of 2" in text


def test_a_real_authoritys_report_bears_no_such_mark() -> None:
    with pikepdf.open(io.BytesIO(report_pdf(released(), REAL))) as pdf:
        texts = [words_of(page) for page in pdf.pages]
    assert all("Somewhere" in text and "Demonstration" not in text for text in texts)


def test_the_same_report_gives_the_same_bytes_alone_and_among_others(made: bytes) -> None:
    other = report_html(released(reference="LIC-00043"), NORTHUMBERLAND)
    again = report_html(released(), NORTHUMBERLAND)
    assert made_into_pdfs([other, again])[1] == made


def test_what_was_typed_stays_text() -> None:
    typed = '<img src="file:///etc/passwd"> & more'
    with pikepdf.open(io.BytesIO(report_pdf(released(context=typed), REAL))) as pdf:
        assert typed in " ".join(words_of(page) for page in pdf.pages)


def test_our_own_static_files_are_fetched_without_a_warning(
    caplog: pytest.LogCaptureFixture,
) -> None:
    assert fetched("evenreach/document.css")[0].startswith(b"%PDF")
    rendering.rendered(report_html(released(), NORTHUMBERLAND))
    assert [record.getMessage() for record in caplog.records] == []


@pytest.mark.parametrize(
    "address",
    [
        "file:///etc/passwd",
        "data:text/css,p{}",
        "https://static.invalid/evenreach/document.css",
        "http://static.invalid/../pdf.py",
        "http://static.invalid/%2e%2e/pdf.py",
        "evenreach/missing.css",
    ],
)
def test_nothing_else_is_fetched(address: str) -> None:
    with pytest.raises(PdfFailed):
        fetched(address)
    with pytest.raises(rendering.NotOurs):
        rendering.OwnStaticFiles().fetch(address)


def test_a_server_beside_us_is_never_asked() -> None:
    asked: list[str] = []

    class Listener(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            asked.append(self.path)
            self.send_error(404)

        def log_message(self, *_: object) -> None:
            pass

    with HTTPServer(("127.0.0.1", 0), Listener) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        with pytest.raises(PdfFailed):
            fetched(f"http://127.0.0.1:{server.server_port}/letter.css")
        server.shutdown()
    assert asked == []


def test_a_document_without_end_is_stopped() -> None:
    began = time.monotonic()
    with pytest.raises(PdfFailed, match="longer than 2 seconds"):
        made_into_pdfs(['<html lang="en-GB">' + "<p>Words without end</p>" * 100_000], seconds=2)
    assert time.monotonic() - began < 20


@pytest.mark.parametrize(("mebibytes", "ends"), [(64, 0), (2048, 1)])
def test_memory_is_bounded(mebibytes: int, ends: int) -> None:
    program = f"from evenreach.web import pdf; pdf.bound(60); bytearray({mebibytes} * 1024**2)"
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, check=False)
    assert done.returncode == ends
    assert (b"MemoryError" in done.stderr) == bool(ends)


def test_no_key_and_no_database_goes_to_where_documents_are_made(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("DATABASE_URL", "postgresql://nobody@127.0.0.1/nothing")
    assert bare_environment().items() <= os.environ.items()
    assert not [name for name in bare_environment() if name.startswith(("EVENREACH", "DATABASE"))]
