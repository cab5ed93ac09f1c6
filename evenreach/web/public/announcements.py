"""Announcements as anybody reads them: the archive, one with its versions, and threads."""

from difflib import ndiff
from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.template.loader import render_to_string
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from evenreach.desks.publishing.announcement_models import AnnouncementVersion
from evenreach.desks.publishing.announcement_queries import (
    archive,
    is_kept_from_public,
    newest_published,
    picture_seen_by,
    threads,
    versions_of,
    years_of,
)
from evenreach.desks.publishing.pictures import MEDIA_TYPES
from evenreach.desks.publishing.unsubscribing import LinkNotWhole, person_of, stop_announcements
from evenreach.web.access import May, needs
from evenreach.web.asked import Asked
from evenreach.web.documents import made_into_pdfs
from evenreach.web.errors import sign_in_address
from evenreach.web.public.announcement_words import changes_between, steps_of

ON_A_PAGE = 20
GONE = 410


@needs(May.READ_PUBLIC_PAGES)
@require_safe
def announcements(request: Asked) -> HttpResponse:
    """The archive, by school year and words."""
    words, year = request.GET.get("words", "").strip(), request.GET.get("year", "")
    chosen = int(year) if year.isdecimal() and len(year) == 4 else None
    found = archive(request.eyes, words=words, year=chosen)
    context = {
        "page": Paginator(found, ON_A_PAGE).get_page(request.GET.get("page")),
        "words": words,
        "chosen": chosen,
        "years": years_of(newest_published(request.eyes)),
        "threads": threads(request.authority.pk),
        "may_write": May.WRITE_ANNOUNCEMENTS.is_given_to(request.eyes),
    }
    return render(request, "public/announcements.html", context)


@needs(May.READ_PUBLIC_PAGES)
@require_safe
def announcement(request: Asked, announcement: str, number: int | None = None) -> HttpResponse:
    """The newest version, or an earlier one, with what each changed."""
    versions = versions_of(request.eyes, announcement)
    if not versions and _is_to_sign_in(request, announcement):
        return redirect(f"{sign_in_address()}?next={request.path}")
    shown = _chosen(versions, number)
    context = {"shown": shown, "versions": versions, "newest": versions[0]}
    return render(request, "public/announcement.html", context)


@needs(May.READ_PUBLIC_PAGES)
@require_safe
def changes(request: Asked, announcement: str, number: int) -> HttpResponse:
    """What a version changed, line by line."""
    versions = versions_of(request.eyes, announcement)
    shown, before = _chosen(versions, number), _chosen(versions, number - 1)
    lines = changes_between(ndiff(before.text.splitlines(), shown.text.splitlines()))
    context = {"shown": shown, "before": before, "lines": lines}
    return render(request, "public/announcement_changes.html", context)


@needs(May.READ_PUBLIC_PAGES)
@require_safe
def as_pdf(request: Asked, announcement: str) -> HttpResponse:
    """The newest version as a file."""
    shown = _chosen(versions_of(request.eyes, announcement), None)
    context = {"shown": shown, "authority": request.authority}
    made = made_into_pdfs([render_to_string("public/announcement_document.html", context)])[0]
    name = f'inline; filename="{shown.reference}.pdf"'
    headers = {"Content-Disposition": name}
    return HttpResponse(made, content_type="application/pdf", headers=headers)


@needs(May.READ_PUBLIC_PAGES)
@require_safe
def picture(request: Asked, picture_id: int) -> HttpResponse:
    """A picture of an announcement; told what it is, so that no browser guesses."""
    found = picture_seen_by(request.eyes, picture_id)
    return HttpResponse(bytes(found.content), content_type=MEDIA_TYPES[found.kind])


@needs(May.READ_PUBLIC_PAGES)
@require_safe
def thread(request: Asked, thread: str) -> HttpResponse:
    """One matter, from its announcement to its reports."""
    shown = threads(request.authority.pk).get(slug=thread)
    context = {"thread": shown, "steps": steps_of(request.eyes, shown)}
    return render(request, "public/announcement_thread.html", context)


@needs(May.READ_PUBLIC_PAGES)
@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
def stop(request: Asked, token: str) -> HttpResponse:
    """Stop announcements by a mail's link; only the button stops, since programs open links."""
    try:
        if request.method == "POST":
            stop_announcements(authority_id=request.authority.pk, at=request.now, token=token)
            messages.success(request, "From the next one on, you are sent no announcements")
            return redirect("announcements")
        person = person_of(request.authority.pk, token)
    except LinkNotWhole as refusal:
        context: dict[str, Any] = {"refusal": str(refusal)}
        return render(request, "public/announcement_stop.html", context, status=GONE)
    return render(request, "public/announcement_stop.html", {"address": person.email})


def _chosen(versions: list[AnnouncementVersion], number: int | None) -> AnnouncementVersion:
    for version in versions:
        if number is None or version.number == number:
            return version
    raise Http404


def _is_to_sign_in(request: Asked, slug: str) -> bool:
    """Whether nobody is signed in, and its recipients could read it once they are."""
    return request.eyes.person_id is None and is_kept_from_public(request.authority.pk, slug)
