from django.forms import CharField, ChoiceField, Textarea

from evenreach.web.forms import Form, Radios


class MissedForm(Form):
    """Why a visit did not happen, and what that costs the school."""

    NOTHING = "Nothing is taken from the school, and another half-day is proposed."
    TOLD = {
        "school": "Yes, the school told us in time",
        "service": "We could not go ourselves",
        "nobody": "No, nobody told us before we arrived",
    }
    COSTS = {
        "school": NOTHING,
        "service": NOTHING,
        "nobody": (
            "The session counts as used, and the service lead answers the school's request anew."
        ),
    }
    why = CharField(
        label="What happened?",
        help_text="The service lead reads this. Do not name the learner.",
        max_length=500,
        widget=Textarea(attrs={"rows": 3}),
        error_messages={"required": "Say what happened"},
    )
    told = ChoiceField(
        label="Were we told in time?",
        choices=list(TOLD.items()),
        widget=Radios(hints=COSTS),
        error_messages={"required": "Say whether we were told in time"},
    )

    @property
    def told_in_time(self) -> bool:
        return self.cleaned_data["told"] != "nobody"
