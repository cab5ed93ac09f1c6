"""What a school is asked, one page at a time. A draft may leave open what is not known yet."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from django.core.exceptions import ValidationError
from django.forms import CharField, ChoiceField, Textarea, TextInput, TypedChoiceField

from evenreach.flow.offer.models import VisitSpecification
from evenreach.flow.requests.models import YOUNG_PERSON, Consent
from evenreach.web.forms import DateField, Form, Radios
from evenreach.web.school import words
from evenreach.web.words import NEEDS, YEARS

MOST_CHARACTERS = 3000
UNDER_16 = frozenset(YEARS) - {"11", "12", "13", "14"}
RELATIONSHIPS = (
    "Mother",
    "Father",
    "Grandparent",
    "Another relative",
    "Guardian",
    "Foster carer",
    "Social worker",
    YOUNG_PERSON,
)


def told(label: str, hint: str, rows: int = 5) -> CharField:
    """A question answered in the school's own words, which a draft may leave open."""
    return CharField(
        label=label,
        help_text=hint,
        required=False,
        max_length=MOST_CHARACTERS,
        widget=Textarea(attrs={"rows": rows}),
        error_messages={"max_length": f"Use {MOST_CHARACTERS:,} characters or fewer"},
    )


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


class LearnerForm(Form):
    """Whom the request is about, by as little as will do."""

    initials = CharField(
        label="Initials",
        help_text="The first letters of their names, like AB. Do not write a name.",
        max_length=6,
        widget=TextInput(
            attrs={"class": "govuk-input--width-3", "autocomplete": "off", "spellcheck": "false"}
        ),
    )
    school_reference = CharField(
        label="Your school's own reference",
        help_text=(
            "What your school's system calls them, like P1042. The same reference means the same "
            "learner in every request. Not a name, and not a unique pupil number (UPN)."
        ),
        max_length=30,
        widget=TextInput(
            attrs={"class": "govuk-input--width-10", "autocomplete": "off", "spellcheck": "false"}
        ),
        error_messages={"required": "Enter your school's own reference for the learner"},
    )
    year_group = ChoiceField(
        label="Year group",
        choices=[("", "Choose a year group"), *YEARS.items()],
    )

    def clean_initials(self) -> str:
        letters = "".join(part for part in self.cleaned_data["initials"] if part not in " .-")
        if not letters.isalpha() or len(letters) > 4:
            raise ValidationError("Initials must be 1 to 4 letters, like AB")
        return letters.upper()

    def clean_school_reference(self) -> str:
        reference: str = self.cleaned_data["school_reference"]
        digits = reference[1:-1]
        if len(reference) == 13 and reference[0].isalpha() and digits.isdigit():
            raise ValidationError(
                "That looks like a unique pupil number (UPN). Enter your school's own reference"
            )
        return reference


class ConcernForm(Form):
    """What worries the school, and what it hopes for."""

    need_code = ChoiceField(
        label="Which kind of need comes nearest?",
        help_text="The school census uses the same list. A visit may find another.",
        required=False,
        choices=[("", "Choose a kind of need"), *NEEDS.items()],
    )
    concern = told(
        "What worries you?",
        "What you see, when and where it happens, since when, and the question you most want "
        "answered. Write “the learner”, not a name.",
        rows=8,
    )
    hoped_outcome = told(
        "What do you hope will be different?",
        "For the learner, in the months after the visit.",
        rows=4,
    )


class ApproachForm(Form):
    """The graduated approach so far: assess, plan, do, review."""

    assessed = told(
        "Assess: how have you found out what the learner needs?",
        "Observations, tests, checklists, earlier reports, and what they showed.",
    )
    planned = told(
        "Plan: what did you agree to do?",
        "The outcomes you set, with whom, and by when.",
    )
    done = told(
        "Do: what has been done?",
        "What was done, by whom, how often and for how long.",
    )
    reviewed = told(
        "Review: what difference has it made?",
        "When you looked at it together, what had changed and what had not. If something happened "
        "suddenly and there was no time for a review, say so.",
    )


class ViewsForm(Form):
    """How the learner and the family see it."""

    learner_view = told(
        "What does the learner say?",
        "In their own words or way: what helps, what is hard, what they would change. You can send "
        "the request without this.",
    )
    family_view = told(
        "What does the family say?",
        "What they see at home, what they would like to come of the visit, and when you spoke.",
    )


class ConsentForm(Form):
    """What was said about our being involved, by whom, how and when."""

    outcome = ChoiceField(
        label="Do they agree to the service being involved?",
        choices=list(words.OUTCOMES.items()),
        widget=Radios(inline=True),
        error_messages={"required": "Say whether they agree"},
    )
    given_by = ChoiceField(
        label="Who said so?",
        help_text="Their relationship to the learner. No name is kept.",
        choices=[(who, who) for who in RELATIONSHIPS],
        widget=Radios(
            hints={YOUNG_PERSON: "Over 16, they decide for themselves if they are able to."}
        ),
        error_messages={"required": "Say who it was"},
    )
    holds_responsibility = TypedChoiceField(
        label="Do they have parental responsibility?",
        help_text="For a child in care, the authority or a person named in the care order has it. "
        "Answer “No” for a young person who decides for themselves.",
        coerce=lambda value: value == "yes",
        choices=[("yes", "Yes"), ("no", "No")],
        widget=Radios(inline=True),
        error_messages={"required": "Say whether they have parental responsibility"},
    )
    route = ChoiceField(
        label="How did they say it?",
        choices=list(words.ROUTES.items()),
        widget=Radios(),
        error_messages={"required": "Say how they said it"},
    )
    given_on = DateField(
        label="When did they say it?", subject="The date", help_text="For example, 27 9 2025"
    )

    def __init__(self, *args: Any, today: date, year_group: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.today = today
        self.year_group = year_group

    def clean_given_on(self) -> date:
        given_on: date = self.cleaned_data["given_on"]
        if given_on > self.today:
            raise ValidationError("The date must be today or in the past")
        return given_on

    def clean(self) -> dict[str, Any]:
        cleaned = self.cleaned_data
        if cleaned.get("given_by") == YOUNG_PERSON:
            self._demand_age()
        elif cleaned.get("outcome") == Consent.Outcome.GIVEN and (
            cleaned.get("holds_responsibility") is False
        ):
            self.add_error(
                "holds_responsibility",
                "Somebody with parental responsibility has to agree. Talk with them first, then "
                "record what they said",
            )
        return cleaned

    def _demand_age(self) -> None:
        if self.year_group in UNDER_16:
            self.add_error(
                "given_by",
                "Only a young person over 16 decides for themselves. Say what somebody with "
                "parental responsibility said",
            )


class MoveForm(Form):
    """Why another half-day is needed."""

    why = CharField(
        label="Why does this half-day not suit?",
        help_text="The service reads this. Do not name the learner.",
        max_length=500,
        widget=Textarea(attrs={"rows": 4}),
        error_messages={"required": "Say why this half-day does not suit"},
    )
