from datetime import date
from typing import Any

from django.core.exceptions import ValidationError
from django.core.validators import MaxLengthValidator
from django.forms import CharField, IntegerField, Textarea, TextInput

from evenreach.flow.records.writing import HEAVIEST
from evenreach.methods.outcomes import HIGHEST, LOWEST
from evenreach.web.forms import DateField, Form

LONGEST_LINE = 500
OFF_THE_SCALE = f"the level is a whole number from {LOWEST} to {HIGHEST}"
NO_WEIGHT = f"the weight is a whole number from 1 to {HEAVIEST}"


class LineForm(Form):
    """One line of several: all of it, or none of it; in a draft as much as there is yet."""

    label_size = ""
    missing: dict[str, str] = {}
    subject = ""

    def __init__(
        self, *args: Any, number: int, prefix: str, is_draft: bool = False, **kwargs: Any
    ) -> None:
        super().__init__(*args, prefix=f"{prefix}-{number}", empty_permitted=True, **kwargs)
        self.number = number
        for name, missing in self.missing.items():
            self.fields[name].required = not is_draft
            self.fields[name].error_messages |= {
                "required": f"{self.subject} {number}: say {missing}",
                "max_length": f"{self.subject} {number}: use %(limit_value)d characters or fewer",
            }


class ProvisionForm(LineForm):
    """One line of provision."""

    subject = "Provision"
    missing = {
        "what": "what will be done",
        "who": "who does it",
        "how_often": "how often it is done",
        "until": "until when it is done",
    }

    what = CharField(
        label="What",
        validators=[MaxLengthValidator(LONGEST_LINE)],
        widget=Textarea(attrs={"rows": 2}),
    )
    who = CharField(label="Who", max_length=200)
    how_often = CharField(label="How often", max_length=200)
    until = DateField(label="Until", help_text="For example, 17 7 2026")

    def __init__(self, *args: Any, visited_on: date, **kwargs: Any) -> None:
        super().__init__(*args, prefix="line", **kwargs)
        self.visited_on = visited_on
        self.fields["until"].subject = f"Provision {self.number}: until"  # type: ignore[attr-defined]

    def clean_until(self) -> date | None:
        until: date | None = self.cleaned_data["until"]
        if until is not None and until <= self.visited_on:
            raise ValidationError(f"Provision {self.number}: the day must be after the visit")
        return until


def _number(label: str, hint: str, lowest: int, highest: int, **rest: Any) -> IntegerField:
    return IntegerField(
        label=label,
        help_text=hint,
        min_value=lowest,
        max_value=highest,
        widget=TextInput(attrs={"inputmode": "numeric", "class": "govuk-input--width-3"}),
        **rest,
    )


class OutcomeForm(LineForm):
    """One agreed outcome on a scale from 1 to 10 of the learner's own."""

    subject = "Outcome"
    missing = {
        "what": "what the learner will do or experience",
        "baseline": "where the learner is now",
        "expected": "what is expected by the review",
    }

    what = CharField(
        label="Outcome",
        validators=[MaxLengthValidator(LONGEST_LINE)],
        widget=Textarea(attrs={"rows": 2}),
    )
    baseline = _number("Now", "1 is the furthest away, 10 is fully there.", LOWEST, HIGHEST)
    expected = _number("Expected at the review", "Above where the learner is now.", LOWEST, HIGHEST)
    weight = _number(
        "Weight",
        f"How much it counts beside the other outcomes, from 1 to {HEAVIEST}. Leave 1 where they "
        "matter alike.",
        1,
        HEAVIEST,
        initial=1,
        required=False,
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, prefix="outcome", **kwargs)
        wrong = {"baseline": OFF_THE_SCALE, "expected": OFF_THE_SCALE, "weight": NO_WEIGHT}
        for name, sentence in wrong.items():
            self.fields[name].error_messages |= dict.fromkeys(
                ("invalid", "min_value", "max_value"), f"Outcome {self.number}: {sentence}"
            )

    def has_changed(self) -> bool:
        """A weight alone is no outcome."""
        return any(name != "weight" for name in self.changed_data)

    def clean_weight(self) -> int:
        return self.cleaned_data["weight"] or 1

    def clean(self) -> dict[str, Any]:
        given = self.cleaned_data
        baseline, expected = given.get("baseline"), given.get("expected")
        if baseline is not None and expected is not None and expected <= baseline:
            self.add_error(
                "expected", f"Outcome {self.number}: expect more than where the learner is now"
            )
        return given
