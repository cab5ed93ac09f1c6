"""The authority's own lists as they are chosen, and as they come back from a preview."""

from typing import Any

from django.forms import CharField, ChoiceField, FileField, HiddenInput

from evenreach.methods.calendar import AcademicYear
from evenreach.web.forms import Form

MOST_BYTES = 5_000_000


def list_file(help_text: str) -> FileField:
    return FileField(
        label="The list",
        help_text=help_text,
        allow_empty_file=True,
        error_messages={"required": "Choose the file with the list"},
    )


class OwnListForm(Form):
    """A file and where it is from."""

    source = CharField(
        label="Where is the list from?",
        help_text="Everyone who sees the list sees this, like: Education committee, 3 June 2026",
        max_length=200,
        error_messages={"required": "Say where the list is from"},
    )
    file = list_file("A CSV file, or an .xlsx workbook of one sheet")

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or {}
        file = cleaned.get("file")
        if file is not None and file.size > MOST_BYTES:
            self.add_error("file", f"The file must be smaller than {MOST_BYTES // 10**6} MB")
        return cleaned

    @property
    def listed(self) -> tuple[bytes, str]:
        """The file's bytes and its name."""
        file = self.cleaned_data["file"]
        return file.read(), file.name


class ShownListForm(Form):
    """A list that was shown, and the digest of what it was compared with."""

    listed = CharField(widget=HiddenInput())
    source = CharField(widget=HiddenInput())
    compared_with = CharField(widget=HiddenInput())


class YearForm(Form):
    """Dates of one of the academic years that can be loaded."""

    year = ChoiceField(label="Academic year")

    def __init__(self, *args: Any, years: list[AcademicYear], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["year"].choices = [  # type: ignore[attr-defined]
            (str(year.begins_in), year.label) for year in years
        ]

    @property
    def academic_year(self) -> AcademicYear:
        return AcademicYear(int(self.cleaned_data["year"]))


class CalendarForm(YearForm, OwnListForm):
    """The dates of one academic year."""

    field_order = ("year", "source", "file")
    file = list_file("A CSV file, an .xlsx workbook of one sheet, or an iCalendar file")


class ShownCalendarForm(YearForm, ShownListForm):
    """The dates that were shown."""

    year = ChoiceField(widget=HiddenInput())
