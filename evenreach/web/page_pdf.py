"""A published page as a tagged PDF, from the templates that make the page."""

from collections.abc import Mapping
from functools import lru_cache
from typing import Any

from django.http import HttpResponse
from django.template.loader import render_to_string

from evenreach.web.asked import Asked
from evenreach.web.documents import made_into_pdfs


def page_pdf(request: Asked, template: str, context: Mapping[str, Any], name: str) -> HttpResponse:
    """Answer with a PDF called `name`. Raises PdfFailed.

    `template` extends page_document.html; `context` has `dated`, the moment of what it says, so
    that the same page gives the same bytes. Links to pages here lead to this host.
    """
    html = render_to_string(template, {**context, "authority": request.authority})
    here = request.build_absolute_uri("/")
    return HttpResponse(
        _made(html.replace('href="/', f'href="{here}')),
        content_type="application/pdf",
        headers={"Content-Disposition": f'inline; filename="{name}"'},
    )


@lru_cache(maxsize=64)
def _made(html: str) -> bytes:
    """Kept for the next reader: what is published is the same for everybody."""
    return made_into_pdfs([html])[0]
