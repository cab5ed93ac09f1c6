"""Reports as files: one template, made into PDFs by a bounded process that reaches nothing."""

import base64
import json
import logging
import os
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

from django.db.models import QuerySet
from django.template.loader import render_to_string

from evenreach.flow.journal.refusal import Refusal
from evenreach.flow.people.models import Authority
from evenreach.flow.records.models import Report
from evenreach.web.report_versions import Version

LOG = logging.getLogger(__name__)
PRODUCT = Path(__file__).resolve().parent.parent.parent
SECONDS_TO_BEGIN = 58
SECONDS_EACH = 2
LEFT_IN_THE_ENVIRONMENT = ("PATH", "HOME", "TMPDIR", "LANG")


class PdfFailed(Refusal):
    """A PDF could not be made."""

    def __init__(self, why: str) -> None:
        super().__init__(
            f"The PDF could not be made: {why} Read the report on its page and print it from "
            "there; whoever runs this service finds in its log what went wrong."
        )


def file_name(report: Report, version: Version = Version.SCHOOL) -> str:
    """What a report's file is called; it says nothing about the learner."""
    reader = "" if version == Version.SCHOOL else f"-{version}"
    return f"{report.content['reference']}-v{report.version}{reader}.pdf"


def report_pdf(report: Report, authority: Authority, version: Version = Version.SCHOOL) -> bytes:
    """A released report as a tagged PDF; the same report gives the same bytes. Raises PdfFailed."""
    return made_into_pdfs([report_html(report, authority, version)])[0]


def write_reports(reports: QuerySet[Report], folder: Path) -> list[Path]:
    """Write every report into a folder that holds nothing else afterwards. Raises PdfFailed."""
    released = list(reports.select_related("authority"))
    pdfs = made_into_pdfs([report_html(report, report.authority) for report in released])
    folder.mkdir(parents=True, exist_ok=True)
    for old in folder.glob("*.pdf"):
        old.unlink()
    paths = [folder / file_name(report) for report in released]
    for path, pdf in zip(paths, pdfs, strict=True):
        path.write_bytes(pdf)
    return paths


def report_html(report: Report, authority: Authority, version: Version = Version.SCHOOL) -> str:
    """The document that becomes the PDF."""
    shown = {"released": report, "authority": authority, "version": version}
    return render_to_string("reports/document.html", shown)


def made_into_pdfs(documents: Sequence[str], *, seconds: int | None = None) -> list[bytes]:
    """HTML documents as PDFs, all in one process, in the same order. Raises PdfFailed.

    The process is stopped after `seconds`; without it, a minute and two seconds for each more.
    """
    if not documents:
        return []
    limit = seconds or SECONDS_TO_BEGIN + SECONDS_EACH * len(documents)
    try:
        done = subprocess.run(
            [sys.executable, "-m", "evenreach.web.pdf", str(limit)],
            input=json.dumps(documents).encode(),
            capture_output=True,
            cwd=PRODUCT,
            env=bare_environment(),
            timeout=limit,
            check=False,
        )
    except subprocess.TimeoutExpired as error:
        raise PdfFailed(f"it took longer than {limit} seconds.") from error
    if done.returncode:
        LOG.error("No PDF was made: %s", done.stderr.decode(errors="replace").strip()[-2000:])
        raise PdfFailed(f"its process ended with {done.returncode}.")
    return [base64.b64decode(pdf) for pdf in json.loads(done.stdout)]


def bare_environment() -> dict[str, str]:
    """Neither the database's address nor any key goes to where documents are made."""
    return {name: os.environ[name] for name in LEFT_IN_THE_ENVIRONMENT if name in os.environ}
