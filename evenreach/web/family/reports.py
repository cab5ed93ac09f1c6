"""A family reads the report by link: the link gives a cookie, and reading changes nothing."""

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.cache import cache_control, never_cache
from django.views.decorators.http import require_safe

from evenreach.flow.journal.refusal import Refusal
from evenreach.flow.records.sharing import read_by_family
from evenreach.web.access import May, needs
from evenreach.web.asked import Asked
from evenreach.web.links import leave_token, token_left

COOKIE = "family_report"
GONE = 410


class NoReportOpened(Refusal):
    """A family's report was asked for without its link, or a day after it was opened."""

    def __init__(self) -> None:
        super().__init__(
            "To read the report, open the link in the message that we sent you. If you opened it "
            "more than a day ago, open it again: it works for four weeks."
        )


@needs(May.READ_FAMILY_REPORT)
@require_safe
@never_cache
def link(request: Asked, token: str) -> HttpResponse:
    """Exchange the link for a cookie, so that the address of the page says nothing."""
    response = redirect("family:report")
    leave_token(response, token, cookie=COOKIE, path=reverse("family:report"))
    return response


@needs(May.READ_FAMILY_REPORT)
@require_safe
@cache_control(private=True, no_store=True)
def read(request: Asked) -> HttpResponse:
    """The family's version of the newest report; the look is recorded before it is shown."""
    try:
        token = token_left(request, cookie=COOKIE)
        if token is None:
            raise NoReportOpened
        report = read_by_family(
            authority_id=request.authority.pk, at=request.now, token=token, page=request.path
        )
    except Refusal as refusal:
        shown = {"refusal": str(refusal)}
        return render(request, "family/report_closed.html", shown, status=GONE)
    return render(request, "family/report.html", {"released": report})
