"""What a school is asked when it reviews: each piece of provision, the difference, what is next."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from django.core.exceptions import ValidationError
from django.forms import CharField, ChoiceField, IntegerField, Textarea, TextInput

from evenreach.flow.records.models import Outcome
from evenreach.flow.records.review_models import Review, ReviewedLine
from evenreach.flow.records.reviewing import LineReviewed, Reviewed
from evenreach.methods.outcomes import HIGHEST, LOWEST
from evenreach.web.forms import DateField, Form, Radios

DONE = {
    ReviewedLine.Done.DONE: "Done",
    ReviewedLine.Done.PARTLY: "Partly done",
    ReviewedLine.Done.NOT: "Not done",
}
NEXT_STEPS = {
    Review.NextStep.CLOSE: "Close: nothing more is asked for",
    Review.NextStep.ASK_AGAIN: "Ask for another visit",
    Review.NextStep.REFER_ON: "Refer to somebody else",
}
MOST_CHARACTERS = 3000


def _told(label: str, hint: str, *, required: bool = False, missing: str = "") -> CharField:
    return CharField(
        label=label,
        help_text=hint,
        required=required,
        max_length=MOST_CHARACTERS,
        widget=Textarea(attrs={"rows": 4}),
        error_messages={"required": missing} if missing else {},
    )


def _level_of(outcome: Outcome) -> IntegerField:
    return IntegerField(
        label=outcome.what,
        help_text=f"How far is it now, from {LOWEST} to {HIGHEST}? It was {outcome.baseline}; "
        f"{outcome.expected} was expected.",
        min_value=LOWEST,
        max_value=HIGHEST,
        widget=TextInput(attrs={"class": "govuk-input--width-2", "inputmode": "numeric"}),
        error_messages={"required": f"Say how far this is now: {outcome.what}"},
    )


class ReviewForm(Form):
    """One question for each piece of planned provision, then those about the whole."""

    label_size = "m"
    reviewed_on = DateField(
        label="When did you meet to review it?",
        subject="The date",
        help_text="For example, 3 7 2026",
    )
    difference = _told(
        "What difference has it made?",
        "What has changed for the learner, and what has not. Write “the learner”, not a name.",
        required=True,
        missing="Say what difference it has made",
    )
    learner_view = _told("What does the learner say?", "You can leave this open.")
    family_view = _told("What does the family say?", "You can leave this open.")
    next_step = ChoiceField(
        label="What comes next?",
        choices=list(NEXT_STEPS.items()),
        widget=Radios(
            hints={Review.NextStep.ASK_AGAIN: "This request is closed; you can ask anew at once."}
        ),
        error_messages={"required": "Say what comes next"},
    )
    next_detail = _told(
        "Anything to add about the next step?", "If you refer on, say to whom and what for."
    )

    def __init__(
        self,
        *args: Any,
        planned: Sequence[str],
        outcomes: Sequence[Outcome],
        today: date,
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.today, self.planned, self.outcomes = today, planned, outcomes
        for nth, what in enumerate(planned):
            self.fields[f"done_{nth}"] = ChoiceField(
                label=what,
                help_text="Was this done as planned?",
                choices=list(DONE.items()),
                widget=Radios(inline=True),
                error_messages={"required": f"Say whether this was done: {what}"},
            )
            self.fields[f"why_{nth}"] = CharField(
                label="If not wholly, why?",
                required=False,
                max_length=500,
                widget=Textarea(attrs={"rows": 2}),
            )
        for outcome in outcomes:
            self.fields[f"achieved_{outcome.number}"] = _level_of(outcome)
        levels = [f"achieved_{outcome.number}" for outcome in outcomes]
        lines = [name for nth in range(len(planned)) for name in (f"done_{nth}", f"why_{nth}")]
        self.order_fields(["reviewed_on", *lines, *levels])

    def clean_reviewed_on(self) -> date:
        reviewed_on: date = self.cleaned_data["reviewed_on"]
        if reviewed_on > self.today:
            raise ValidationError("The date must be today or in the past")
        return reviewed_on

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or {}
        for nth, what in enumerate(self.planned):
            done = cleaned.get(f"done_{nth}")
            if done and done != ReviewedLine.Done.DONE and not cleaned.get(f"why_{nth}"):
                self.add_error(f"why_{nth}", f"Say why this was not wholly done: {what}")
        if cleaned.get("next_step") == Review.NextStep.REFER_ON and not cleaned.get("next_detail"):
            self.add_error("next_detail", "Say whom you refer to")
        return cleaned

    @property
    def reviewed(self) -> Reviewed:
        names = ("reviewed_on", "difference", "next_detail", "learner_view", "family_view")
        given = {name: self.cleaned_data[name] for name in names}
        return Reviewed(next_step=Review.NextStep(self.cleaned_data["next_step"]), **given)

    @property
    def achieved(self) -> list[int]:
        return [self.cleaned_data[f"achieved_{outcome.number}"] for outcome in self.outcomes]

    @property
    def lines(self) -> list[LineReviewed]:
        given = self.cleaned_data
        return [
            LineReviewed(ReviewedLine.Done(given[f"done_{nth}"]), given[f"why_{nth}"])
            for nth in range(len(self.planned))
        ]
