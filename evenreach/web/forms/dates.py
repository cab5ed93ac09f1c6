"""A date asked for as day, month and year, refused in sentences."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from evenreach.web.forms.widgets import DATE_PARTS, DateInput

MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")


class DateField(forms.Field):
    """Gives a date, or None when it is not required and left empty.

    `subject` begins the sentences of refusal; it is the label unless that is a question.
    A month may be written as a number or a word. An error's params name the `parts` at fault.
    """

    widget = DateInput

    def __init__(self, *, subject: str = "", **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.subject = subject or str(self.label or "Date").rstrip("?")

    def clean(self, value: Sequence[str | None] | None) -> date | None:
        parts = [(part or "").strip() for part in value or ("", "", "")]
        if not any(parts):
            self._refuse_nothing()
            return None
        self._refuse_missing(parts)
        answer = self._real_date(parts)
        self.run_validators(answer)
        return answer

    def has_changed(self, initial: date | None, data: Sequence[str] | None) -> bool:
        return DateInput().decompress(initial) != list(data or ("", "", ""))

    def _refuse_nothing(self) -> None:
        if self.required:
            raise ValidationError(self.error_messages["required"], code="required")

    def _refuse_missing(self, parts: Sequence[str]) -> None:
        missing = [name for name, part in zip(DATE_PARTS, parts, strict=True) if not part]
        if missing:
            raise ValidationError(
                f"{self.subject} must include a {' and '.join(missing)}",
                code="incomplete",
                params={"parts": missing},
            )

    def _real_date(self, parts: Sequence[str]) -> date:
        day, month, year = parts
        if year.isdigit() and len(year) != 4:
            raise ValidationError(
                f"{self.subject} must have a year of 4 numbers, like 2026",
                code="year",
                params={"parts": ["year"]},
            )
        try:
            return date(int(year), _month_number(month), int(day))
        except (ValueError, OverflowError):
            raise ValidationError(f"{self.subject} must be a real date", code="invalid") from None


def _month_number(month: str) -> int:
    word = month.lower()[:3]
    return MONTHS.index(word) + 1 if word in MONTHS else int(month)
