"""The published pages as PDFs hold what a listener needs, and the checker misses nothing of it."""

from collections.abc import Callable
from io import BytesIO

import pikepdf
import pytest
from django.urls import reverse

from evenreach.desks.allocation.decision_queries import decisions_published
from evenreach.web.documents import made_into_pdfs
from tests.web.pdf_structure import faults_of_pdf
from tests.web.pdf_words import elements, words_of

PAGE = """<!DOCTYPE html><html lang="en-GB"><head><title>A page</title>
<link rel="stylesheet" href="evenreach/document.css"></head><body><main>
<h1>A page</h1><p>Words.</p><h2>A part</h2>
<img src="evenreach/favicon.png" alt="A square">
<table><tr><th scope="row">One</th><td>1</td></tr></table><h3>A section</h3></main></body></html>"""


@pytest.fixture(scope="module")
def whole() -> bytes:
    return made_into_pdfs([PAGE])[0]


def test_a_whole_document_has_no_fault(whole):
    assert faults_of_pdf(pikepdf.open(BytesIO(whole))) == []


def first(pdf: pikepdf.Pdf, tag: str) -> pikepdf.Dictionary:
    return next(found for found in elements(pdf.Root.StructTreeRoot) if str(found.S) == tag)


def without_a_font(pdf: pikepdf.Pdf) -> None:
    font = next(iter(pdf.pages[0].resources.Font.values()))
    described = font.get("/DescendantFonts", [font])[0].FontDescriptor
    for name in {"/FontFile", "/FontFile2", "/FontFile3"} & set(described.keys()):
        del described[name]


def retag(tag: str, other: str) -> Callable[[pikepdf.Pdf], None]:
    def retagged(pdf: pikepdf.Pdf) -> None:
        first(pdf, tag).S = pikepdf.Name(other)

    return retagged


SPOILT: dict[str, Callable[[pikepdf.Pdf], None]] = {
    "it is not marked as tagged": lambda pdf: pdf.Root.__delitem__("/MarkInfo"),
    "it has no tree of tags": lambda pdf: pdf.Root.__delitem__("/StructTreeRoot"),
    "it does not say its language": lambda pdf: pdf.Root.__delitem__("/Lang"),
    "it has no title": lambda pdf: pdf.docinfo.__delitem__("/Title"),
    "its window shows the file's name and not its title": (
        lambda pdf: pdf.Root.__delitem__("/ViewerPreferences")
    ),
    "it does not begin with its one heading of level 1 but has levels [2, 2, 3]": (
        retag("/H1", "/H2")
    ),
    "a heading of level 3 follows one of level 1": retag("/H2", "/P"),
    "a picture has no words": lambda pdf: first(pdf, "/Figure").__delitem__("/Alt"),
    "a table has no headings": retag("/TH", "/TD"),
    "it has no bookmarks": lambda pdf: pdf.Root.__delitem__("/Outlines"),
}


@pytest.mark.parametrize("fault", SPOILT)
def test_each_thing_that_is_missing_is_found(whole, fault):
    pdf = pikepdf.open(BytesIO(whole))
    SPOILT[fault](pdf)
    assert fault in faults_of_pdf(pdf)


def test_a_font_that_is_not_embedded_is_found(whole):
    pdf = pikepdf.open(BytesIO(whole))
    without_a_font(pdf)
    assert [fault for fault in faults_of_pdf(pdf) if fault.endswith("is not embedded")]


@pytest.fixture
def files(northumberland) -> dict[str, str]:
    decision = decisions_published(northumberland.pk).first()
    return {
        reverse("offer_pdf"): "What we offer to every school in 2025/26",
        reverse("service_pdf", args=["specialist-teaching"]): (
            "Specialist Teaching Service: communication, interaction and learning"
        ),
        reverse("decision_page_pdf", args=[decision.pk]): decision.policy.name,
    }


def test_what_is_published_as_a_file_has_no_fault_and_says_what_its_page_says(files, browser_of):
    for path, heading in files.items():
        answer = browser_of().get(path)
        assert answer.status_code == 200, path
        assert answer["Content-Type"] == "application/pdf"
        pdf = pikepdf.open(BytesIO(answer.content))
        assert faults_of_pdf(pdf) == [], path
        words = " ".join(words_of(pdf.pages[0]).split())
        assert heading.split(":")[0] in words, path
        assert "Demonstration" in words, path


def test_links_of_a_file_lead_to_pages_of_this_host(browser_of, files):
    pdf = pikepdf.open(BytesIO(browser_of().get(reverse("offer_pdf")).content))
    links = {
        str(note.A.URI)
        for page in pdf.pages
        for note in page.get("/Annots", [])
        if "/A" in note and "/URI" in note.A
    }
    assert "http://testserver/offer/specialist-teaching/" in links
    assert all(link.startswith("http://testserver/offer/") for link in links)
