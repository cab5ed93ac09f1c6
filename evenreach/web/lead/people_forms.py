from typing import Any

from django.forms import CharField, FileField, HiddenInput, IntegerField, Textarea, TextInput

from evenreach.web.forms import Form

MOST_BYTES = 1_000_000
LIST_NAME = "The list"


class FindForm(Form):
    """The school whose people to see."""

    urn = IntegerField(
        label="URN of the school",
        min_value=100_000,
        max_value=999_999,
        widget=TextInput(attrs={"class": "govuk-input--width-5", "inputmode": "numeric"}),
        error_messages={"required": "Enter the URN of a school", "invalid": "Enter six numbers"},
    )


class ContactListForm(Form):
    """A list of people as text or as a file."""

    listed = CharField(
        label="Paste the list",
        help_text="With a first line: urn,name,email,title",
        required=False,
        widget=Textarea(attrs={"rows": 6}),
    )
    file = FileField(
        label="Or choose a CSV file or an .xlsx workbook", required=False, allow_empty_file=True
    )

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or {}
        file, text = cleaned.get("file"), cleaned.get("listed", "")
        if (file is None) == (not text.strip()):
            self.add_error("listed", "Paste a list or choose a file, one of the two")
        elif file is not None and file.size > MOST_BYTES:
            self.add_error("file", f"The file must be smaller than {MOST_BYTES // 10**6} MB")
        return cleaned

    @property
    def list_given(self) -> tuple[bytes, str]:
        """What was pasted or chosen, and what to call it."""
        file = self.cleaned_data.get("file")
        if file is None:
            return self.cleaned_data["listed"].encode(), LIST_NAME
        return file.read(), file.name


class ConfirmForm(Form):
    """The list that was previewed."""

    listed = CharField(widget=HiddenInput())
