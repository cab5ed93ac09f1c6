"""The pages of a draft: each saved as it is typed, and gone on from by Save and continue."""

from typing import Any

from django.http import Http404, HttpResponse, JsonResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST

from evenreach.flow.requests.drafting import AboutLearner, AnotherLearner, describe_learner
from evenreach.flow.requests.models import SchoolRequest
from evenreach.flow.requests.saving import (
    ChangedMeanwhile,
    Differing,
    answers_of,
    digest,
    keep_typed,
    last_saved_by,
)
from evenreach.web.access import May, needs
from evenreach.web.asked import Asked
from evenreach.web.form_keys import may_be_repeated
from evenreach.web.school.began import as_written, began_from, digests
from evenreach.web.school.comparing import chosen_texts, compare, undecided
from evenreach.web.school.draft_forms import DraftForm
from evenreach.web.school.drafts import RequestView, of_a_draft, onward, question
from evenreach.web.school.pages import Page, may_be_written, page_of, pages_of
from evenreach.web.templatetags.evenreach import time_gov


def page_view(name: str) -> RequestView:
    """The view of one page."""

    @needs(May.ASK_FOR_VISITS)
    @require_http_methods(["GET", "HEAD", "POST"])
    @of_a_draft
    def page(request: Asked, draft: SchoolRequest) -> HttpResponse:
        if request.method == "POST" and may_be_written(draft, name):
            return _answered(request, draft, page_of(draft, name))
        if name not in pages_of(draft):
            return redirect("school:check", draft.pk)
        stored = answers_of(draft)
        asked = page_of(draft, name)
        form = asked.form(initial=stored)
        return _asked(request, draft, asked, form, digests(stored, form.fields))

    return page


@needs(May.ASK_FOR_VISITS)
@may_be_repeated
@require_POST
@of_a_draft
def save(request: Asked, draft: SchoolRequest, page: str) -> HttpResponse:
    """Keep what stands on a page now; a colleague's text is never overwritten."""
    if not may_be_written(draft, page):
        raise Http404
    form, began = page_of(draft, page).form(request.POST), began_from(request.POST.get("began", ""))
    typed = form.typed()
    try:
        keep_typed(by=request.eyes, at=request.now, request_id=draft.pk, typed=typed, began=began)
    except ChangedMeanwhile as refusal:
        return JsonResponse({"said": str(refusal)}, status=409)
    wrong = [error for name in form.rejected() for error in form.errors[name]]
    said = f"Not all is saved: {wrong[0]}" if wrong else f"Saved at {time_gov(request.now)}"
    seen = {**began, **digests(typed, typed)}
    return JsonResponse({"said": said, "began": as_written(seen)})


def _answered(request: Asked, draft: SchoolRequest, page: Page) -> HttpResponse:
    """Keep the page, then go on if it is whole; a text that two changed is put to the person."""
    began, stored = began_from(request.POST.get("began", "")), answers_of(draft)
    missed = undecided(request.POST)
    if missed:
        differing = [
            Differing(name, request.POST.get(name, ""), stored[name], last_saved_by(draft, name))
            for name in missed
            if name in page.form.base_fields
        ]
        return compare(request, draft, page, differing, began, missed=True)
    form = page.form(chosen_texts(request.POST, stored))
    try:
        kept = keep_typed(
            by=request.eyes, at=request.now, request_id=draft.pk, typed=form.typed(), began=began
        )
    except ChangedMeanwhile as refusal:
        return compare(request, draft, page, refusal.differing, began)
    rejected = form.rejected()
    now = answers_of(kept)
    whole = page.form({**now, **rejected})
    if whole.is_valid() and _finished(request, kept, page, whole):
        return onward(request, kept, page.name)
    carried = digests(now, whole.fields) | {name: began.get(name, digest("")) for name in rejected}
    return _asked(request, kept, page, whole, carried)


def _finished(request: Asked, draft: SchoolRequest, page: Page, form: DraftForm) -> bool:
    """Whether the page has had its effect; a reference of another learner is said on the form."""
    if page.name != "learner":
        return True
    learner = AboutLearner(**form.cleaned_data)
    try:
        describe_learner(by=request.eyes, at=request.now, request_id=draft.pk, learner=learner)
    except AnotherLearner as refusal:
        form.add_error("school_reference", str(refusal))
        return False
    return True


def _asked(
    request: Asked, draft: SchoolRequest, page: Page, form: DraftForm, began: dict[str, str]
) -> HttpResponse:
    more: dict[str, Any] = {
        "page": page,
        "began": as_written(began),
        "saves_to": reverse("school:save", args=[draft.pk, page.name]),
    }
    return question(request, draft, page.name, form, page.template, **more)
