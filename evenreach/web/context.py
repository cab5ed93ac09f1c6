from typing import Any

from django.urls import reverse
from django.utils import timezone

from evenreach.web.access import May
from evenreach.web.brand import Brand
from evenreach.web.text_sizes import COOKIE, SIZES, size_of

NAVIGATION = [
    ("offer", "What we offer", May.READ_PUBLIC_PAGES),
    ("schools", "Schools", May.READ_PUBLIC_PAGES),
    ("announcements", "Announcements", May.READ_PUBLIC_PAGES),
    ("school:start", "Your school", May.ASK_FOR_VISITS),
    ("specialist:diary", "Your visits", May.MAKE_VISITS),
    ("lead:queue", "Requests", May.TRIAGE),
    ("specialist:checking", "Records to check", May.TRIAGE),
    ("learners:search", "Find a request", May.SEARCH),
    ("lead:offer", "Offer", May.EDIT_OFFER),
    ("lead:capacity", "Capacity", May.ALLOCATE),
    ("lead:allocation", "Allocation", May.ALLOCATE),
    ("lead:year", "The year", May.SEE_THE_YEAR),
    ("lead:register", "Register", May.KEEP_REGISTER),
    ("lead:people", "People", May.ONBOARD_SCHOOLS),
    ("evaluator:reach", "Reach", May.SEE_REACH),
]

OWN_LINKS = [
    ("mail_choices", "Your messages: which, and when", May.CHOOSE_MAIL),
    ("lead:brand", "Colour and logo of the pages", May.SET_BRAND),
]


def surroundings(request: Any) -> dict[str, Any]:
    """What every page shows around its own matter."""
    authority = getattr(request, "authority", None)
    if authority is None:
        return {}
    return {
        "brand": Brand(authority.name, authority.colour, authority.logo),
        "navigation": _navigation(request),
        "demonstration": authority.demonstration,
        "now": timezone.localtime(request.now),
        "contact": {"text": "Contact the SEND support services", "email": authority.mail_from},
        "footer_links": [
            *_own_links(request),
            {"url": reverse("authority"), "text": "Schools, partnerships and term dates"},
            {"url": reverse("accessibility"), "text": "Accessibility statement"},
            {"url": reverse("api:description"), "text": "Open data: schools and the offer"},
        ],
        "eyes": request.eyes,
        "text_size": size_of(request.COOKIES.get(COOKIE, "")),
        "text_sizes": SIZES,
    }


def _own_links(request: Any) -> list[dict[str, str]]:
    return [
        {"url": reverse(name), "text": text}
        for name, text, permission in OWN_LINKS
        if permission.is_given_to(request.eyes)
    ]


def _navigation(request: Any) -> list[dict[str, Any]]:
    entries = [
        (reverse(name), text)
        for name, text, permission in NAVIGATION
        if permission.is_given_to(request.eyes)
    ]
    return [
        {"url": url, "text": text, "current": request.path.startswith(url)} for url, text in entries
    ]
