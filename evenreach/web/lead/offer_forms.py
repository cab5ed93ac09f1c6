"""The parts of a service, one question a page."""

from collections.abc import Mapping
from typing import Any, ClassVar

from django.forms import (
    CharField,
    ChoiceField,
    EmailField,
    IntegerField,
    MultipleChoiceField,
    Textarea,
    TextInput,
)

from evenreach.flow.register.definition_files import Place
from evenreach.web import offer_words as words
from evenreach.web.forms import Checkboxes, Radios
from evenreach.web.lead.offer_form_base import Kept, PartForm
from evenreach.web.lead.offer_lines import Column, ColumnsField, LinesField
from evenreach.web.words import AREAS, NEEDS, PHASES

NARROW = {"class": "govuk-input--width-3"}


def long_text(label: str, *, rows: int = 5, **more: Any) -> CharField:
    return CharField(label=label, widget=Textarea(attrs={"rows": rows}), **more)


def number(label: str, least: int, most: int, **more: Any) -> IntegerField:
    widget = TextInput(attrs={**NARROW, "inputmode": "numeric"})
    return IntegerField(label=label, min_value=least, max_value=most, widget=widget, **more)


class NamesForm(PartForm):
    KEYS = ("name", "short_name", "summary")

    name = CharField(label="Full name")
    short_name = CharField(label="Short name", help_text="As lists and tables call it")
    summary = long_text("What the service does", help_text="Two or three sentences for schools")


class ModeForm(PartForm):
    """How access works; criteria and the order of answers are asked for with their modes."""

    KEYS = ("mode", "mode_explained", "criteria", "response")
    FIELDS: ClassVar[Mapping[Place, str]] = {("criteria",): "met_when"}

    mode = ChoiceField(
        label="How is its time shared?",
        choices=list(words.MODES.items()),
        widget=Radios(
            hints={
                "per_school": "Core sessions, shared by a published formula",
                "by_criteria": "No quota: a caseload of named learners",
                "on_request": "No quota: the most urgent first",
                "partnership": "Core sessions, their use agreed with each school",
            }
        ),
    )
    mode_explained = long_text("Explain it to schools")
    met_when = LinesField(
        label="When are the criteria met?",
        help_text="Only for a service by criteria. One sentence on each line",
        required=False,
    )
    decided_by = long_text(
        "Who decides?", rows=3, help_text="Only for a service by criteria", required=False
    )
    if_not_met = long_text(
        "What happens if they are not met?",
        rows=3,
        help_text="Only for a service by criteria",
        required=False,
    )
    response = ColumnsField(
        (
            Column("within_school_days", "School days", is_number=True),
            Column("which", "Which requests"),
        ),
        label="In which order are requests answered?",
        help_text="Only for a service on request, the most urgent first. "
        "On each line: school days | which requests",
        required=False,
    )

    @classmethod
    def first_values(cls, kept: Kept) -> dict[str, Any]:
        return {**super().first_values(kept), **(kept.get("criteria") or {})}

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or {}
        asked = {
            "by_criteria": ("met_when", "decided_by", "if_not_met"),
            "on_request": ("response",),
        }
        for mode, names in asked.items():
            for name in names:
                given = bool(cleaned.get(name))
                if cleaned.get("mode") == mode and not given and name not in self.errors:
                    self.add_error(name, f"Answer the question “{self[name].label}”")
                if cleaned.get("mode") != mode and given:
                    said = words.MODES["by_criteria" if mode == "by_criteria" else "on_request"]
                    self.add_error(name, f"Leave this empty, or choose “{said}”")
        return cleaned

    def values(self) -> dict[str, Any]:
        given = self.cleaned_data
        criteria = {name: given[name] for name in ("met_when", "decided_by", "if_not_met")}
        return {
            "mode": given["mode"],
            "mode_explained": given["mode_explained"],
            "criteria": criteria if given["mode"] == "by_criteria" else None,
            "response": given["response"],
        }


class ServedForm(PartForm):
    KEYS = ("areas_of_need", "needs", "phases")

    areas_of_need = MultipleChoiceField(
        label="Areas of need", choices=list(AREAS.items()), widget=Checkboxes()
    )
    needs = MultipleChoiceField(
        label="Types of need", choices=list(NEEDS.items()), widget=Checkboxes()
    )
    phases = MultipleChoiceField(
        label="Phases served", choices=list(PHASES.items()), widget=Checkboxes()
    )


class AskingForm(PartForm):
    KEYS = ("who_may_ask", "asking")

    who_may_ask = MultipleChoiceField(
        label="Who may ask?", choices=list(words.ASKERS.items()), widget=Checkboxes()
    )
    asking = long_text("How to ask", help_text="And what you expect to see")


class TargetsForm(PartForm):
    KEYS = ("targets",)

    triage_school_days = number("School days until a request is answered", 1, 30)
    visit_school_days = number("School days until a visit, after accepting", 1, 120)
    report_school_days = number("School days until the report, after a visit", 1, 60)

    @classmethod
    def first_values(cls, kept: Kept) -> dict[str, Any]:
        return dict(kept["targets"])

    def values(self) -> dict[str, Any]:
        return {"targets": super().values()}


class ContactForm(PartForm):
    KEYS = ("contact",)

    team = CharField(label="Team", help_text="A team, never a person")
    email = EmailField(label="E-mail address")
    hours = CharField(label="When it answers")

    @classmethod
    def first_values(cls, kept: Kept) -> dict[str, Any]:
        return dict(kept["contact"])

    def values(self) -> dict[str, Any]:
        return {"contact": super().values()}


class LimitsForm(PartForm):
    KEYS = ("exclusions", "traded_note")

    exclusions = ColumnsField(
        (Column("what", "What you do not do"), Column("who_does", "Who does")),
        rows=8,
        label="What does the service not do, and who does?",
        help_text="On each line: what you do not do | who does",
    )
    traded_note = long_text(
        "About what is sold", help_text="Say that nothing is sold, if that is so"
    )


SECTIONS: dict[str, tuple[str, type[PartForm]]] = {
    "names": ("Name and summary", NamesForm),
    "mode": ("How its time is shared", ModeForm),
    "served": ("Needs and phases served", ServedForm),
    "asking": ("Who may ask, and how", AskingForm),
    "targets": ("When schools hear from it", TargetsForm),
    "limits": ("What it does not do, and what is sold", LimitsForm),
    "contact": ("Contact", ContactForm),
}


def keys_of(form: type[PartForm]) -> tuple[str, ...]:
    """The keys of a definition that a section writes."""
    keys: tuple[str, ...] = form.KEYS  # type: ignore[attr-defined]
    return keys
