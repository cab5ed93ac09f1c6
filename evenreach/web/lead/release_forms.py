"""Up to which day reach is published, and which numbers are too small to show."""

from datetime import date
from typing import Any

from django.core.exceptions import ValidationError
from django.forms import IntegerField

from evenreach.web.forms import DateField, Form

FEWEST = "Enter a whole number, 2 or more"
TOO_SMALL = {"required": FEWEST, "invalid": FEWEST, "min_value": FEWEST, "max_value": FEWEST}


class ReleaseReachForm(Form):
    """The last day that is counted: of this academic year, and over."""

    until = DateField(
        label="Count visits up to the end of",
        subject="The last day that is counted",
        help_text="Yesterday or before. For example, 1 3 2026",
        error_messages={"required": "Enter the last day that is counted"},
    )

    def __init__(self, *args: Any, first: date, today: date, **options: Any) -> None:
        super().__init__(*args, **options)
        self._first, self._today = first, today

    def clean_until(self) -> date:
        until: date = self.cleaned_data["until"]
        if not self._first <= until < self._today:
            raise ValidationError(
                "Enter a day of this academic year that is over: visits of later days are not "
                "recorded yet."
            )
        return until


class SmallNumbersForm(Form):
    """Three numbers; what is below each is hidden."""

    inside = IntegerField(
        label="People, on pages inside",
        help_text="Groups of fewer are hidden from those who sign in",
        min_value=2,
        max_value=100,
        error_messages=TOO_SMALL,
    )
    in_public = IntegerField(
        label="People, in public",
        help_text="For tables about people; no less than inside",
        min_value=2,
        max_value=100,
        error_messages=TOO_SMALL,
    )
    schools = IntegerField(
        label="Schools behind a public figure of theirs",
        min_value=2,
        max_value=100,
        error_messages=TOO_SMALL,
    )
