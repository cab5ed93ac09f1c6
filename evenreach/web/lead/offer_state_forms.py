"""What is asked before an offer is drafted, shown, taken back, or given one service more."""

from collections.abc import Sequence
from typing import Any

from django.forms import CharField, ChoiceField, Textarea

from evenreach.web.forms import DateField, Form, Radios


class DraftForm(Form):
    """Which offer to draft, and what to begin it from; a correction says why."""

    begin = ChoiceField(label="What do you want to draft?", widget=Radios())
    reason = CharField(
        label="If you are correcting what is published: what, and why?",
        help_text="This is shown with the correction",
        max_length=1000,
        required=False,
        widget=Textarea(attrs={"rows": 3}),
    )

    def __init__(self, *args: Any, choices: Sequence[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["begin"].choices = choices  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or {}
        if cleaned.get("begin", "").startswith("correct") and not cleaned.get("reason", "").strip():
            self.add_error("reason", "Say what you are correcting, and why")
        return cleaned


class ConsultForm(Form):
    """The last day on which schools can comment."""

    closes_on = DateField(
        label="Until when can schools comment?",
        subject="Closing day",
        help_text="Schools can read and comment to the end of this day, like 27 4 2026",
    )


class ReturnForm(Form):
    """Why what was proposed is changed before it is published."""

    why = CharField(
        label="Why does the consultation end?",
        help_text="This is kept with the draft. Say what you heard and what you will change",
        max_length=2000,
        widget=Textarea(attrs={"rows": 5}),
        error_messages={"required": "Say why the consultation ends"},
    )


class AddServiceForm(Form):
    """A service begins whole: as it is carried with Evenreach, or as a copy to change."""

    begin = ChoiceField(label="What does the new service begin from?", widget=Radios())
    name = CharField(
        label="Name of the new service",
        help_text="For a copy. A service that is carried whole keeps its own name",
        max_length=80,
        required=False,
    )

    def __init__(self, *args: Any, choices: Sequence[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["begin"].choices = choices  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or {}
        if cleaned.get("begin", "").startswith("copy") and not cleaned.get("name", "").strip():
            self.add_error("name", "Enter the name of the new service")
        return cleaned


class SureForm(Form):
    """Asks nothing: the button is the answer."""
