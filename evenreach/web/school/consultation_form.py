from collections.abc import Sequence
from typing import Any

from django.forms import CharField, ChoiceField, Textarea

from evenreach.desks.allocation.deciding_models import ConsultationOption
from evenreach.web.deciding_words import AGREEMENTS, NO_OPTION, option_in_words
from evenreach.web.forms import Form, Radios

NONE = "none"


class AnswerForm(Form):
    """A school's answer: which option, how far it agrees with the proposal, and why."""

    preferred = ChoiceField(
        label="Which option does your school prefer?",
        widget=Radios,
        error_messages={"required": "Choose an option, or none of them"},
    )
    agreement = ChoiceField(
        label="How far do you agree with what is proposed?",
        choices=[(kind.value, words) for kind, words in AGREEMENTS.items()],
        widget=Radios,
        error_messages={"required": "Choose how far you agree"},
    )
    comment = CharField(
        label="Is there anything that should be known before it is decided?",
        help_text="Write nothing by which a learner could be recognised",
        required=False,
        max_length=4000,
        widget=Textarea(attrs={"rows": 5}),
    )

    def __init__(self, *args: Any, options: Sequence[ConsultationOption], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["preferred"].choices = [  # type: ignore[attr-defined]
            *((str(option.pk), option_in_words(option.letter, option.name)) for option in options),
            (NONE, NO_OPTION),
        ]

    @property
    def answer(self) -> dict[str, Any]:
        """As `answer_consultation` takes it."""
        preferred = self.cleaned_data["preferred"]
        return {
            "preferred_id": None if preferred == NONE else int(preferred),
            "agreement": self.cleaned_data["agreement"],
            "comment": self.cleaned_data["comment"],
        }
