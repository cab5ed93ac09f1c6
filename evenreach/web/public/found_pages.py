"""A page of what was found: words are looked for in every name once, and not again to count."""

from typing import Any

from django.core.paginator import Page, Paginator

from evenreach.web.public.finding import Finding


def page_of(finding: Finding, number: str | None, *, per_page: int) -> "Page[Any]":
    """The page of this number, or the nearest there is.

    Where words were typed, one look through an index gives the URNs of all that is found, in order;
    what was not asked for by words is counted from an index alone.
    """
    found = finding.schools
    if not (finding.form.is_valid() and finding.form.narrowing.typed.strip()):
        return Paginator(found, per_page).get_page(number)
    page: Page[Any] = Paginator(list(found.values_list("urn", flat=True)), per_page).get_page(
        number
    )
    page.object_list = list(found.filter(urn__in=list(page.object_list)))
    return page
