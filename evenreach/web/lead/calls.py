"""A telephone call or a drop-in, logged in a minute by whoever had it."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from evenreach.flow.register.queries import school_by_urn, schools_on_register
from evenreach.flow.visits.calls import ContactLogged, StillToCome, contacts_logged_by, log_contact
from evenreach.web.access import May, needs
from evenreach.web.asked import Asked, today
from evenreach.web.lead.call_forms import COLUMNS, CallForm, call_row

MOST_SHOWN = 20


@needs(May.LOG_CONTACT)
@require_http_methods(["GET", "HEAD", "POST"])
def calls(request: Asked) -> HttpResponse:
    """The form, and what the person logged last."""
    schools = schools_on_register(request.authority.pk).order_by("name", "urn")
    form = CallForm(
        request.POST or None,
        schools=[(str(school.urn), school.name) for school in schools],
        initial={"on": today(request), "school": request.GET.get("school", "")},
    )
    if request.method == "POST" and form.is_valid() and _logged(request, form):
        return redirect("lead:calls")
    rows = [call_row(each) for each in contacts_logged_by(request.eyes)[:MOST_SHOWN]]
    return render(request, "lead/calls.html", {"form": form, "columns": COLUMNS, "rows": rows})


def _logged(request: Asked, form: CallForm) -> bool:
    told = form.cleaned_data
    school = school_by_urn(request.authority.pk, int(told["school"]))
    try:
        log_contact(
            by=request.eyes,
            at=request.now,
            school=school,
            kind=ContactLogged.Kind(told["kind"]),
            on=told["on"],
            minutes=told["minutes"],
            note=told["note"],
        )
    except StillToCome as refusal:
        form.add_error("on", str(refusal))
        return False
    messages.success(request, f"Contact with {school.name} is logged")
    return True
