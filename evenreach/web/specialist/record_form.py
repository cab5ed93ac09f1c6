from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Self

from django.forms import CharField, ChoiceField, HiddenInput, IntegerField, Textarea

from evenreach.flow.offer.visit_specifications import ThreeParts
from evenreach.flow.records.models import Outcome, ProvisionLine, VisitRecord
from evenreach.flow.records.writing import Agreed, NothingPlanned, Provision, Seen
from evenreach.web.forms import Form, Radios
from evenreach.web.specialist.line_forms import OutcomeForm, ProvisionForm
from evenreach.web.templatetags.evenreach import ErrorLink, error_links
from evenreach.web.words import AREAS

MOST_LINES = 5
EMPTY_LINES = 3
MOST_OUTCOMES = 3
LONGEST = 5000
ASSESSMENT = (
    "further_assessment",
    "assessment_what",
    "assessment_by",
    "assessment_when",
    "assessment_detail",
)
AFTER_PROVISION = tuple(f"#id_{name}" for name in ASSESSMENT)
NEEDED = {
    VisitRecord.Assessment.INDICATED: {
        "assessment_what": "Say which further assessment is indicated",
        "assessment_by": "Say who would make the further assessment",
        "assessment_when": "Say when the further assessment would be made",
    },
    VisitRecord.Assessment.INCLUDED: {
        "assessment_what": "Say which instrument or task the assessment used",
        "assessment_detail": "Say what assessment was included, and what it tells us",
    },
}
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
    assessment_what = CharField(
        label="Which assessment?",
        help_text="If it is indicated: which. If it was included: the instrument or task.",
        max_length=200,
        required=False,
    )
    assessment_by = CharField(
        label="By whom?", help_text="If it is indicated.", max_length=200, required=False
    )
    assessment_when = CharField(
        label="When?",
        help_text="If it is indicated. For example, before the summer half-term.",
        max_length=200,
        required=False,
    )
    assessment_detail = _text(
        "About further assessment",
        "If it is indicated: why. If it was included: the result, and what it does and does not "
        "tell us.",
        required=False,
    )
    edition = IntegerField(min_value=0, required=False, widget=HiddenInput)

    def __init__(
        self, *args: Any, said: ThreeParts | None, is_draft: bool = False, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.is_draft = is_draft
        if is_draft:
            for field in self.fields.values():
                field.required = False
        if said is not None:
            self["need_identified"].help_text = said.need_identified
            hints = said.further_assessment.model_dump()
            self.fields["further_assessment"].widget.hints = hints

    def clean(self) -> dict[str, Any]:
        given = self.cleaned_data
        assessed = given.get("further_assessment", "")
        for name, sentence in {} if self.is_draft else NEEDED.get(assessed, {}).items():
            if given.get(name) == "":
                self.add_error(name, sentence)
        return given


@dataclass(frozen=True, slots=True)
class RecordPage:
    """The whole form: what was seen, up to five lines of provision and up to three outcomes."""

    seen_form: RecordForm
    lines: tuple[ProvisionForm, ...]
    outcomes: tuple[OutcomeForm, ...]
    is_draft: bool = False

    @classmethod
    def blank(
        cls,
        *,
        said: ThreeParts | None,
        visited_on: date,
        record: VisitRecord | None,
        provision: Sequence[ProvisionLine],
        outcomes: Sequence[Outcome],
    ) -> Self:
        """Nothing typed yet: what was saved before, and some empty lines."""
        initial = {"edition": 0}
        if record is not None:
            initial = {name: getattr(record, name) for name in RecordForm.base_fields}
        saved = _rows(provision, ProvisionForm)
        agreed = _rows(outcomes, OutcomeForm)
        count = min(MOST_LINES, len(saved) + EMPTY_LINES)
        return cls(
            RecordForm(initial=initial, said=said),
            tuple(
                ProvisionForm(number=number, visited_on=visited_on, initial=line)
                for number, line in enumerate([*saved, *[{}] * count][:count], start=1)
            ),
            tuple(
                OutcomeForm(number=number, initial=each)
                for number, each in enumerate(
                    [*agreed, *[{}] * MOST_OUTCOMES][:MOST_OUTCOMES], start=1
                )
            ),
        )

    @classmethod
    def typed(cls, data: Mapping[str, Any], *, said: ThreeParts | None, visited_on: date) -> Self:
        """What was sent, with as many lines as the page that was sent had."""
        is_draft = "draft" in data
        numbers = [n for n in range(1, MOST_LINES + 1) if f"line-{n}-what" in data] or [1]
        return cls(
            RecordForm(data, said=said, is_draft=is_draft),
            tuple(
                ProvisionForm(data, number=n, visited_on=visited_on, is_draft=is_draft)
                for n in numbers
            ),
            tuple(
                OutcomeForm(data, number=n, is_draft=is_draft)
                for n in range(1, MOST_OUTCOMES + 1)
                if f"outcome-{n}-what" in data
            ),
            is_draft,
        )

    @property
    def _forms(self) -> tuple[Form, ...]:
        return (self.seen_form, *self.lines, *self.outcomes)

    def is_valid(self) -> bool:
        """Whether all of it can be saved; a record without provision is said beside its first."""
        valid = [form.is_valid() for form in self._forms]
        planned = self.is_draft or any(line.has_changed() for line in self.lines)
        if not planned:
            self.lines[0].add_error("what", str(NothingPlanned()))
        return planned and all(valid)

    @property
    def errors(self) -> list[ErrorLink]:
        """What is wrong, in the order of the page, which ends with further assessment."""
        links = [link for form in self._forms for link in error_links(form)]
        return sorted(links, key=lambda link: link.href in AFTER_PROVISION)

    @property
    def seen(self) -> Seen:
        """What was typed, once it is valid."""
        given = self.seen_form.cleaned_data
        return Seen(**{name: given[name] for name in given if name != "edition"})

    @property
    def edition(self) -> int | None:
        """Which saving of the record was open; None where the sender did not say."""
        return self.seen_form.cleaned_data["edition"]

    @property
    def provision(self) -> list[Provision]:
        return [Provision(**line.cleaned_data) for line in self.lines if line.has_changed()]

    @property
    def agreed(self) -> list[Agreed]:
        return [Agreed(**each.cleaned_data) for each in self.outcomes if each.has_changed()]


def _rows(saved: Sequence[Any], form: type[Form]) -> list[dict[str, Any]]:
    return [{name: getattr(row, name) for name in form.base_fields} for row in saved]
