"""What is asked before schools are consulted, before a decision is recorded, and to correct it."""

from collections.abc import Sequence
from typing import Any

from django.forms import CharField, ChoiceField, MultipleChoiceField, Textarea

from evenreach.desks.allocation.consulting import WEEKS
from evenreach.desks.allocation.deciding_models import Decision
from evenreach.desks.allocation.decisions import DecisionTexts
from evenreach.desks.allocation.models import Policy
from evenreach.web.forms import Checkboxes, DateField, Form, Radios

LONGEST = 10_000


def text_area(label: str, help_text: str, rows: int = 6) -> CharField:
    return CharField(
        label=label,
        help_text=help_text,
        required=False,
        max_length=LONGEST,
        widget=Textarea(attrs={"rows": rows}),
    )


class AskSchoolsForm(Form):
    """Which drafts are put to schools, which of them is proposed, what is asked, until when."""

    policies = MultipleChoiceField(
        label="Which drafts are the options?",
        help_text="Choose from two to four. Each school sees its own figures under each.",
        widget=Checkboxes,
        error_messages={"required": "Choose the drafts that schools are asked about"},
    )
    proposed = ChoiceField(
        label="Which of them is proposed?",
        widget=Radios,
        error_messages={"required": "Choose the option that is proposed"},
    )
    question = CharField(
        label="What are schools asked?",
        help_text="A question that can be answered by choosing an option",
        max_length=2000,
        widget=Textarea(attrs={"rows": 3}),
        error_messages={"required": "Write the question that schools are asked"},
    )
    closes_on = DateField(
        label="What is the last day to answer?",
        subject="Last day to answer",
        help_text=f"At least {WEEKS} weeks from today, so that a governing body can meet",
    )

    def __init__(self, *args: Any, drafts: Sequence[Policy], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices = [(str(draft.pk), draft.name) for draft in drafts]
        for name in ("policies", "proposed"):
            self.fields[name].choices = choices  # type: ignore[attr-defined]


class DecisionForm(Form):
    """A decision's texts; what is not written yet can be written later."""

    reason = text_area(
        "Why does this version correct the one that stands?",
        "Schools read it beside their sessions, for example “The roll of two schools was wrong”",
        2,
    )
    reasons = text_area(
        "Reasons for the choice",
        "Why this option and not another, and what you made of the answers of schools",
    )
    not_consulted_why = text_area(
        "Why were schools not consulted on this policy?",
        "No closed consultation has it as an option. Say why it can be decided without",
        3,
    )
    who_could_lose = text_area(
        "Equality analysis: who could lose?",
        "Name the schools and the learners, from the tables of who gains and who loses",
    )
    protected_characteristics = text_area(
        "Equality analysis: what does it mean for each protected characteristic?",
        "Age, disability, gender reassignment, marriage and civil partnership, pregnancy and "
        "maternity, race, religion or belief, sex, sexual orientation: what the evidence says of "
        "each, and where there is none",
    )
    mitigation = text_area(
        "Equality analysis: what is done for those who could lose?",
        "What, by whom, and when it is looked at again",
    )
    decided_by = CharField(
        label="Who decided?",
        help_text="The person or body that has the power to, and on whose advice",
        required=False,
        max_length=300,
    )
    decided_on = DateField(label="On which day?", subject="Day of the decision", required=False)

    def __init__(self, *args: Any, is_consulted: bool, is_correction: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if is_consulted:
            del self.fields["not_consulted_why"]
        if not is_correction:
            del self.fields["reason"]

    @property
    def texts(self) -> DecisionTexts:
        return DecisionTexts(**self.cleaned_data)


class CorrectForm(Form):
    page_heading = "reason"

    reason = CharField(
        label="Why is what was adopted to be corrected?",
        help_text="Schools read it beside their sessions",
        max_length=2000,
        widget=Textarea(attrs={"rows": 4}),
        error_messages={"required": "Say why it is to be corrected"},
    )


def written(policy: Policy, decision: Decision | None) -> dict[str, Any]:
    """What stands in the form when it is opened."""
    if decision is None:
        return {"reason": policy.reason}
    names = DecisionForm.base_fields.keys() - {"reason"}
    return {"reason": policy.reason, **{name: getattr(decision, name) for name in names}}
