"""The question which second service is to come along, and why."""

from collections.abc import Iterable
from typing import Any

from django.forms import BooleanField, CharField, Textarea, TypedChoiceField

from evenreach.flow.offer.models import VisitSpecification
from evenreach.web.forms import Form, Radios


class AlongForm(Form):
    label_size = "m"
    specification = TypedChoiceField(
        label="Which service should come along?",
        coerce=int,
        widget=Radios(),
        error_messages={"required": "Choose which service should come along"},
    )
    why = CharField(
        label="Why should it come along?",
        help_text="The school and both services read this. Do not name the learner.",
        max_length=2000,
        widget=Textarea(attrs={"rows": 4}),
        error_messages={"required": "Say why the second service should come along"},
    )
    consent_covers_both = BooleanField(
        label="The family has agreed that both services come",
        help_text="If not, record consent to the second service before you send the request.",
        required=False,
    )

    def __init__(
        self,
        *args: Any,
        visits: Iterable[VisitSpecification],
        asks_consent: bool,
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        named = [(visit.pk, f"{visit.service_offer.name}: {visit.name}") for visit in visits]
        self.fields["specification"].choices = named  # type: ignore[attr-defined]
        if not asks_consent:
            del self.fields["consent_covers_both"]
