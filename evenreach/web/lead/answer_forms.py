"""How else a service lead answers a request than by accepting it, and who is to go."""

from collections.abc import Iterable, Sequence
from typing import Any

from django.forms import (
    CharField,
    ChoiceField,
    Textarea,
    TypedChoiceField,
    TypedMultipleChoiceField,
)

from evenreach.flow.offer.models import VisitSpecification
from evenreach.flow.requests.models import SchoolRequest
from evenreach.flow.visits.models import SpecialistPost
from evenreach.web.forms import Checkboxes, Form, Radios

NO_NAMES = "The school reads this. Do not name the learner."


def told(label: str, hint: str, missing: str) -> CharField:
    """What the school reads, in the lead's own words."""
    return CharField(
        label=label,
        help_text=f"{hint} {NO_NAMES}".strip(),
        max_length=2000,
        widget=Textarea(attrs={"rows": 6}),
        error_messages={"required": missing},
    )


class MoreForm(Form):
    page_heading = "wanted"

    wanted = told(
        "What should the school add?",
        "Say what is missing and why you need it. Your time to answer begins anew when it is sent.",
        "Say what the school should add",
    )


class SignpostForm(Form):
    page_heading = "where_to"

    where_to = told(
        "Who can help instead?",
        "Say who, how the school or the family reaches them, and what to ask for.",
        "Say who can help instead",
    )


class PassOnForm(Form):
    label_size = "m"
    specification = TypedChoiceField(
        label="Which service should answer?",
        coerce=int,
        widget=Radios(),
        error_messages={"required": "Choose which service should answer"},
    )
    reason = told(
        "Why should it answer?",
        "The other service reads this too. The request keeps its place in time.",
        "Say why the other service should answer",
    )

    def __init__(self, *args: Any, visits: Iterable[VisitSpecification], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        named = [(visit.pk, f"{visit.service_offer.name}: {visit.name}") for visit in visits]
        self.fields["specification"].choices = named  # type: ignore[attr-defined]


class AssignForm(Form):
    label_size = "m"
    requests = TypedMultipleChoiceField(
        label="Which requests?",
        coerce=int,
        widget=Checkboxes(),
        error_messages={"required": "Choose one request or more"},
    )
    specialist = TypedChoiceField(
        label="Who should go?",
        help_text="Only this person is weighed when you propose the visits.",
        coerce=int,
        error_messages={"required": "Choose who should go"},
    )

    def __init__(
        self,
        *args: Any,
        waiting: Sequence[tuple[SchoolRequest, str]],
        posts: Sequence[SpecialistPost],
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        _choose(self, "requests", [(each.pk, words) for each, words in waiting])
        _choose(self, "specialist", [("", "Choose a person"), *_people(posts)])


class HandOverForm(Form):
    label_size = "m"
    absent = TypedChoiceField(
        label="Who is absent?", coerce=int, error_messages={"required": "Choose who is absent"}
    )
    colleague = TypedChoiceField(
        label="Who takes over?", coerce=int, error_messages={"required": "Choose who takes over"}
    )
    why = CharField(
        label="Why?",
        help_text="Kept with each visit. The schools read it. Name no illness and no learner.",
        max_length=300,
        widget=Textarea(attrs={"rows": 3}),
        error_messages={"required": "Say why the cases are handed over"},
    )

    def __init__(self, *args: Any, posts: Sequence[SpecialistPost], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in ("absent", "colleague"):
            _choose(self, name, [("", "Choose a person"), *_people(posts)])


def _people(posts: Sequence[SpecialistPost]) -> list[tuple[int, str]]:
    return [(post.person_id, post.person.name) for post in posts]


def _choose(form: Form, name: str, choices: Sequence[tuple[Any, str]]) -> None:
    field = form.fields[name]
    assert isinstance(field, ChoiceField | TypedMultipleChoiceField)
    field.choices = choices
