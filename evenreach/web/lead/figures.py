from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from evenreach.flow.register.actions import CountPublished, supply_figure
from evenreach.flow.register.models import School
from evenreach.flow.register.queries import incomplete_schools, school_by_urn
from evenreach.web.access import May, needs
from evenreach.web.asked import Asked, this_year, today
from evenreach.web.lead.register_forms import FigureForm
from evenreach.web.templatetags.schools import FIGURES

COLUMNS = [{"text": "School"}, {"text": "URN"}, {"text": "Not known"}, {"text": "Mend"}]


@needs(May.KEEP_REGISTER)
@require_safe
def incomplete(request: Asked) -> HttpResponse:
    """The schools of the offer of which a count is not known, and which."""
    year = this_year(request)
    found = incomplete_schools(
        request.authority.pk, names=list(FIGURES), academic_year=year.begins_in
    )
    rows = [
        [
            school.name,
            school.urn,
            ", ".join(FIGURES[name] for name in missing),
            {"text": "Supply a count", "href": reverse("lead:supply", args=[school.urn])},
        ]
        for school, missing in found
    ]
    return render(request, "lead/incomplete.html", {"columns": COLUMNS, "rows": rows})


@needs(May.KEEP_REGISTER)
@require_http_methods(["GET", "HEAD", "POST"])
def supply(request: Asked, urn: int) -> HttpResponse:
    """Give a count that no publisher's file has, with its source."""
    school = school_by_urn(request.authority.pk, urn)
    form = FigureForm(request.POST or None, on=today(request))
    if form.is_valid() and _supplied(request, school, form):
        messages.success(request, f"The count is stored for {school.name}, with its source")
        return redirect("lead:incomplete")
    return render(request, "lead/supply.html", {"form": form, "school": school})


def _supplied(request: Asked, school: School, form: FigureForm) -> bool:
    """Whether the count was stored; else the refusal is on the form."""
    try:
        supply_figure(by=request.eyes, at=request.now, school=school, **form.cleaned_data)
    except CountPublished as refusal:
        form.add_error(None, str(refusal))
        return False
    return True
