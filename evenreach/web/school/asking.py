"""Asking for a visit: which kind, and then the pages of the draft, each saved when it is sent."""

from typing import Any

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from evenreach.flow.register.queries import own_schools
from evenreach.flow.requests.actions import (
    AboutLearner,
    AnotherLearner,
    ConsentGiven,
    describe_concern,
    describe_learner,
    record_consent,
    start_request,
)
from evenreach.flow.requests.models import SchoolRequest
from evenreach.flow.requests.queries import consent_of
from evenreach.web.access import May, needs
from evenreach.web.asked import Asked, this_year, today
from evenreach.web.forms import Form
from evenreach.web.school.drafts import concern_with, of_a_draft, onward, question
from evenreach.web.school.forms import (
    ApproachForm,
    ConcernForm,
    ConsentForm,
    KindForm,
    LearnerForm,
    ViewsForm,
)
from evenreach.web.school.kinds import kinds_for

METHODS = ["GET", "HEAD", "POST"]


@needs(May.ASK_FOR_VISITS)
@require_http_methods(METHODS)
def new(request: Asked, urn: int) -> HttpResponse:
    """Which of the visits offered to the school; choosing one starts a draft."""
    school = own_schools(request.eyes).get(urn=urn)
    kinds = kinds_for(request.eyes, school, academic_year=this_year(request).begins_in)
    form = KindForm(request.POST or None, kinds=[(kind.specification, kind.line) for kind in kinds])
    if request.method == "POST" and form.is_valid():
        chosen = form.cleaned_data["specification"]
        specification = next(
            kind.specification for kind in kinds if kind.specification.pk == chosen
        )
        draft = start_request(
            by=request.eyes, at=request.now, school=school, specification=specification
        )
        return redirect("school:learner", draft.pk)
    return render(request, "school/new.html", {"school": school, "kinds": kinds, "form": form})


@needs(May.ASK_FOR_VISITS)
@require_http_methods(METHODS)
@of_a_draft
def learner(request: Asked, draft: SchoolRequest) -> HttpResponse:
    """Whom the request is about."""
    names = ("initials", "school_reference", "year_group")
    form = LearnerForm(request.POST or None, initial=_kept(draft.learner, names))
    if request.method == "POST" and form.is_valid() and _described(request, draft, form):
        return onward(request, draft, "school:concern")
    return question(request, draft, form, "school/learner.html", back="")


def _described(request: Asked, draft: SchoolRequest, form: LearnerForm) -> bool:
    """Whether the learner was stored; a reference of another learner is said on the form."""
    learner = AboutLearner(**form.cleaned_data)
    try:
        describe_learner(by=request.eyes, at=request.now, request_id=draft.pk, learner=learner)
    except AnotherLearner as refusal:
        form.add_error("school_reference", str(refusal))
        return False
    return True


@needs(May.ASK_FOR_VISITS)
@require_http_methods(METHODS)
@of_a_draft
def concern(request: Asked, draft: SchoolRequest) -> HttpResponse:
    """What worries the school, and what it hopes for."""
    form = ConcernForm(request.POST or None, initial=_kept(draft, ConcernForm.base_fields))
    if _saved(request, draft, form):
        return onward(request, draft, "school:approach")
    return question(request, draft, form, "school/concern.html", back="school:learner")


@needs(May.ASK_FOR_VISITS)
@require_http_methods(METHODS)
@of_a_draft
def approach(request: Asked, draft: SchoolRequest) -> HttpResponse:
    """What the school has done so far: assess, plan, do, review."""
    form = ApproachForm(request.POST or None, initial=_kept(draft, ApproachForm.base_fields))
    if _saved(request, draft, form):
        return onward(request, draft, "school:views")
    return question(request, draft, form, "school/approach.html", back="school:concern")


@needs(May.ASK_FOR_VISITS)
@require_http_methods(METHODS)
@of_a_draft
def views(request: Asked, draft: SchoolRequest) -> HttpResponse:
    """How the learner and the family see it."""
    form = ViewsForm(request.POST or None, initial=_kept(draft, ViewsForm.base_fields))
    if _saved(request, draft, form):
        return onward(request, draft, "school:consent")
    return question(request, draft, form, "school/views.html", back="school:approach")


@needs(May.ASK_FOR_VISITS)
@require_http_methods(METHODS)
@of_a_draft
def consent(request: Asked, draft: SchoolRequest) -> HttpResponse:
    """What the family, or the young person, said about the service being involved."""
    form = _consent_form(request, draft)
    if request.method == "POST" and form.is_valid():
        record_consent(
            by=request.eyes,
            at=request.now,
            request_id=draft.pk,
            consent=ConsentGiven(**form.cleaned_data),
        )
        return redirect("school:check", draft.pk)
    return question(request, draft, form, "school/consent.html", back="school:views")


def _consent_form(request: Asked, draft: SchoolRequest) -> ConsentForm:
    kept = consent_of(draft)
    initial = _kept(kept, ConsentForm.base_fields)
    if kept is not None:
        initial["holds_responsibility"] = "yes" if kept.holds_responsibility else "no"
    return ConsentForm(
        request.POST or None,
        initial=initial,
        today=today(request),
        year_group="" if draft.learner is None else draft.learner.year_group,
    )


def _saved(request: Asked, draft: SchoolRequest, form: Form) -> bool:
    """Whether a page about the concern was answered and is kept."""
    if request.method != "POST" or not form.is_valid():
        return False
    describe_concern(
        by=request.eyes,
        at=request.now,
        request_id=draft.pk,
        concern=concern_with(draft, form.cleaned_data),
    )
    return True


def _kept(row: Any, names: Any) -> dict[str, Any]:
    """What was answered before; nothing where there is no row yet."""
    return {} if row is None else {name: getattr(row, name) for name in names}
