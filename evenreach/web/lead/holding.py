from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from evenreach.flow.records.offline import holding_hours, state_holding_time
from evenreach.flow.records.offline_models import LONGEST_HOURS, SHORTEST_HOURS
from evenreach.web.access import May, needs
from evenreach.web.asked import Asked
from evenreach.web.forms import Form
from evenreach.web.lead.capacity_forms import whole_field


class HoldingForm(Form):
    """For how long a device may hold a note."""

    hours = whole_field(
        "Hours until a note is deleted from the device",
        "hours",
        least=SHORTEST_HOURS,
        most=LONGEST_HOURS,
        hint=f"From {SHORTEST_HOURS} to {LONGEST_HOURS} hours, which is a week. 72 hours carry a "
        "note of a Friday over the weekend.",
    )


@needs(May.STATE_HOLDING_TIME)
@require_http_methods(["GET", "HEAD", "POST"])
def holding_time(request: Asked) -> HttpResponse:
    """Says for how long at most a device may hold a note that is not synchronised."""
    form = HoldingForm(request.POST or None, initial={"hours": holding_hours(request.authority.pk)})
    if request.method == "POST" and form.is_valid():
        hours = form.cleaned_data["hours"]
        state_holding_time(by=request.eyes, at=request.now, hours=hours)
        messages.success(request, f"A device holds a note for at most {hours} hours.")
        return redirect("lead:holding_time")
    return render(request, "lead/holding_time.html", {"form": form})
