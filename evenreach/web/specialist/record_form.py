from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Self

from django.core.exceptions import ValidationError
from django.core.validators import MaxLengthValidator
from django.forms import CharField, ChoiceField, Textarea

from evenreach.flow.offer.visit_specifications import ThreeParts
from evenreach.flow.records.actions import NothingPlanned, Provision, Seen
from evenreach.flow.records.models import ProvisionLine, VisitRecord
from evenreach.web.forms import DateField, Form, Radios
from evenreach.web.templatetags.evenreach import ErrorLink, error_links
from evenreach.web.words import AREAS

MOST_LINES = 5
EMPTY_LINES = 3
LONGEST = 5000
LONGEST_LINE = 500
AFTER_PROVISION = ("#id_further_assessment", "#id_assessment_detail")
ASSESSMENTS = {
    VisitRecord.Assessment.NONE: "None is needed now",
    VisitRecord.Assessment.INDICATED: "It is indicated",
    VisitRecord.Assessment.INCLUDED: "It was included in this visit",
}


def _text(label: str, hint: str, **rest: Any) -> CharField:
    area = Textarea(attrs={"rows": 6})
    return CharField(label=label, help_text=hint, max_length=LONGEST, widget=area, **rest)


class RecordForm(Form):
    """What was seen, beside the lines of provision. The report has these words as they are."""

    context = _text(
        "Context",
        "Where and with whom you saw the learner, and what the school asked.",
        error_messages={"required": "Say in which context you saw the learner"},
    )
    strengths = _text(
        "Strengths",
        "What the learner does well and enjoys.",
        error_messages={"required": "Say what the learner's strengths are"},
    )
    learner_voice = _text(
        "The learner's voice",
        "What the learner said or showed about what helps, what is hard and what should change. "
        "Left empty, the report says that it was not recorded.",
        required=False,
    )
    need_area = ChoiceField(
        label="Area of need",
        choices=list(AREAS.items()),
        widget=Radios(),
        error_messages={"required": "Select the area of need"},
    )
    need_identified = _text(
        "What need did you identify?",
        "",
        error_messages={"required": "Say what need you identified"},
    )
    further_assessment = ChoiceField(
        label="Is further assessment needed?",
        choices=list(ASSESSMENTS.items()),
        widget=Radios(),
        error_messages={"required": "Say whether further assessment is needed"},
    )
    assessment_detail = _text(
        "About further assessment",
        "If it is indicated: what, and by whom. If it was included: what was done, and what it "
        "does and does not tell us.",
        required=False,
    )

    def __init__(self, *args: Any, said: ThreeParts | None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if said is not None:
            self["need_identified"].help_text = said.need_identified
            hints = said.further_assessment.model_dump()
            self.fields["further_assessment"].widget.hints = hints

    def clean(self) -> dict[str, Any]:
        given = self.cleaned_data
        assessed = given.get("further_assessment", VisitRecord.Assessment.NONE)
        if given.get("assessment_detail") == "" and assessed != VisitRecord.Assessment.NONE:
            self.add_error("assessment_detail", _missing_detail(assessed))
        return given


class ProvisionForm(Form):
    """One line of provision: all of it, or none of it."""

    label_size = ""

    what = CharField(
        label="What",
        validators=[MaxLengthValidator(LONGEST_LINE)],
        widget=Textarea(attrs={"rows": 2}),
    )
    who = CharField(label="Who", max_length=200)
    how_often = CharField(label="How often", max_length=200)
    until = DateField(label="Until", help_text="For example, 17 7 2026")

    def __init__(self, *args: Any, number: int, visited_on: date, **kwargs: Any) -> None:
        super().__init__(*args, prefix=f"line-{number}", empty_permitted=True, **kwargs)
        self.number = number
        self.visited_on = visited_on
        for name, missing in {
            "what": "what will be done",
            "who": "who does it",
            "how_often": "how often it is done",
            "until": "until when it is done",
        }.items():
            self.fields[name].error_messages |= {
                "required": f"Provision {number}: say {missing}",
                "max_length": f"Provision {number}: use %(limit_value)d characters or fewer",
            }
        self.fields["until"].subject = f"Provision {number}: until"  # type: ignore[attr-defined]

    def clean_until(self) -> date | None:
        until: date | None = self.cleaned_data["until"]
        if until is not None and until <= self.visited_on:
            raise ValidationError(f"Provision {self.number}: the day must be after the visit")
        return until


@dataclass(frozen=True, slots=True)
class RecordPage:
    """The whole form of a record: what was seen, and up to five lines of provision."""

    seen_form: RecordForm
    lines: tuple[ProvisionForm, ...]

    @classmethod
    def blank(
        cls,
        *,
        said: ThreeParts | None,
        visited_on: date,
        record: VisitRecord | None,
        provision: Sequence[ProvisionLine],
    ) -> Self:
        """Nothing typed yet: what was saved before, and some empty lines."""
        initial = {} if record is None else {n: getattr(record, n) for n in RecordForm.base_fields}
        saved = [
            {name: getattr(line, name) for name in ProvisionForm.base_fields} for line in provision
        ]
        count = min(MOST_LINES, len(saved) + EMPTY_LINES)
        return cls(
            RecordForm(initial=initial, said=said),
            tuple(
                ProvisionForm(number=number, visited_on=visited_on, initial=line)
                for number, line in enumerate([*saved, *[{}] * count][:count], start=1)
            ),
        )

    @classmethod
    def typed(cls, data: Mapping[str, Any], *, said: ThreeParts | None, visited_on: date) -> Self:
        """What was sent, with as many lines as the page that was sent had."""
        numbers = [n for n in range(1, MOST_LINES + 1) if f"line-{n}-what" in data] or [1]
        return cls(
            RecordForm(data, said=said),
            tuple(ProvisionForm(data, number=n, visited_on=visited_on) for n in numbers),
        )

    def is_valid(self) -> bool:
        """Whether all of it can be saved; a record without provision is said beside its first."""
        valid = [form.is_valid() for form in (self.seen_form, *self.lines)]
        planned = any(line.has_changed() for line in self.lines)
        if not planned:
            self.lines[0].add_error("what", str(NothingPlanned()))
        return planned and all(valid)

    @property
    def errors(self) -> list[ErrorLink]:
        """What is wrong, in the order of the page, which ends with further assessment."""
        links = [link for form in (self.seen_form, *self.lines) for link in error_links(form)]
        return sorted(links, key=lambda link: link.href in AFTER_PROVISION)

    @property
    def seen(self) -> Seen:
        """What was typed, once it is valid."""
        return Seen(**self.seen_form.cleaned_data)

    @property
    def provision(self) -> list[Provision]:
        return [Provision(**line.cleaned_data) for line in self.lines if line.has_changed()]


def _missing_detail(assessed: str) -> str:
    if assessed == VisitRecord.Assessment.INDICATED:
        return "Say what further assessment is indicated, and by whom"
    return "Say what assessment was included, and what it tells us"
