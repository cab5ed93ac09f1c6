"""Widgets that carry what Django's own have no place for: hints, affixes, three-part dates."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from django import forms

DATE_PARTS = ("day", "month", "year")


class Radios(forms.RadioSelect):
    """`hints` gives a choice's value its hint; `inline` suits two short choices."""

    def __init__(
        self,
        *args: Any,
        hints: Mapping[Any, str] | None = None,
        inline: bool = False,
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.hints = {str(value): hint for value, hint in (hints or {}).items()}
        self.inline = inline


class Checkboxes(forms.CheckboxSelectMultiple):
    """`hints` gives a choice's value its hint."""

    def __init__(self, *args: Any, hints: Mapping[Any, str] | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.hints = {str(value): hint for value, hint in (hints or {}).items()}


class Affixed(forms.TextInput):
    """A short answer with its unit before or after it, such as £ or sessions.

    The unit is not read aloud, so the label says it too.
    """

    def __init__(
        self, *args: Any, prefix: str = "", suffix: str = "", inputmode: str = "", **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.prefix = prefix
        self.suffix = suffix
        if inputmode:
            self.attrs.setdefault("inputmode", inputmode)


class DateInput(forms.MultiWidget):
    """Day, month and year in three inputs, named <field>_day, <field>_month, <field>_year."""

    use_fieldset = True

    def __init__(self, attrs: dict[str, Any] | None = None) -> None:
        super().__init__({part: forms.TextInput() for part in DATE_PARTS}, attrs)

    def decompress(self, value: date | Sequence[str] | None) -> list[str]:
        if value is None or isinstance(value, str):
            return ["", "", ""]
        if isinstance(value, date):
            return [str(value.day), str(value.month), str(value.year)]
        return list(value)
