"""What is asked about a person of a school: who, with which title, until when, followed by whom."""

from collections.abc import Sequence
from typing import Any

from django.forms import CharField, ChoiceField, EmailField, TextInput

from evenreach.flow.people.models import Person
from evenreach.web.forms import DateField, Form, Radios
from evenreach.web.words import SCHOOL_TITLES

NEWCOMER = "new"


def _name(label: str, *, required: bool = True) -> CharField:
    return CharField(
        label=label,
        max_length=120,
        required=required,
        widget=TextInput(attrs={"class": "govuk-input--width-20", "autocomplete": "off"}),
    )


class InviteForm(Form):
    """Somebody for a role at the school."""

    name = _name("Full name")
    email = EmailField(
        label="Email address",
        help_text="Their own address at work, where we send the link. Not one that several share.",
    )
    title = ChoiceField(
        label="Title",
        choices=[(title, title) for title in SCHOOL_TITLES],
        widget=Radios(hints={"Headteacher": "May also invite people and end roles here"}),
    )


class EndForm(Form):
    """From which day a role is not held any more."""

    ends_on = DateField(
        label="From which day do they not act for the school any more?",
        subject="The day",
        help_text="From the beginning of that day they see nothing of the school. Like 31 8 2027",
    )


class HandOverForm(Form):
    """A colleague of the school, or somebody new."""

    successor = ChoiceField(
        label="Who takes the role over?",
        widget=Radios(),
        error_messages={"required": "Choose who takes the role over"},
    )
    name = _name("Full name of somebody new", required=False)
    email = EmailField(label="Email address of somebody new", required=False)

    def __init__(self, *args: Any, colleagues: Sequence[Person], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        successor = self.fields["successor"]
        assert isinstance(successor, ChoiceField)
        successor.choices = [
            *((str(person.pk), person.name) for person in colleagues),
            (NEWCOMER, "Somebody new"),
        ]
        if not colleagues:
            successor.initial = NEWCOMER

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or {}
        if cleaned.get("successor") == NEWCOMER:
            for name, what in (("name", "their full name"), ("email", "their email address")):
                if not cleaned.get(name) and name not in self.errors:
                    self.add_error(name, f"Enter {what}")
        return cleaned

    @property
    def is_newcomer(self) -> bool:
        return bool(self.cleaned_data["successor"] == NEWCOMER)
