"""Lists that are written as lines: one thing on each line, its columns parted by a bar."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.core.exceptions import ValidationError
from django.forms import CharField, Textarea

BAR = "|"


@dataclass(frozen=True, slots=True)
class Column:
    """One column of a line: its key, what people call it, and its words or whole numbers."""

    key: str
    name: str
    words: Mapping[str, str] | None = None
    is_number: bool = False

    def written(self, value: Any) -> str:
        return str(value) if self.words is None else self.words[value]

    def read(self, typed: str) -> Any:
        """The value of what was typed. Raises ValueError with what was expected."""
        if self.is_number:
            if not typed.isdecimal():
                raise ValueError(f"{self.name} must be a whole number, not “{typed}”")
            return int(typed)
        if self.words is None:
            return typed
        for value, word in self.words.items():
            if typed.casefold() == word.casefold():
                return value
        raise ValueError(f"{self.name} must be {_or(list(self.words.values()))}, not “{typed}”")


class LinesField(CharField):
    """A list of sentences, one on each line."""

    def __init__(self, *, rows: int = 5, **kwargs: Any) -> None:
        super().__init__(widget=Textarea(attrs={"rows": rows}), **kwargs)

    def prepare_value(self, value: Any) -> Any:
        return value if value is None or isinstance(value, str) else "\n".join(value)

    def clean(self, value: Any) -> list[str]:
        return [line.strip() for line in super().clean(value).splitlines() if line.strip()]


class ColumnsField(CharField):
    """A list of lines with columns; what is wrong is told with its line's number."""

    def __init__(self, columns: Sequence[Column], *, rows: int = 6, **kwargs: Any) -> None:
        self.columns = columns
        super().__init__(widget=Textarea(attrs={"rows": rows}), **kwargs)

    def prepare_value(self, value: Any) -> Any:
        if value is None or isinstance(value, str):
            return value
        return "\n".join(
            f" {BAR} ".join(column.written(item[column.key]) for column in self.columns)
            for item in value
        )

    def clean(self, value: Any) -> list[dict[str, Any]]:
        lines = [line for line in super().clean(value).splitlines() if line.strip()]
        return [self._item(number, line) for number, line in enumerate(lines, start=1)]

    def _item(self, number: int, line: str) -> dict[str, Any]:
        typed = [part.strip() for part in line.split(BAR, len(self.columns) - 1)]
        if len(typed) < len(self.columns) or not all(typed):
            shape = f" {BAR} ".join(column.name.lower() for column in self.columns)
            raise ValidationError(f"Line {number} must be: {shape}")
        try:
            pairs = zip(self.columns, typed, strict=True)
            return {column.key: column.read(part) for column, part in pairs}
        except ValueError as error:
            raise ValidationError(f"Line {number}: {error}") from error


def _or(words: Sequence[str]) -> str:
    return f"{', '.join(words[:-1])} or {words[-1]}"
