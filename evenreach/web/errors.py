"""Answers to what cannot be done: what, why, and how to mend it."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme

from evenreach.flow.journal.refusal import Refusal


def sign_in_address() -> str:
    return reverse("account_login")


def refused(request: HttpRequest, refusal: Refusal) -> HttpResponse:
    """The refusal's sentence, and the way back to the page it was asked from."""
    came_from = request.META.get("HTTP_REFERER", "")
    known = url_has_allowed_host_and_scheme(came_from, allowed_hosts={request.get_host()})
    shown = {"what": str(refusal), "back_url": came_from if known else ""}
    return render(request, "errors/refused.html", shown, status=409)


def bad_request(request: HttpRequest, exception: Any = None) -> HttpResponse:
    return render(request, "errors/400.html", status=400)


def forbidden(request: HttpRequest, exception: Any = None) -> HttpResponse:
    return render(request, "errors/403.html", status=403)


def not_found(request: HttpRequest, exception: Any = None) -> HttpResponse:
    return render(request, "errors/404.html", status=404)


def failed(request: HttpRequest) -> HttpResponse:
    return HttpResponse(render(None, "errors/500.html").content, status=500)


def stale_form(request: HttpRequest, reason: str = "") -> HttpResponse:
    """A form without its key or token: too old, copied, or sent from elsewhere."""
    return render(request, "errors/csrf.html", status=403)


def no_authority(request: HttpRequest) -> HttpResponse:
    """Nobody is served here; a demonstration's authority is served in demonstration mode only."""
    return HttpResponse(
        "No authority is set up at this address. An operator sets one up with"
        " `evenreach open_authority`.",
        status=404,
        content_type="text/plain; charset=utf-8",
    )
