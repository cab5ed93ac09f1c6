"""The pages of a draft as they are asked. A draft may leave open what is not known yet."""

from typing import Any

from django.forms import CharField, ChoiceField, Textarea

from evenreach.flow.requests.saving import as_kept
from evenreach.flow.requests.written import AREA_OF, STEPS, About, Approach, Step
from evenreach.web.forms import Form, Radios
from evenreach.web.words import AREAS, NEEDS

MOST_CHARACTERS = 3000
MOST_IN_A_LINE = 200


def told(label: str, hint: str, rows: int = 5) -> CharField:
    """A question answered in the school's own words, which a draft may leave open."""
    return CharField(
        label=label,
        help_text=hint,
        required=False,
        max_length=MOST_CHARACTERS,
        widget=Textarea(attrs={"rows": rows}),
        error_messages={"max_length": f"Use {MOST_CHARACTERS:,} characters or fewer"},
    )


def line(label: str, hint: str) -> CharField:
    """A question answered in a line."""
    return CharField(
        label=label,
        help_text=hint,
        required=False,
        max_length=MOST_IN_A_LINE,
        error_messages={"max_length": f"Use {MOST_IN_A_LINE} characters or fewer"},
    )


class DraftForm(Form):
    """A page of a draft; `keeps_unfinished` where an answer is kept that is no answer yet."""

    keeps_unfinished = False

    def typed(self) -> dict[str, str]:
        """What was sent of this page and can be kept as it is."""
        sent = {name: as_kept(self.data[name]) for name in self.fields if name in self.data}
        if self.keeps_unfinished:
            return {name: text[:MOST_IN_A_LINE] for name, text in sent.items()}
        return {name: text for name, text in sent.items() if name not in self.errors}

    def rejected(self) -> dict[str, str]:
        """What was sent and cannot be kept: too long, or no choice."""
        kept = self.typed()
        return {name: self.data[name] for name in self.fields if name in self.data.keys() - kept}


class AboutForm(DraftForm):
    """Whom a request is about that is about no single learner."""

    about = ChoiceField(
        label="Whom is it about?",
        choices=[
            (About.SCHOOL, "The whole school"),
            (About.CLASS, "A class"),
            (About.GROUP, "A group of learners"),
        ],
        widget=Radios(),
        error_messages={"required": "Say whom it is about"},
    )
    about_whom = line(
        "Which, in a few words",
        "For example “Year 4, 27 learners” or “all staff of the lower school”. No names.",
    )


class ConcernForm(DraftForm):
    """What worries the school, and what it hopes for."""

    concern = told(
        "What worries you?",
        "What you see, when and where it happens, since when, and the question you most want "
        "answered. Write “the learner”, not a name.",
        rows=8,
    )
    hoped_outcome = told(
        "What do you hope will be different?", "In the months after the visit.", rows=4
    )


def need(label: str, empty: str, hint: str) -> ChoiceField:
    """A kind of need, listed under its broad area."""
    groups = [
        (name, [(code, NEEDS[code]) for code in NEEDS if AREA_OF.get(code) == area])
        for area, name in AREAS.items()
    ]
    others = [(code, name) for code, name in NEEDS.items() if code not in AREA_OF]
    choices: list[Any] = [("", empty), *groups, ("Not of one area", others)]
    return ChoiceField(label=label, help_text=hint, required=False, choices=choices)


def area(label: str) -> ChoiceField:
    return ChoiceField(
        label=label,
        help_text="Only if you chose a kind under “Not of one area”.",
        required=False,
        choices=[("", "Choose an area"), *AREAS.items()],
    )


class NeedsForm(DraftForm):
    """The kinds of need, the main one first."""

    need_code = need(
        "Which kind of need comes nearest?",
        "Choose a kind of need",
        "The school census uses the same list. A visit may find another.",
    )
    need_area = area("Which area is it in?")
    second_need_code = need(
        "Is there a second kind of need? (optional)",
        "No second kind",
        "What comes second after the one above.",
    )
    second_need_area = area("Which area is the second in?")


class ApproachForm(DraftForm):
    """How the school can tell of the graduated approach."""

    approach = ChoiceField(
        label="How do you want to tell us?",
        choices=[
            (Approach.CYCLE, "Write what you have assessed, planned, done and reviewed"),
            (Approach.ATTACHED, "Attach a Support Plan or Pupil Passport that says it"),
            (Approach.SUDDEN, "Something changed suddenly, and there was no time for a cycle"),
        ],
        widget=Radios(
            hints={
                Approach.CYCLE: "Four short pages.",
                Approach.ATTACHED: "A PDF, a Word document or a picture of the page.",
                Approach.SUDDEN: "For example after an illness, an injury or a bereavement.",
            }
        ),
        error_messages={"required": "Say how you want to tell us"},
    )


class SuddenForm(DraftForm):
    """Why there was no cycle yet."""

    sudden_change = told(
        "What changed, and why was there no time for a cycle?",
        "What happened and when, what you have put in place since, and what cannot wait.",
        rows=8,
    )


class ViewsForm(DraftForm):
    """How the learner and the family see it."""

    learner_view = told(
        "What does the learner say?",
        "In their own words or way: what helps, what is hard, what they would change. You can send "
        "the request without this.",
    )
    family_view = told(
        "What does the family say?",
        "What they see at home, what they would like to come of the visit, and when you spoke.",
    )


STEP_QUESTIONS = {
    Step.ASSESS: (
        "How have you found out what the learner needs?",
        "Observations, tests, checklists, earlier reports.",
        "What did it show?",
    ),
    Step.PLAN: (
        "What did you agree to do?",
        "The outcomes you set, and what was to lead to them.",
        "What was to be different, and by when?",
    ),
    Step.DO: (
        "What has been done?",
        "What was put in place, and how often.",
        "How did it go?",
    ),
    Step.REVIEW: (
        "How was it reviewed?",
        "When you looked at it together, and with whom.",
        "What difference has it made?",
    ),
}


def step_form(step: Step) -> type[DraftForm]:
    """The page of one step: what, by whom, for how long, and what came of it."""
    name = STEPS[step]
    what, hint, result = STEP_QUESTIONS[step]
    fields = {
        name: told(what, hint),
        f"{name}_by": line("By whom? (optional)", "Their role, like class teacher. No names."),
        f"{name}_over": line(
            "Over how long? (optional)", "For example “ten weeks from September, daily”."
        ),
        f"{name}_result": told(f"{result} (optional)", "", rows=4),
    }
    return type(f"{step.name.capitalize()}Form", (DraftForm,), fields)
