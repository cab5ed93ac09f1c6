"""Asking a second service to come along on the same visit."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_http_methods

from evenreach.flow.requests.consent_models import Consent
from evenreach.flow.requests.queries import consent_of, request_of_own_school
from evenreach.flow.requests.together import CannotComeAlong, ask_along, visits_that_could_join
from evenreach.web.access import May, needs
from evenreach.web.along import AlongForm
from evenreach.web.asked import Asked
from evenreach.web.school.looks import render_about


@needs(May.ASK_FOR_VISITS)
@require_http_methods(["GET", "HEAD", "POST"])
def along(request: Asked, request_id: int) -> HttpResponse:
    """Which service and why; a draft for it is ready to check and send."""
    asked = request_of_own_school(request.eyes, request_id)
    visits = visits_that_could_join(asked)
    if not visits:
        raise CannotComeAlong(asked)
    consent = consent_of(asked)
    form = AlongForm(
        request.POST or None,
        visits=visits,
        asks_consent=consent is not None and consent.outcome == Consent.Outcome.GIVEN,
    )
    if request.method == "POST" and form.is_valid():
        draft = ask_along(
            by=request.eyes,
            at=request.now,
            request_id=asked.pk,
            specification_id=form.cleaned_data["specification"],
            why=form.cleaned_data["why"],
            consent_covers_both=form.cleaned_data.get("consent_covers_both", False),
        )
        messages.success(request, f"Draft {draft.reference} is ready. Check it and send it")
        return redirect("school:check", draft.pk)
    return render_about(
        request, asked.learner_id, "school/along.html", {"asked": asked, "form": form}
    )
