"""The forms in which funding streams, and what a visit counts as, are stated."""

from typing import Any

from django.forms import CharField, ChoiceField, IntegerField, MultipleChoiceField

from evenreach.flow.entitlement.funding import Purpose
from evenreach.flow.entitlement.ring_fences import PURPOSES
from evenreach.flow.entitlement.streams import StreamTerms
from evenreach.web.forms import Checkboxes, DateField, Form, Radios
from evenreach.web.lead.capacity_forms import SeenForm, source_field, whole_field
from evenreach.web.templatetags.schools import phase_in_words
from evenreach.web.words import PHASES

FENCED = [purpose for purpose in Purpose if purpose != Purpose.CORE]


class StreamForm(SeenForm):
    """A funding stream and its ring-fence."""

    name = CharField(label="Name", max_length=100)
    draws_at: IntegerField = whole_field(
        "Place in the order of drawing",
        "",
        least=1,
        most=99,
        hint="Of the streams that may pay, the one of the lowest number pays first",
    )
    may_not_pay = MultipleChoiceField(
        label="What may it not pay for?",
        required=False,
        choices=[(purpose.value, PURPOSES[purpose].capitalize()) for purpose in FENCED],
        widget=Checkboxes,
    )
    services = MultipleChoiceField(
        label="Which services may it pay?",
        help_text="Choose none if it may pay all of them",
        required=False,
        widget=Checkboxes,
    )
    phases = MultipleChoiceField(
        label="For which schools may it pay?",
        help_text="Choose none if it may pay for all of them",
        required=False,
        choices=[(phase, phase_in_words(phase)) for phase in PHASES if phase],
        widget=Checkboxes,
    )
    starts_on = DateField(label="From", subject="First day", help_text="For example 1 9 2025")
    ends_on = DateField(
        label="Until",
        subject="Day after its last",
        help_text="The day after its last, if it ends",
        required=False,
    )
    source = source_field()

    def __init__(self, *args: Any, services: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["services"].choices = services  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        first, last = cleaned.get("starts_on"), cleaned.get("ends_on")
        if first and last and last <= first:
            self.add_error("ends_on", "The day after its last must be after its first day")
        return cleaned

    @property
    def terms(self) -> StreamTerms:
        given = {name: value for name, value in self.cleaned_data.items() if name != "seen"}
        lists: dict[str, Any] = {name: tuple(given.pop(name)) for name in ("services", "phases")}
        purposes = tuple(Purpose(value) for value in given.pop("may_not_pay"))
        return StreamTerms(**given, **lists, may_not_pay=purposes)


class PurposeForm(Form):
    purpose = ChoiceField(
        label="What does a visit of this kind count as?",
        choices=[(purpose.value, PURPOSES[purpose].capitalize()) for purpose in Purpose],
        widget=Radios,
    )
