from datetime import date
from typing import Any

from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.forms import CharField, ChoiceField, FileField, IntegerField

from evenreach.flow.register.merging import Published, PublishedFiles
from evenreach.web.forms import DateField, Form
from evenreach.web.templatetags.schools import FIGURES

MOST_PUPILS = 99_999
MOST_BYTES = 300_000_000
SOURCES = {
    "schools": "DfE, Get Information About Schools",
    "links": "DfE, Get Information About Schools, links",
    "sen": "DfE, Special educational needs in England",
    "census": "DfE, Schools, pupils and their characteristics",
}
COUNTED = ("sen", "census")


class RegisterFilesForm(Form):
    """The publishers' files of one import; at least one, and a day for those that count."""

    schools = FileField(
        label="All establishments",
        help_text="From Get Information About Schools: edubasealldata, as CSV or zip",
        required=False,
        allow_empty_file=True,
    )
    links = FileField(
        label="Links between establishments",
        help_text="From Get Information About Schools: links_edubasealldata",
        required=False,
        allow_empty_file=True,
    )
    sen = FileField(
        label="Special educational needs, by school",
        help_text="The department’s school-level file",
        required=False,
        allow_empty_file=True,
    )
    census = FileField(
        label="Schools, pupils and their characteristics, by school",
        help_text="The department’s school-level file",
        required=False,
        allow_empty_file=True,
    )
    counted_on = DateField(
        label="When were the pupils counted?",
        subject="Day of the count",
        help_text="The day of the school census, like 18 1 2024. Only for the last two files",
        required=False,
    )

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or {}
        given = [name for name in SOURCES if cleaned.get(name) is not None]
        if not given and not self.errors:
            self.add_error("schools", "Choose at least one file")
        counts = any(name in COUNTED for name in given)
        if counts and cleaned.get("counted_on") is None and "counted_on" not in self.errors:
            self.add_error("counted_on", "Enter the day on which the pupils were counted")
        for name in given:
            if cleaned[name].size > MOST_BYTES:
                self.add_error(name, f"The file must be smaller than {MOST_BYTES // 10**6} MB")
        return cleaned

    def files_published(self, *, on: date) -> PublishedFiles:
        """What was chosen, as the publishers' files; without counts they are of the day."""
        return PublishedFiles(**{name: self._published(name, on) for name in SOURCES})

    def _published(self, name: str, on: date) -> Published | None:
        file: UploadedFile | None = self.cleaned_data.get(name)
        if file is None:
            return None
        counted_on = self.cleaned_data["counted_on"] if name in COUNTED else on
        return Published(file.name or name, file.read(), SOURCES[name], counted_on)


class FigureForm(Form):
    """A count of one school that no file has."""

    name = ChoiceField(label="What was counted?", choices=list(FIGURES.items()))
    value = IntegerField(
        label="How many were counted?",
        min_value=0,
        max_value=MOST_PUPILS,
        error_messages={"required": "Enter how many were counted"},
    )
    counted_on = DateField(
        label="When were they counted?",
        subject="Day of the count",
        help_text="The count belongs to the academic year of this day",
    )
    source = CharField(
        label="Where does the count come from?",
        help_text="Everyone who sees the count sees this. Do not name a learner",
        max_length=200,
        error_messages={"required": "Say where the count comes from"},
    )

    def __init__(self, *args: Any, on: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.on = on

    def clean_counted_on(self) -> date:
        counted_on: date = self.cleaned_data["counted_on"]
        if counted_on > self.on:
            raise ValidationError("The day of the count must be today or before")
        return counted_on
