"""What is asked about accounts: an appeal, a correction, the year's end, who goes on."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from django.core.exceptions import ValidationError
from django.forms import CharField, ChoiceField, IntegerField, Textarea

from evenreach.flow.register.models import School
from evenreach.web.forms import Affixed, DateField, Form, Radios

MOST_MINUTES = 100_000


def minutes_field(label: str, *, least: int, help_text: str = "") -> IntegerField:
    return IntegerField(
        label=label,
        help_text=help_text,
        min_value=least,
        max_value=MOST_MINUTES,
        widget=Affixed(
            suffix="minutes", inputmode="numeric", attrs={"class": "govuk-input--width-5"}
        ),
    )


def reason_field(label: str, help_text: str) -> CharField:
    return CharField(
        label=label,
        help_text=help_text,
        max_length=500,
        widget=Textarea(attrs={"rows": 3}),
        error_messages={"required": "Say why, in a sentence"},
    )


class FindSchoolForm(Form):
    urn = IntegerField(
        label="URN of the school",
        min_value=100_000,
        max_value=999_999,
        widget=Affixed(inputmode="numeric", attrs={"class": "govuk-input--width-10"}),
    )


class AppealForm(Form):
    """What was decided on a school's appeal."""

    account = ChoiceField(label="Which service is it about?", widget=Radios())
    minutes = minutes_field(
        "How many minutes were given?", least=0, help_text="From the pool. Nought if none"
    )
    decided_by = CharField(label="Who decided?", max_length=120)
    decided_on = DateField(label="When was it decided?", subject="Day of the decision")
    reason = reason_field("Why was it decided so?", "The school reads this. Do not name a learner")

    def __init__(self, *args: Any, accounts: Sequence[tuple[str, str]], on: date, **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.fields["account"].choices = list(accounts)  # type: ignore[attr-defined]
        self.on = on

    def clean_decided_on(self) -> date:
        decided_on: date = self.cleaned_data["decided_on"]
        if decided_on > self.on:
            raise ValidationError("The day of the decision must be today or before")
        return decided_on


class CorrectionForm(Form):
    minutes = minutes_field(
        "How many minutes are to be added or taken?",
        least=-MOST_MINUTES,
        help_text="Write −60 to take an hour out of the account and 60 to put one in",
    )
    why = reason_field("What was wrong?", "The school reads this. Do not name a learner")


class YearEndForm(Form):
    """When unused time lapses, and how much of it a school may carry."""

    lapses_on = DateField(
        label="From which day does unused time lapse?",
        subject="Day",
        help_text="A day still to come, like 31 8 2026",
    )
    carry_limit_minutes = minutes_field(
        "How many minutes may a school carry into the next year, at most?", least=0
    )


class SuccessionForm(Form):
    successor = ChoiceField(label="Which school goes on with the account?", widget=Radios())
    why = reason_field("What happened?", "For example the merger and its day")

    def __init__(self, *args: Any, successors: Sequence[School], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        named = [(str(school.pk), f"{school.name}, URN {school.urn}") for school in successors]
        self.fields["successor"].choices = named  # type: ignore[attr-defined]
