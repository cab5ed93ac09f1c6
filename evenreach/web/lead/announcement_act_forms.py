"""Pictures and threads, when something is published, and why it is returned or withdrawn."""

import re
from datetime import datetime, time
from typing import Any

from django.forms import CharField, ChoiceField, FileField, Textarea
from django.utils import timezone

from evenreach.web.forms import DateField, Form, Radios


class PictureForm(Form):
    picture = FileField(
        label="Picture",
        help_text="A PNG or JPEG of up to 2 megabytes. Where and when it was taken is not kept",
        error_messages={"required": "Choose a picture"},
    )
    description = CharField(
        label="What does it show?",
        help_text="For people who do not see it: read aloud, and written in the mail",
        max_length=300,
        error_messages={"required": "Describe the picture for people who do not see it"},
    )


class ApproveForm(Form):
    when = ChoiceField(
        label="When is it published?",
        choices=[("now", "At once"), ("later", "At a time")],
        widget=Radios(),
        error_messages={"required": "Say when it is published"},
    )
    on = DateField(label="Day, if at a time", subject="The day", required=False)
    hour = CharField(label="Hour, if at a time", help_text="Like 8:30", required=False)

    def clean(self) -> dict[str, Any]:
        given = super().clean() or self.cleaned_data
        if given.get("when") == "later" and not self.errors:
            if given["on"] is None:
                self.add_error("on", "Enter the day on which it is published")
            if not re.fullmatch(r"([01]?\d|2[0-3])[:.][0-5]\d", given["hour"]):
                self.add_error("hour", "Enter an hour and minutes, like 8:30")
        return given

    @property
    def moment(self) -> datetime | None:
        """When it is published; None for at once."""
        if self.cleaned_data["when"] == "now":
            return None
        hour, minute = map(int, re.split("[:.]", self.cleaned_data["hour"]))
        return timezone.make_aware(datetime.combine(self.cleaned_data["on"], time(hour, minute)))


class ReturnForm(Form):
    why = CharField(
        label="What should its author change?",
        max_length=1000,
        widget=Textarea(attrs={"rows": 4}),
        error_messages={"required": "Say what should change"},
    )


class WithdrawForm(Form):
    reason = CharField(
        label="Why is it withdrawn?",
        help_text="Everybody reads it on the page, in the place of the text",
        max_length=1000,
        widget=Textarea(attrs={"rows": 3}),
        error_messages={"required": "Say why it is withdrawn"},
    )


class ThreadForm(Form):
    title = CharField(
        label="What is the matter?",
        help_text="Like “A new core offer”",
        max_length=120,
        error_messages={"required": "Name the matter"},
    )
    introduction = CharField(
        label="Introduction",
        max_length=1000,
        widget=Textarea(attrs={"rows": 4}),
        error_messages={"required": "Say in a few sentences what it is about"},
    )
