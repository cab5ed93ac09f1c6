from collections.abc import Sequence
from typing import Any

from django.forms import CharField, ChoiceField, MultipleChoiceField, Textarea

from evenreach.web.forms import Checkboxes, Form, Radios
from evenreach.web.visit_costs import CAUSES, NOTICES


class MissedForm(Form):
    """Why a visit did not happen, and how far ahead we knew; the published rule says the cost."""

    why = CharField(
        label="What happened?",
        help_text="The service lead reads this. Do not name the learner.",
        max_length=500,
        widget=Textarea(attrs={"rows": 3}),
        error_messages={"required": "Say what happened"},
    )
    cause = ChoiceField(
        label="Why could it not go ahead?",
        choices=list(CAUSES.items()),
        widget=Radios(),
        error_messages={"required": "Say why it could not go ahead"},
    )
    notice = ChoiceField(
        label="When did we know?",
        choices=list(NOTICES.items()),
        widget=Radios(),
        error_messages={"required": "Say when we knew"},
    )


class CancelForm(Form):
    """Why the service cancels a visit that is still to come."""

    why = CharField(
        label="Why can the visit not go ahead?",
        help_text="The school reads this. Do not name the learner.",
        max_length=500,
        widget=Textarea(attrs={"rows": 3}),
        error_messages={"required": "Say why the visit cannot go ahead"},
    )


class CorrectForm(Form):
    """Why a released report is corrected."""

    why = CharField(
        label="Why is it corrected?",
        help_text="Everybody who reads the new version reads this. Do not name the learner.",
        max_length=500,
        widget=Textarea(attrs={"rows": 3}),
        error_messages={"required": "Say why the report is corrected"},
    )


class CheckForm(Form):
    """What the second person says of a record."""

    answer = ChoiceField(
        label="May the report be released?",
        choices=[("right", "Yes, it is right"), ("return", "Not yet, something is to be changed")],
        widget=Radios(),
        error_messages={"required": "Say whether the report may be released"},
    )
    why = CharField(
        label="What is to be changed?",
        help_text="Only if you give it back. Whoever wrote the record reads it.",
        max_length=1000,
        required=False,
        widget=Textarea(attrs={"rows": 4}),
    )

    @property
    def is_right(self) -> bool:
        return self.cleaned_data["answer"] == "right"

    def clean(self) -> dict[str, Any]:
        given = self.cleaned_data
        if given.get("answer") == "return" and not given.get("why"):
            self.add_error("why", "Say what is to be changed")
        return given


class ReleaseForm(Form):
    """That what was found of others may stand in a report; every one of them, or not at all."""

    may_stand = MultipleChoiceField(
        label="These may stand in the report",
        help_text="Tick each that you have read in its place and that does not point at a child.",
        widget=Checkboxes,
        required=False,
    )

    def __init__(self, *args: Any, found: Sequence[str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.found = found
        self.fields["may_stand"].choices = [(each, each) for each in found]  # type: ignore[attr-defined]
        if not found:
            del self.fields["may_stand"]

    @property
    def confirmed(self) -> list[str]:
        return list(self.cleaned_data.get("may_stand", []))

    def clean(self) -> dict[str, Any]:
        if set(self.found) - set(self.cleaned_data.get("may_stand", [])):
            self.add_error(
                "may_stand", "Tick every one that may stand, or change the record and leave it out"
            )
        return self.cleaned_data
