from datetime import date
from typing import Any

from django.core.exceptions import ValidationError
from django.forms import CharField, ChoiceField, IntegerField, Textarea, TextInput, TypedChoiceField

from evenreach.flow.people.eyes import Eyes
from evenreach.flow.records.moving import SharingAgreed
from evenreach.web.forms import DateField, Form, Radios
from evenreach.web.learners.words import STATES

RELATIONSHIPS = (
    "Mother",
    "Father",
    "Guardian",
    "Foster carer",
    "Social worker",
    "The young person",
)
SHORT = {"class": "govuk-input--width-10", "autocomplete": "off", "spellcheck": "false"}


class SearchForm(Form):
    """What to look for; nothing is looked for without words."""

    words = CharField(
        label="What are you looking for?",
        max_length=80,
        widget=TextInput(attrs={"class": "govuk-input--width-20", "type": "search"}),
        error_messages={"required": "Enter a reference or the name of a school"},
    )
    state = ChoiceField(
        label="Where it stands",
        required=False,
        choices=[("", "All"), *((state, text) for state, (text, _) in STATES.items())],
    )

    def __init__(self, *args: Any, eyes: Eyes, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        learners = bool(eyes.urns or eyes.leads or eyes.works_in)
        about = ", a school's reference for a learner" if learners else ""
        self.fields[
            "words"
        ].help_text = f"A request's reference like LIC-00012{about}, or part of a school's name."


class SharingForm(Form):
    """Whether released reports go along, and who agreed."""

    shares = TypedChoiceField(
        label="Do the reports on this learner go to the new school?",
        help_text="Only if somebody with parental responsibility, or a young person over 16, has "
        "agreed to it.",
        choices=[("yes", "Yes, they have agreed"), ("no", "No")],
        coerce=lambda value: value == "yes",
        widget=Radios(),
        error_messages={"required": "Say whether the reports go to the new school"},
    )
    shared_by = ChoiceField(
        label="Who agreed?",
        help_text="Their relationship to the learner. Leave it open if reports do not go along.",
        required=False,
        choices=[("", "Choose who agreed"), *((who, who) for who in RELATIONSHIPS)],
    )
    shared_on = DateField(
        label="When did they agree?",
        subject="The date",
        help_text="For example, 27 2 2026",
        required=False,
    )

    def __init__(self, *args: Any, today: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.today = today

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or {}
        if cleaned.get("shares"):
            if not cleaned.get("shared_by"):
                self.add_error("shared_by", "Say who agreed")
            if "shared_on" not in self.errors and not cleaned.get("shared_on"):
                self.add_error("shared_on", "Enter the date on which they agreed")
        if cleaned.get("shared_on") and cleaned["shared_on"] > self.today:
            self.add_error("shared_on", "The date must be today or in the past")
        return cleaned

    @property
    def sharing(self) -> SharingAgreed | None:
        """Who agreed and when; None where reports stay."""
        given = self.cleaned_data
        return SharingAgreed(given["shared_by"], given["shared_on"]) if given["shares"] else None


class LeavingForm(SharingForm):
    """Where a learner of this school goes."""

    urn = IntegerField(
        label="URN of the new school",
        help_text="Six numbers. Find it on the page of the school in this service.",
        min_value=100_000,
        max_value=999_999,
        widget=TextInput(attrs={"class": "govuk-input--width-5", "inputmode": "numeric"}),
        error_messages={"required": "Enter the URN of the new school"},
    )
    field_order = ["urn", "shares", "shared_by", "shared_on"]


class ArrivingForm(Form):
    """Whom this school has taken in."""

    urn = IntegerField(
        label="URN of the school that the learner comes from",
        help_text="Six numbers. Find it on the page of the school in this service.",
        min_value=100_000,
        max_value=999_999,
        widget=TextInput(attrs={"class": "govuk-input--width-5", "inputmode": "numeric"}),
        error_messages={"required": "Enter the URN of the school that the learner comes from"},
    )
    reference_given = CharField(
        label="That school's reference for the learner",
        help_text="Ask the school or the family for it. Not a name.",
        max_length=30,
        widget=TextInput(attrs=SHORT),
        error_messages={"required": "Enter that school's reference for the learner"},
    )
    new_reference = CharField(
        label="Your school's own reference for the learner",
        max_length=30,
        widget=TextInput(attrs=SHORT),
        error_messages={"required": "Enter your school's own reference for the learner"},
    )


class TakingInForm(Form):
    """What the new school calls the learner."""

    new_reference = CharField(
        label="Your school's own reference for the learner",
        help_text="What your school's system calls them. Not a name.",
        max_length=30,
        widget=TextInput(attrs=SHORT),
        error_messages={"required": "Enter your school's own reference for the learner"},
    )


class RefusingForm(Form):
    """Why a move is refused."""

    why = CharField(
        label="Why do you refuse this move?",
        help_text="The other school reads it. Do not name the learner.",
        max_length=500,
        widget=Textarea(attrs={"rows": 3}),
        error_messages={"required": "Say why you refuse the move"},
    )

    def clean_why(self) -> str:
        why: str = self.cleaned_data["why"].strip()
        if not why:
            raise ValidationError("Say why you refuse the move")
        return why
