"""How the schools of the authority identify a learner."""

from django.contrib import messages
from django.forms import ChoiceField
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from evenreach.flow.requests.identity import IdentifiedBy, choose_identity, identified_by
from evenreach.web.access import May, needs
from evenreach.web.asked import Asked
from evenreach.web.forms import Form, Radios


class IdentityForm(Form):
    page_heading = "identity"

    identity = ChoiceField(
        label="What identifies a learner in a request?",
        help_text="Initials and year group are asked for either way. Names never are.",
        choices=[
            (IdentifiedBy.REFERENCE, "The school’s own reference"),
            (IdentifiedBy.UPN, "The unique pupil number (UPN)"),
        ],
        widget=Radios(
            hints={
                IdentifiedBy.REFERENCE: "Means something to the school alone.",
                IdentifiedBy.UPN: "Stays the same when a learner changes school. It is shown to "
                "the learner’s school, and to the next one when it moves, and is in no message "
                "and no report.",
            }
        ),
        error_messages={"required": "Choose what identifies a learner"},
    )


@needs(May.CHOOSE_IDENTITY)
@require_http_methods(["GET", "HEAD", "POST"])
def identity(request: Asked) -> HttpResponse:
    """The choice; what was sent already keeps what it has."""
    form = IdentityForm(
        request.POST or None, initial={"identity": identified_by(request.authority.pk)}
    )
    if request.method == "POST" and form.is_valid():
        chosen = IdentifiedBy(form.cleaned_data["identity"])
        choose_identity(by=request.eyes, at=request.now, identity=chosen)
        messages.success(request, "Your choice is saved. Drafts are told what to add")
        return redirect("lead:learner_identity")
    return render(request, "lead/identity.html", {"form": form})
