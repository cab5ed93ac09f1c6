"""Whom a draft is about, identified as the authority has chosen."""

from django.core.exceptions import ValidationError
from django.forms import CharField, ChoiceField, TextInput

from evenreach.methods.upn import is_upn
from evenreach.web.school.draft_forms import DraftForm
from evenreach.web.words import YEARS


class LearnerForm(DraftForm):
    """Whom the request is about, by as little as will do."""

    keeps_unfinished = True
    asks_upn = False
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


class UpnForm(LearnerForm):
    """The same, with the unique pupil number in the place of the school's own reference."""

    asks_upn = True
    school_reference = CharField(
        label="Unique pupil number (UPN)",
        help_text=(
            "13 characters, a letter first, like B801200005001. Only your school sees it. The same "
            "number means the same learner in every request."
        ),
        max_length=30,
        widget=TextInput(
            attrs={"class": "govuk-input--width-20", "autocomplete": "off", "spellcheck": "false"}
        ),
        error_messages={"required": "Enter the learner's unique pupil number (UPN)"},
    )

    def clean_school_reference(self) -> str:
        number = "".join(str(self.cleaned_data["school_reference"]).split()).upper()
        if not is_upn(number):
            raise ValidationError(
                "Enter the UPN as your school's system has it: this one's letters and digits do "
                "not fit together"
            )
        return number
