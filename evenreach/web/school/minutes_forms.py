"""How many minutes a school gives, to whom and why."""

from collections.abc import Sequence
from typing import Any

from django.forms import CharField, ChoiceField, IntegerField, Textarea

from evenreach.flow.register.models import School
from evenreach.web.forms import Affixed, Form, Radios


def _minutes(label: str) -> IntegerField:
    return IntegerField(
        label=label,
        help_text="A session is 180 minutes",
        min_value=1,
        widget=Affixed(
            suffix="minutes", inputmode="numeric", attrs={"class": "govuk-input--width-5"}
        ),
    )


def _why(help_text: str) -> CharField:
    return CharField(
        label="Why?",
        help_text=help_text,
        max_length=500,
        widget=Textarea(attrs={"rows": 3}),
        error_messages={"required": "Say why, in a sentence"},
    )


class GiveBackForm(Form):
    minutes = _minutes("How many minutes does the school give back?")
    why = _why("The authority reads this. Do not name a learner")


class OfferForm(Form):
    """Minutes for a school of the partnership."""

    school = ChoiceField(label="Which school are they for?", widget=Radios())
    minutes = _minutes("How many minutes does the school offer?")
    why = _why("The other school and the authority read this. Do not name a learner")

    def __init__(self, *args: Any, schools: Sequence[School], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        named = [(str(school.pk), school.name) for school in schools]
        self.fields["school"].choices = named  # type: ignore[attr-defined]
