"""Narrowing the schools without contact; giving one to somebody; saying what came of it."""

from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any

from django.forms import CharField, ChoiceField, Textarea

from evenreach.flow.people.models import Person
from evenreach.flow.visits.outreach_models import ContactTask
from evenreach.web.forms import DateField, Form, Radios
from evenreach.web.lead.contact_words import OUTCOMES, REASONS
from evenreach.web.templatetags.schools import phase_in_words


class NoContactFilter(Form):
    """Nothing chosen means all, since the academic year began."""

    partnership = ChoiceField(label="Partnership", required=False)
    phase = ChoiceField(label="Phase", required=False)
    reason = ChoiceField(
        label="Reason",
        required=False,
        choices=[("", "All reasons"), *((reason, tag[0]) for reason, tag in REASONS.items())],
    )
    since = DateField(label="No contact since", subject="Day", required=False)

    def __init__(
        self,
        *args: Any,
        phases: Sequence[str],
        partnerships: Sequence[tuple[str, str]],
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        named = [(phase, phase_in_words(phase)) for phase in phases if phase]
        self.fields["phase"].choices = [("", "All phases"), *named]  # type: ignore[attr-defined]
        self.fields["partnership"].choices = [  # type: ignore[attr-defined]
            ("", "All partnerships"),
            *partnerships,
        ]

    def chosen(self, name: str) -> str:
        """What was chosen; empty for all, and for what is no choice."""
        return str(self._cleaned.get(name) or "")

    @property
    def day(self) -> date | None:
        """The day asked for, if one was."""
        day: date | None = self._cleaned.get("since")
        return day

    @property
    def _cleaned(self) -> dict[str, Any]:
        return self.cleaned_data if self.is_valid() else {}


class GiveForm(Form):
    page_heading = "person"

    person = ChoiceField(label="Who gets in touch with the school?", widget=Radios())

    def __init__(self, *args: Any, people: Iterable[Person], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["person"].choices = [  # type: ignore[attr-defined]
            (str(person.pk), person.name) for person in people
        ]


class CloseForm(Form):
    outcome = ChoiceField(
        label="What came of it?",
        choices=[(outcome.value, words) for outcome, words in OUTCOMES.items()],
        widget=Radios(),
    )
    reason = CharField(
        label="In a sentence",
        help_text="Colleagues read this. Do not name a learner",
        max_length=500,
        widget=Textarea(attrs={"rows": 3}),
        error_messages={"required": "Say in a sentence what came of it"},
    )

    @property
    def given(self) -> tuple[ContactTask.Outcome, str]:
        outcome = ContactTask.Outcome(self.cleaned_data["outcome"])
        return outcome, self.cleaned_data["reason"]
