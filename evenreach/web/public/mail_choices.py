"""When messages go to somebody who signs in."""

from typing import Any

from django.contrib import messages
from django.forms import ChoiceField
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from evenreach.flow.journal.mail_kinds import choosable
from evenreach.flow.journal.models import Goes
from evenreach.flow.people.mailing import choose_mail, own_choices
from evenreach.web.access import May, needs
from evenreach.web.asked import Asked
from evenreach.web.forms import Form, Radios

WAYS = {
    Goes.AT_ONCE: "At once",
    Goes.DAILY: "Once a day, in one message",
    Goes.NEVER: "Never",
}


class MailForm(Form):
    """One question for each kind of message."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for kind in choosable():
            self.fields[kind.key] = ChoiceField(
                label=kind.words,
                choices=[(way, WAYS[way]) for way in kind.choices],
                widget=Radios(inline=True),
                error_messages={"required": f"Say when these should go: {kind.words.lower()}"},
            )


@needs(May.CHOOSE_MAIL)
@require_http_methods(["GET", "HEAD", "POST"])
def choices(request: Asked) -> HttpResponse:
    """When messages of each kind go to the person."""
    form = MailForm(request.POST or None, initial=own_choices(request.eyes))
    if form.is_valid():
        chosen = {key: Goes(way) for key, way in form.cleaned_data.items()}
        choose_mail(by=request.eyes, at=request.now, choices=chosen)
        messages.success(request, "From the next message on, they go as you chose")
        return redirect("start")
    return render(request, "public/mail_choices.html", {"form": form})
