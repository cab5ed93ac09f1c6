"""The form of a call or a drop-in, and how one is read."""

from collections.abc import Sequence
from typing import Any

from django.forms import CharField, ChoiceField, IntegerField, Textarea, TextInput

from evenreach.flow.visits.calls import MOST_MINUTES, ContactLogged
from evenreach.web.forms import DateField, Form, Radios
from evenreach.web.templatetags.evenreach import date_gov

KINDS = {
    ContactLogged.Kind.CALL: "Telephone call",
    ContactLogged.Kind.DROP_IN: "Drop-in",
    ContactLogged.Kind.ONLINE: "Online meeting",
}
COLUMNS = [
    {"text": "School"},
    {"text": "Date"},
    {"text": "Kind"},
    {"text": "Minutes", "numeric": True},
    {"text": "What it was about"},
]


class CallForm(Form):
    """With which school, how, when, for how long, and what it was about."""

    school = ChoiceField(label="School")
    kind = ChoiceField(
        label="What was it?",
        choices=list(KINDS.items()),
        widget=Radios(inline=True),
        error_messages={"required": "Say what it was"},
    )
    on = DateField(label="When?", subject="The date")
    minutes = IntegerField(
        label="How many minutes?",
        min_value=1,
        max_value=MOST_MINUTES,
        widget=TextInput(attrs={"class": "govuk-input--width-3", "inputmode": "numeric"}),
        error_messages={"required": "Enter how many minutes it took"},
    )
    note = CharField(
        label="What was it about?",
        help_text="In a sentence. Name no learner and give no initials: ask for a visit if it is "
        "about one.",
        max_length=500,
        widget=Textarea(attrs={"rows": 2}),
        error_messages={"required": "Say in a sentence what it was about"},
    )

    def __init__(self, *args: Any, schools: Sequence[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["school"].choices = [  # type: ignore[attr-defined]
            ("", "Choose a school"),
            *schools,
        ]


def call_row(each: ContactLogged) -> list[Any]:
    """School, date, kind, minutes, note."""
    kind = KINDS[ContactLogged.Kind(each.kind)]
    return [each.school.name, date_gov(each.on), kind, str(each.minutes), each.note]
