"""The reader's tools at the head of every published page."""

from datetime import date, datetime
from typing import Any

from django import template

from evenreach.flow.offer.models import OfferVersion
from evenreach.web.offer_changes import version_name
from evenreach.web.published import PublishedPage, mail_address

register = template.Library()


@register.filter
def offer_reference(offer: OfferVersion) -> str:
    """Offer for 2025/26, or Offer for 2025/26 version 2."""
    return f"Offer for {version_name(offer)}"


@register.filter
def numbered(what: str, number: int) -> str:
    """Decision 12."""
    return f"{what} {number}"


@register.inclusion_tag("components/reader_tools.html", takes_context=True)
def reader_tools(
    context: dict[str, Any],
    *,
    title: str,
    reference: str = "",
    dated: str = "Published",
    on: date | datetime | None = None,
    pdf: str = "",
    names_learner: bool = False,
) -> dict[str, Any]:
    """Reference, date and whom to ask; PDF, print, e-mail and the page's address.

    A page that names a learner is not sent by mail: its address is good only for those who may
    sign in and see it.
    """
    request, eyes = context["request"], context["eyes"]
    link = request.build_absolute_uri()
    contact = context["contact"]["email"]
    page = PublishedPage(request.get_full_path(), title)
    return {
        "title": title,
        "reference": reference,
        "dated": dated,
        "on": on,
        "pdf": pdf,
        "names_learner": names_learner,
        "link": link,
        "contact": contact,
        "mail": mail_address(title=title, link=link),
        "question": mail_address(title=f"About: {title}", link=link, recipient=contact),
        "seal": page.seal if eyes.person_id and not names_learner else "",
    }
