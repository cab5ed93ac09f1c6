"""HTML in, PDF out, in a process of its own: `python -m evenreach.web.pdf`.

Standard input is a JSON list of HTML documents; standard output is a JSON list of PDFs in Base64,
in the same order. The process knows no database and no settings, fetches the product's own static
files and nothing else, and is bounded in memory and in processor time.
"""

import base64
import json
import mimetypes
import resource
import sys
from pathlib import Path
from typing import Any

from weasyprint import HTML
from weasyprint.urls import URLFetcher, URLFetcherResponse

STATIC = (Path(__file__).parent / "static").resolve()
BASE = "http://static.invalid/"
"""Where documents find static files. RFC 2606: no host of that name can ever exist."""

MEMORY_BYTES = 1024**3


class NotOurs(Exception):
    """A document may show the product's own static files only."""

    def __init__(self, url: str) -> None:
        super().__init__(
            f"The document asks for {url!r}, which is not one of Evenreach's static files. Put the "
            f"file below {STATIC.name}/ and name it by its path there, like evenreach/document.css."
        )


class OwnStaticFiles(URLFetcher):
    """Fetches from the static folder. Whatever cannot be fetched ends the rendering."""

    def __init__(self) -> None:
        super().__init__(allowed_protocols=(), allow_redirects=False, fail_on_errors=True)

    def fetch(self, url: str, headers: Any = None) -> URLFetcherResponse:
        path = (STATIC / url.removeprefix(BASE)).resolve()
        if not url.startswith(BASE) or not path.is_relative_to(STATIC) or not path.is_file():
            raise NotOurs(url)
        kind, _ = mimetypes.guess_type(path.name)
        return URLFetcherResponse(url, path.read_bytes(), {"Content-Type": kind})


def rendered(html: str) -> bytes:
    """A tagged PDF of one document; the same document gives the same bytes."""
    document = HTML(string=html, base_url=BASE, url_fetcher=OwnStaticFiles()).render()
    return bytes(document.write_pdf(pdf_tags=True, pdf_version="1.7", finisher=_describe))


def _describe(document: Any, pdf: Any) -> None:
    """Title, author and dates as XMP, as the variant pdf/ua-1 would, without its claim."""
    document.metadata.include_in_pdf(pdf, "ua", None, conformance=None, compress=True)


def bound(seconds: int) -> None:
    """From here on this process ends when it needs more memory or processor time than it may."""
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY_BYTES, MEMORY_BYTES))
    resource.setrlimit(resource.RLIMIT_CPU, (seconds, seconds))


def main() -> None:
    bound(int(sys.argv[1]) + 1)
    documents = json.load(sys.stdin)
    pdfs = [base64.b64encode(rendered(html)).decode() for html in documents]
    json.dump(pdfs, sys.stdout)


if __name__ == "__main__":
    main()
