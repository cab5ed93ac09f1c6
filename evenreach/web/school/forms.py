"""What a school is asked, one page at a time. A draft may leave open what is not known yet."""

from collections.abc import Collection, Sequence
from typing import Any

from django.forms import CharField, MultipleChoiceField, Textarea, TypedChoiceField

from evenreach.flow.offer.models import VisitSpecification
from evenreach.web.forms import Checkboxes, Form, Radios


class KindForm(Form):
    """Which of the visits offered to the school."""

    label_size = "m"
    specification = TypedChoiceField(
        label="Which visit do you want to ask for?",
        coerce=int,
        widget=Radios(),
        error_messages={"required": "Choose the visit you want to ask for"},
    )

    def __init__(
        self, *args: Any, kinds: Sequence[tuple[VisitSpecification, str]], **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["specification"]
        assert isinstance(field, TypedChoiceField)
        field.choices = [(kind.pk, f"{kind.name}, {kind.service_offer.name}") for kind, _ in kinds]
        field.widget.hints = {str(kind.pk): line for kind, line in kinds}
        if len(kinds) == 1:
            field.initial = kinds[0][0].pk


class MoveForm(Form):
    """Why another half-day is needed."""

    why = CharField(
        label="Why does this half-day not suit?",
        help_text="The service reads this. Do not name the learner.",
        max_length=500,
        widget=Textarea(attrs={"rows": 4}),
        error_messages={"required": "Say why this half-day does not suit"},
    )
    instead = CharField(
        label="Which half-days would suit? (optional)",
        help_text="For example, any Tuesday morning in March. The service tries to keep to it.",
        max_length=200,
        required=False,
    )

    @property
    def in_words(self) -> str:
        """Both answers as the service reads them."""
        why, instead = self.cleaned_data["why"], self.cleaned_data["instead"]
        return f"{why}\nWould suit: {instead}" if instead else why


class PrepareForm(Form):
    """The steps of a visit's preparation that are done."""

    steps = MultipleChoiceField(
        label="What is done?", required=False, widget=Checkboxes, choices=[]
    )

    def __init__(
        self, *args: Any, steps: Sequence[str], done: Collection[str], **kwargs: Any
    ) -> None:
        numbers = {str(nth): step for nth, step in enumerate(steps, start=1)}
        ticked = [number for number, step in numbers.items() if step in done]
        super().__init__(*args, initial={"steps": ticked}, **kwargs)
        self.numbers = numbers
        self.fields["steps"].choices = list(numbers.items())  # type: ignore[attr-defined]

    @property
    def done(self) -> list[str]:
        return [self.numbers[number] for number in self.cleaned_data["steps"]]
