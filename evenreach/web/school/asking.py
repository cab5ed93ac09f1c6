"""Asking for a visit: which kind."""

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from evenreach.flow.register.queries import own_schools
from evenreach.flow.requests.drafting import start_request
from evenreach.web.access import May, needs
from evenreach.web.asked import Asked, this_year
from evenreach.web.school.forms import KindForm
from evenreach.web.school.kinds import kinds_for
from evenreach.web.school.pages import address_of, pages_of

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
        return redirect(address_of(draft, pages_of(draft)[0]))
    return render(request, "school/new.html", {"school": school, "kinds": kinds, "form": form})
