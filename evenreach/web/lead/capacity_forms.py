"""The forms from which a service's capacity and its cost are worked out."""

from collections.abc import Iterable
from decimal import Decimal
from typing import Any

from django.forms import (
    CharField,
    ChoiceField,
    DecimalField,
    HiddenInput,
    IntegerField,
    Textarea,
    TextInput,
)

from evenreach.flow.entitlement.funding import FundingStream
from evenreach.flow.entitlement.staff_actions import StaffTerms
from evenreach.flow.entitlement.staffing import Grade, Pattern, StaffLine, TimeTakenOff
from evenreach.web.forms import Affixed, Form, Radios

PATTERNS = {Pattern.TERM_TIME: "Term time only", Pattern.ALL_YEAR: "All year"}
STAFF_NAMES = ("weeks", "minutes_a_day", "leave_days", "training_days")


def hundredths(value: Decimal | None) -> int:
    """0.8 as 80; nothing as 0."""
    return int((value or 0) * 100)


def _short(suffix: str = "", prefix: str = "", *, decimal: bool = False) -> Affixed:
    attrs = {"class": "govuk-input--width-5", "autocomplete": "off"}
    mode = "decimal" if decimal else "numeric"
    return Affixed(prefix=prefix, suffix=suffix, inputmode=mode, attrs=attrs)


def percent_field(label: str, hint: str = "", *, most: int = 100) -> DecimalField:
    """A percentage with up to two decimals; empty is nought."""
    return DecimalField(
        label=label,
        help_text=hint,
        required=False,
        min_value=0,
        max_value=most,
        decimal_places=2,
        widget=_short("%", decimal=True),
    )


def whole_field(
    label: str, suffix: str, *, least: int = 0, most: int, hint: str = "", required: bool = True
) -> IntegerField:
    return IntegerField(
        label=label,
        help_text=hint,
        min_value=least,
        max_value=most,
        required=required,
        widget=_short(suffix),
    )


def source_field() -> CharField:
    return CharField(
        label="Where is this from?",
        help_text="For example “Staffing list of 1 July 2025”. Whoever looks at it sees this",
        max_length=300,
        error_messages={"required": "Say where this is from"},
    )


class SeenForm(Form):
    """Keeps the version that somebody was shown, so that a change in between is noticed."""

    seen = IntegerField(widget=HiddenInput, min_value=0, max_value=2_000_000_000)


class StaffForm(SeenForm):
    """Staff of one role, grade, pattern and funding stream."""

    role = CharField(
        label="Role",
        help_text="For example specialist teacher, senior EP, assistant. Not a person’s name",
        max_length=100,
        widget=TextInput(attrs={"autocomplete": "off"}),
    )
    grade_id = ChoiceField(label="Grade")
    fte = DecimalField(
        label="Full-time equivalents",
        help_text="Of all of them together: two who work three days of five are 1.2",
        min_value=Decimal("0.01"),
        max_value=Decimal("99.99"),
        decimal_places=2,
        widget=_short("FTE", decimal=True),
        error_messages={"min_value": "Full-time equivalents must be 0.01 or more"},
    )
    pattern = ChoiceField(
        label="When do they work?",
        choices=PATTERNS.items(),
        widget=Radios,
        error_messages={"required": "Say when they work"},
    )
    weeks = whole_field("Weeks a year", "weeks", least=1, most=53, hint="For example 39, or 52")
    minutes_a_day = whole_field(
        "Contracted minutes a day",
        "minutes",
        least=1,
        most=1440,
        hint="Of somebody full-time, without breaks. 6 hours are 360",
    )
    leave_days = whole_field(
        "Days of leave", "days", most=260, hint="With bank holidays. 0 for term time only"
    )
    training_days = whole_field("Training days", "days", most=260)
    stream_id = ChoiceField(
        label="Paid from",
        required=False,
        help_text="The funding stream whose ring-fence binds their time",
    )

    def __init__(
        self, *args: Any, grades: Iterable[Grade], streams: Iterable[FundingStream], **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        chosen = [("", "Choose a grade"), *((grade.pk, grade.name) for grade in grades)]
        self.has_grades = len(chosen) > 1
        self.fields["grade_id"].choices = chosen  # type: ignore[attr-defined]
        paid = [("", "No stream is named"), *((stream.pk, stream.name) for stream in streams)]
        self.fields["stream_id"].choices = paid  # type: ignore[attr-defined]

    @property
    def terms(self) -> StaffTerms:
        given = self.cleaned_data
        return StaffTerms(
            role=given["role"],
            grade_id=int(given["grade_id"]),
            fte_hundredths=hundredths(given["fte"]),
            pattern=Pattern(given["pattern"]),
            stream_id=int(given["stream_id"]) if given["stream_id"] else None,
            **{name: given[name] for name in STAFF_NAMES},
        )


class TakenOffForm(SeenForm):
    """A percentage of working time, a number of pieces, or both."""

    percent = percent_field("Percentage of working time", "Leave it empty if there is none")
    count = whole_field("How many in the year?", "pieces", most=100_000, required=False)
    minutes_each = whole_field("Minutes for each", "minutes", most=100_000, required=False)

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        if not self.errors and bool(cleaned["count"]) != bool(cleaned["minutes_each"]):
            empty = "minutes_each" if cleaned["count"] else "count"
            self.add_error(empty, "Enter both how many there are and the minutes for each")
        return cleaned

    @property
    def taken(self) -> dict[str, int]:
        given = self.cleaned_data
        return {
            "percent_hundredths": hundredths(given["percent"]),
            "count": given["count"] or 0,
            "minutes_each": given["minutes_each"] or 0,
        }


class MilesForm(SeenForm):
    miles = whole_field("Miles that the service expects to drive", "miles", most=10_000_000)


class UseForm(Form):
    """Puts the capacity into use; `why` is asked once sessions are granted from it."""

    digest = CharField(widget=HiddenInput, max_length=64)
    source = source_field()
    why = CharField(
        label="Why is the capacity corrected?",
        help_text="It is kept with the change",
        max_length=500,
        widget=Textarea(attrs={"rows": 3}),
        error_messages={"required": "Say why the capacity is corrected"},
    )

    def __init__(self, *args: Any, is_granted: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not is_granted:
            del self.fields["why"]


def shown_staff(line: StaffLine) -> dict[str, Any]:
    """The first values of the form of a line of staff."""
    names = ("role", "grade_id", "pattern", "stream_id", *STAFF_NAMES)
    return {
        **{name: getattr(line, name) for name in names},
        "fte": Decimal(line.fte_hundredths) / 100,
        "seen": line.version,
    }


def shown_taken(row: TimeTakenOff | None) -> dict[str, Any]:
    if row is None:
        return {"seen": 0}
    return {
        "percent": Decimal(row.percent_hundredths) / 100,
        "count": row.count or None,
        "minutes_each": row.minutes_each or None,
        "seen": row.version,
    }
