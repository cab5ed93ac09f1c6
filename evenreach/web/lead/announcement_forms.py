"""What an author writes, as one form."""

import re
from typing import Any

from django.core.exceptions import ValidationError
from django.forms import (
    BooleanField,
    CharField,
    ChoiceField,
    EmailField,
    Select,
    Textarea,
)

from evenreach.desks.publishing.announcement_models import AnnouncementVersion
from evenreach.desks.publishing.announcement_queries import threads
from evenreach.desks.publishing.drafting import Draft
from evenreach.desks.publishing.pasting import from_plain
from evenreach.flow.register.partnerships import partnerships
from evenreach.flow.register.queries import schools_among, schools_on_register
from evenreach.methods.calendar import AcademicYear
from evenreach.web.forms import Form, Radios
from evenreach.web.lead.announcement_words import AUDIENCES
from evenreach.web.templatetags.announcing import STEPS

Audience = AnnouncementVersion.Audience
NEEDED = {
    Audience.PARTNERSHIP: ("partnership", "Choose the partnership whose schools are written to"),
    Audience.PHASE: ("phase", "Choose the phase whose schools are written to"),
    Audience.CHOSEN: ("urns", "Enter the URNs of the schools, like 122170"),
}


class AnnouncementForm(Form):
    """A whole draft. Its text may be empty until it is submitted."""

    title = CharField(
        label="Title",
        help_text="Also the subject of the mail",
        max_length=120,
        error_messages={"required": "Enter a title, like “A new core offer from September”"},
    )
    summary = CharField(
        label="Summary",
        help_text="One sentence for lists and the feed",
        max_length=300,
        error_messages={"required": "Say in one sentence what it is about"},
    )
    text = CharField(
        label="Text",
        help_text="Headings begin with ##, points with -, links are [words](address). What you "
        "paste from Word or a spreadsheet keeps its headings, lists and tables",
        required=False,
        widget=Textarea(attrs={"rows": 22, "data-announcing": ""}),
    )
    audience = ChoiceField(
        label="Who is it for?",
        choices=[(key, words) for key, (words, _) in AUDIENCES.items()],
        widget=Radios(hints={key: hint for key, (_, hint) in AUDIENCES.items()}),
        error_messages={"required": "Say who it is for"},
    )
    partnership = ChoiceField(label="Partnership, if it is for one", required=False, widget=Select)
    phase = ChoiceField(label="Phase, if it is for one", required=False, widget=Select)
    urns = CharField(
        label="URNs, if it is for chosen schools",
        help_text="Numbers of six digits, with a space between",
        required=False,
    )
    is_public = BooleanField(
        label="Also show it on the public pages",
        help_text="What is for everyone always is. Otherwise only who was sent it can read it",
        required=False,
    )
    thread = ChoiceField(label="Thread it belongs to", required=False, widget=Select)
    step = ChoiceField(label="Its place in the thread", choices=list(STEPS.items()), widget=Select)
    contact = EmailField(
        label="Whom to ask",
        help_text="A team’s address, not a person’s",
        error_messages={
            "required": "Enter the address of the team that answers questions",
            "invalid": "Enter an address like name@council.example",
        },
    )
    changed = CharField(
        label="What changed",
        help_text="Read above the text, and first in the mail",
        max_length=1000,
        required=False,
        widget=Textarea(attrs={"rows": 3}),
    )

    def __init__(self, *args: Any, authority_id: int, number: int = 1, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.authority_id = authority_id
        areas = [(str(area.pk), area.name) for area in partnerships(authority_id)]
        own = [
            (str(thread.pk), f"{thread.title}, {AcademicYear(thread.academic_year).label}")
            for thread in threads(authority_id)
        ]
        self._offer("partnership", [("", "None"), *areas])
        self._offer("phase", [("", "None"), *((name, name) for name in _phases(authority_id))])
        self._offer("thread", [("", "None"), *own])
        if number == 1:
            del self.fields["changed"]

    def clean_text(self) -> str:
        """What was copied with tabs becomes a table."""
        return from_plain(self.cleaned_data["text"]).strip()

    def clean_urns(self) -> tuple[int, ...]:
        written = re.split(r"[\s,;]+", self.cleaned_data["urns"].strip())
        wrong = [each for each in written if each and not re.fullmatch(r"\d{5,7}", each)]
        if wrong:
            raise ValidationError(f"{wrong[0]} is not a URN. Enter numbers of six digits")
        urns = [int(each) for each in written if each]
        missing = [urn for urn in urns if urn not in schools_among(self.authority_id, urns)]
        if missing:
            raise ValidationError(f"No school here has the URN {missing[0]}. Mend or delete it")
        return tuple(dict.fromkeys(urns))

    def clean(self) -> dict[str, Any]:
        given = super().clean() or self.cleaned_data
        name, sentence = NEEDED.get(given.get("audience", ""), ("", ""))
        if name and name not in self.errors and not given.get(name):
            self.add_error(name, sentence)
        return given

    def draft(self) -> Draft:
        """What was written. Details of other audiences than the chosen one are left out."""
        given = self.cleaned_data
        kind = given["audience"]
        return Draft(
            title=given["title"],
            summary=given["summary"],
            text=given["text"],
            contact=given["contact"],
            audience=kind,
            is_public=given["is_public"],
            partnership_id=int(given["partnership"]) if kind == Audience.PARTNERSHIP else None,
            phase=given["phase"] if kind == Audience.PHASE else "",
            urns=given["urns"] if kind == Audience.CHOSEN else (),
            thread_id=int(given["thread"]) if given["thread"] else None,
            step=given["step"],
            changed=given.get("changed", ""),
        )

    def _offer(self, name: str, choices: list[tuple[str, str]]) -> None:
        field = self.fields[name]
        assert isinstance(field, ChoiceField)
        field.choices = choices


def written(version: AnnouncementVersion) -> dict[str, Any]:
    """A draft as the form shows it."""
    return {
        "title": version.title,
        "summary": version.summary,
        "text": version.text,
        "audience": version.audience,
        "partnership": str(version.partnership_id or ""),
        "phase": version.phase,
        "urns": " ".join(map(str, version.urns)),
        "is_public": version.is_public,
        "thread": str(version.thread_id or ""),
        "step": version.step,
        "contact": version.contact,
        "changed": version.changed,
    }


def _phases(authority_id: int) -> list[str]:
    known = schools_on_register(authority_id).exclude(phase="").order_by("phase")
    return list(known.values_list("phase", flat=True).distinct())
