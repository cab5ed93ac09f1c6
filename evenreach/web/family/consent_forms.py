from typing import Any

from django.forms import CharField, ChoiceField, Textarea

from evenreach.flow.requests.consent_links import FamilyAnswer
from evenreach.flow.requests.consent_models import YOUNG_PERSON, Consent
from evenreach.web.consenting import WhoForm
from evenreach.web.forms import Radios

Outcome = Consent.Outcome


class FamilyForm(WhoForm):
    """A family's answer on a phone; a young person over 16 is asked only for themselves."""

    label_size = "m"
    not_theirs = (
        "Only somebody with parental responsibility can agree. Tell the school who that is, so "
        "that it asks them"
    )
    outcome = ChoiceField(
        label="Do you agree?",
        choices=[(Outcome.GIVEN, "Yes, I agree"), (Outcome.REFUSED, "No, I do not agree")],
        widget=Radios(),
        error_messages={"required": "Say whether you agree"},
    )
    said = CharField(
        label="Is there anything you would like us to know? (optional)",
        help_text="How you see it, and what would help. The school and the service read this.",
        max_length=2000,
        required=False,
        widget=Textarea(attrs={"rows": 5}),
    )
    field_order = ("outcome",)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.is_over_16:
            for name in ("given_by", "holds_responsibility", "is_in_care", "holder_name"):
                del self.fields[name]
        else:
            self._ask_the_family()
        self.fields[
            "sharing"
        ].label = "I also agree that the report is shared with other professionals who work with us"

    @property
    def answer(self) -> FamilyAnswer:
        cleaned = self.cleaned_data
        return FamilyAnswer(
            outcome=Outcome(cleaned["outcome"]),
            given_by=cleaned.get("given_by", YOUNG_PERSON),
            holds_responsibility=cleaned.get("holds_responsibility", False),
            is_in_care=cleaned.get("is_in_care", False),
            holder_name=cleaned.get("holder_name", ""),
            scope=self.scope,
            said=cleaned["said"],
        )

    def _ask_the_family(self) -> None:
        for name, label, hint in (
            ("given_by", "Who are you to the child?", "We do not ask for your name."),
            (
                "holds_responsibility",
                "Do you have parental responsibility?",
                "Mothers have it. Fathers have it if they are married to the mother or named on "
                "the birth certificate. Others may have it by a court order or an agreement. Only "
                "somebody who has it can agree.",
            ),
            ("is_in_care", "The child is in care (looked after by a local authority)", ""),
            (
                "holder_name",
                "If the child is in care: your name",
                "Whoever has parental responsibility is then named. Everybody else leaves this "
                "empty.",
            ),
        ):
            self.fields[name].label, self.fields[name].help_text = label, hint
        for name, sentence in (
            ("given_by", "Say who you are to the child"),
            ("holds_responsibility", "Say whether you have parental responsibility"),
        ):
            self.fields[name].error_messages["required"] = sentence
