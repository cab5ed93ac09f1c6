"""What is decided about an announcement: submitted, returned, approved, withdrawn, sent again."""

from collections.abc import Callable, Mapping

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST

from evenreach.desks.publishing.addressing import addressed_by
from evenreach.desks.publishing.announcement_models import AnnouncementVersion
from evenreach.desks.publishing.announcement_queries import findings_in, versions_written
from evenreach.desks.publishing.approving import (
    approve_version,
    give_back,
    submit_version,
    withdraw_version,
)
from evenreach.desks.publishing.sending import send_copy_again
from evenreach.flow.journal.refusal import Refusal
from evenreach.web.access import May, needs
from evenreach.web.asked import Asked, today
from evenreach.web.forms import Form
from evenreach.web.lead import announcement_words as words
from evenreach.web.lead.announcement_act_forms import ApproveForm, ReturnForm, WithdrawForm

FORM_ONLY = ["GET", "HEAD", "POST"]


@needs(May.WRITE_ANNOUNCEMENTS)
@require_POST
def submit(request: Asked, version_id: int) -> HttpResponse:
    """Ask for approval of a draft."""
    shown = _shown(request, version_id)
    submit_version(
        by=request.eyes, at=request.now, version_id=version_id, findings=findings_in(shown)
    )
    messages.success(request, "It waits for somebody of the authority’s leadership to approve it")
    return redirect("lead:announcement", version_id)


@needs(May.APPROVE_ANNOUNCEMENTS)
@require_http_methods(FORM_ONLY)
def approve(request: Asked, version_id: int) -> HttpResponse:
    """Approve what somebody else wrote, to be published at once or at a time."""
    shown, form = _shown(request, version_id), ApproveForm(request.POST or None)

    def act() -> None:
        approve_version(
            by=request.eyes,
            at=request.now,
            version_id=version_id,
            findings=findings_in(shown),
            address=request.build_absolute_uri(reverse("home")),
            publish_at=form.moment,
        )
        messages.success(request, "It is approved")

    addressed = addressed_by(shown, on=today(request))
    extra = {"rows": words.about(shown, addressed)}
    return _decided(request, shown, form, act, "lead/announcement_approve.html", extra)


@needs(May.APPROVE_ANNOUNCEMENTS)
@require_http_methods(FORM_ONLY)
def give_it_back(request: Asked, version_id: int) -> HttpResponse:
    """Return an announcement to its author."""
    shown, form = _shown(request, version_id), ReturnForm(request.POST or None)

    def act() -> None:
        why = form.cleaned_data["why"]
        give_back(by=request.eyes, at=request.now, version_id=version_id, why=why)
        messages.success(request, f"Returned: {shown.author.name} is told by mail")

    return _decided(request, shown, form, act, "lead/announcement_return.html")


@needs(May.APPROVE_ANNOUNCEMENTS)
@require_http_methods(FORM_ONLY)
def withdraw(request: Asked, version_id: int) -> HttpResponse:
    """Take a published announcement back, with the reason."""
    shown, form = _shown(request, version_id), WithdrawForm(request.POST or None)

    def act() -> None:
        reason = form.cleaned_data["reason"]
        withdraw_version(by=request.eyes, at=request.now, version_id=version_id, reason=reason)
        messages.success(request, "It is withdrawn. Its page says why")

    return _decided(request, shown, form, act, "lead/announcement_withdraw.html")


@needs(May.WRITE_ANNOUNCEMENTS)
@require_POST
def send_again(request: Asked, version_id: int, copy_id: int) -> HttpResponse:
    """Try a mail anew that failed, at the person's present address."""
    send_copy_again(by=request.eyes, at=request.now, copy_id=copy_id)
    messages.success(request, "The mail is tried again, under the same name")
    return redirect("lead:announcement", version_id)


def _shown(request: Asked, version_id: int) -> AnnouncementVersion:
    found: AnnouncementVersion = versions_written(request.authority.pk).get(pk=version_id)
    return found


def _decided(
    request: Asked,
    shown: AnnouncementVersion,
    form: Form,
    act: Callable[[], None],
    template: str,
    extra: Mapping[str, object] | None = None,
) -> HttpResponse:
    """The form, or what its answer did; a refusal stands on the form."""
    if form.is_valid():
        try:
            act()
            return redirect("lead:announcement", shown.pk)
        except Refusal as refusal:
            form.add_error(None, str(refusal))
    context = {"form": form, "shown": shown, "named": words.named(shown), **(extra or {})}
    return render(request, template, context)
