"""One-time links: written into a mail, and exchanged for a cookie once somebody opened them."""

import secrets

from django.conf import settings
from django.core import signing
from django.http import HttpRequest, HttpResponse
from django.urls import reverse

from evenreach.flow.people.inviting import OneTimeLink

COOKIE_SECONDS = 24 * 60 * 60


def new_join_link(request: HttpRequest) -> OneTimeLink:
    """A link that nobody can guess, for one invitation."""
    token = secrets.token_urlsafe(32)
    return OneTimeLink(token, request.build_absolute_uri(reverse("join_link", args=[token])))


def new_consent_link(request: HttpRequest) -> OneTimeLink:
    """The same, for a question about consent."""
    token = secrets.token_urlsafe(32)
    return OneTimeLink(token, request.build_absolute_uri(reverse("consent:link", args=[token])))


def leave_token(response: HttpResponse, token: str, *, cookie: str, path: str) -> None:
    """Leave a link's token with the browser, for one page and one day."""
    response.set_cookie(
        cookie,
        signing.dumps(token, salt=cookie),
        max_age=COOKIE_SECONDS,
        path=path,
        secure=settings.SESSION_COOKIE_SECURE,
        httponly=True,
        samesite="Lax",
    )


def token_left(request: HttpRequest, *, cookie: str) -> str | None:
    """The token that an opened link left; None without one, or a day after it."""
    try:
        kept = request.COOKIES.get(cookie, "")
        return str(signing.loads(kept, salt=cookie, max_age=COOKIE_SECONDS))
    except signing.BadSignature:
        return None
