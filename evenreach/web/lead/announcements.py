"""Writing announcements, and looking at them before and after they are sent."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from evenreach.desks.publishing.addressing import addressed_by
from evenreach.desks.publishing.announcement_models import AnnouncementVersion
from evenreach.desks.publishing.announcement_queries import (
    copies_of,
    findings_in,
    versions_written,
)
from evenreach.desks.publishing.drafting import (
    add_picture,
    begin_correction,
    open_thread,
    save_draft,
    start_announcement,
)
from evenreach.desks.publishing.merging import known_fields
from evenreach.desks.publishing.pasting import from_html, from_plain
from evenreach.desks.publishing.school_facts import service_slugs
from evenreach.flow.journal.queries import latest_task
from evenreach.flow.journal.refusal import Refusal
from evenreach.web.access import May, needs
from evenreach.web.asked import Asked, this_year, today
from evenreach.web.form_keys import may_be_repeated
from evenreach.web.lead import announcement_words as words
from evenreach.web.lead.announcement_act_forms import PictureForm, ThreadForm
from evenreach.web.lead.announcement_forms import AnnouncementForm, written

State = AnnouncementVersion.State
SECONDS_TO_NEXT_LOOK = "2"
FORM_ONLY = ["GET", "HEAD", "POST"]


@needs(May.WRITE_ANNOUNCEMENTS)
@require_safe
def announcements(request: Asked) -> HttpResponse:
    """Every version, whatever its state, the newest first."""
    rows = words.version_rows(versions_written(request.authority.pk))
    context = {"columns": words.COLUMNS, "rows": rows}
    return render(request, "lead/announcements.html", context)


@needs(May.WRITE_ANNOUNCEMENTS)
@require_http_methods(FORM_ONLY)
def write(request: Asked) -> HttpResponse:
    """Begin an announcement; nobody sees it before somebody else approves."""
    form = AnnouncementForm(request.POST or None, authority_id=request.authority.pk)
    if form.is_valid():
        begun = start_announcement(by=request.eyes, at=request.now, draft=form.draft())
        return _saved(request, begun)
    return _writing(request, form)


@needs(May.WRITE_ANNOUNCEMENTS)
@require_http_methods(FORM_ONLY)
def edit(request: Asked, version_id: int) -> HttpResponse:
    """Go on writing a draft of one's own."""
    shown = versions_written(request.authority.pk).get(pk=version_id)
    form = AnnouncementForm(
        request.POST or None,
        authority_id=request.authority.pk,
        number=shown.number,
        initial=written(shown),
    )
    if form.is_valid():
        draft = form.draft()
        save_draft(by=request.eyes, at=request.now, version_id=version_id, draft=draft)
        return _saved(request, shown)
    return _writing(request, form, shown)


@needs(May.WRITE_ANNOUNCEMENTS)
@may_be_repeated
@require_POST
def clean(request: Asked) -> HttpResponse:
    """What was copied, as Markdown; or why it is not taken."""
    html, plain = request.POST.get("html", ""), request.POST.get("plain", "")
    try:
        return JsonResponse({"text": from_html(html) if html else from_plain(plain)})
    except Refusal as refusal:
        return JsonResponse({"refused": str(refusal)}, status=409)


@needs(May.WRITE_ANNOUNCEMENTS)
@require_http_methods(FORM_ONLY)
def picture(request: Asked, version_id: int) -> HttpResponse:
    """Add a picture with its description at the end of a draft."""
    shown = versions_written(request.authority.pk).get(pk=version_id)
    form = PictureForm(request.POST or None, request.FILES or None)
    if form.is_valid():
        try:
            add_picture(
                by=request.eyes,
                at=request.now,
                version_id=version_id,
                description=form.cleaned_data["description"],
                content=form.cleaned_data["picture"].read(),
            )
            messages.success(request, "The picture stands at the end of the text. Move it there")
            return redirect("lead:announcement_edit", version_id)
        except Refusal as refusal:
            form.add_error("picture", str(refusal))
    return render(request, "lead/announcement_picture.html", {"form": form, "shown": shown})


@needs(May.WRITE_ANNOUNCEMENTS)
@require_safe
def announcement(request: Asked, version_id: int) -> HttpResponse:
    """One version: what is found in it, whom it reaches, and proof of who was sent it."""
    shown = versions_written(request.authority.pk).get(pk=version_id)
    is_open = shown.state in (State.DRAFTED, State.SUBMITTED, State.APPROVED)
    addressed = addressed_by(shown, on=today(request)) if is_open else None
    findings = findings_in(shown) if is_open else []
    task = latest_task(request.authority.pk, shown)
    copies = copies_of(shown)
    context: dict[str, Any] = {
        "shown": shown,
        "named": words.named(shown),
        "tag": words.TAGS[shown.state],
        "rows": words.about(shown, addressed),
        "finding_columns": words.FINDING_COLUMNS,
        "stopping": words.finding_rows(findings, stops=True),
        "advice": words.finding_rows(findings, stops=False),
        "is_open": is_open,
        "is_author": shown.author_id == request.eyes.person_id,
        "may_approve": May.APPROVE_ANNOUNCEMENTS.is_given_to(request.eyes),
        "task": task,
        "under_way": task is not None and task.finished_at is None,
        "copies": [{"sent": each, "delivery": words.delivery(each)} for each in copies],
        "figures": words.delivery_figures(copies),
    }
    answer = render(request, "lead/announcement.html", context)
    if context["under_way"]:
        answer["Refresh"] = SECONDS_TO_NEXT_LOOK
    return answer


@needs(May.WRITE_ANNOUNCEMENTS)
@require_POST
def correct(request: Asked, version_id: int) -> HttpResponse:
    """Begin the next version from what is published."""
    begun = begin_correction(by=request.eyes, at=request.now, version_id=version_id)
    return redirect("lead:announcement_edit", begun.pk)


@needs(May.WRITE_ANNOUNCEMENTS)
@require_http_methods(FORM_ONLY)
def thread(request: Asked) -> HttpResponse:
    """Begin a thread, to which announcements can then belong."""
    form = ThreadForm(request.POST or None)
    if form.is_valid():
        year = this_year(request).begins_in
        open_thread(by=request.eyes, at=request.now, academic_year=year, **form.cleaned_data)
        messages.success(request, "Choose the thread in the announcements that belong to it")
        return redirect("lead:announcements")
    return render(request, "lead/announcement_thread.html", {"form": form})


def _saved(request: Asked, version: AnnouncementVersion) -> HttpResponse:
    if "picture" in request.POST:
        return redirect("lead:announcement_picture", version.pk)
    messages.success(request, "The draft is saved. Nobody else is sent anything yet")
    return redirect("lead:announcement", version.pk)


def _writing(
    request: Asked, form: AnnouncementForm, shown: AnnouncementVersion | None = None
) -> HttpResponse:
    fields = known_fields(service_slugs(request.authority.pk))
    context = {"form": form, "shown": shown, "fields": fields}
    return render(request, "lead/announcement_write.html", context)
