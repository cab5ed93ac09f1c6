"""The pages of a draft: what each asks, and in which order they follow."""

from dataclasses import dataclass, replace

from django.urls import reverse

from evenreach.flow.requests.identity import IdentifiedBy, identified_by
from evenreach.flow.requests.models import SchoolRequest
from evenreach.flow.requests.written import About, Approach, Step
from evenreach.web.school.draft_forms import (
    AboutForm,
    ApproachForm,
    ConcernForm,
    DraftForm,
    NeedsForm,
    SuddenForm,
    ViewsForm,
    step_form,
)
from evenreach.web.school.learner_forms import LearnerForm, UpnForm


@dataclass(frozen=True, slots=True)
class Page:
    """One page that is saved as it is typed."""

    name: str
    title: str
    form: type[DraftForm]

    @property
    def template(self) -> str:
        return f"school/{self.name.partition('_')[0]}.html"

    @property
    def path(self) -> str:
        """The last part of its address."""
        return self.name.replace("_", "-")


PAGES = {
    page.name: page
    for page in (
        Page("learner", "The learner", LearnerForm),
        Page("about", "Whom it is about", AboutForm),
        Page("concern", "Your concern", ConcernForm),
        Page("needs", "The kind of need", NeedsForm),
        Page("approach", "What you have done so far", ApproachForm),
        Page("step_assess", "Assess", step_form(Step.ASSESS)),
        Page("step_plan", "Plan", step_form(Step.PLAN)),
        Page("step_do", "Do", step_form(Step.DO)),
        Page("step_review", "Review", step_form(Step.REVIEW)),
        Page("sudden", "A sudden change", SuddenForm),
        Page("views", "The learner's and the family's views", ViewsForm),
    )
}
APPROACHES = {
    Approach.CYCLE: ("step_assess", "step_plan", "step_do", "step_review"),
    Approach.SUDDEN: ("sudden",),
    Approach.ATTACHED: ("attachment",),
}


def page_of(draft: SchoolRequest, name: str) -> Page:
    """One page of a draft, as its authority asks it."""
    page = PAGES[name]
    by_upn = name == "learner" and identified_by(draft.authority_id) == IdentifiedBy.UPN
    return replace(page, form=UpnForm) if by_upn else page


def pages_of(draft: SchoolRequest) -> tuple[str, ...]:
    """The pages that a draft is asked, in their order; checking comes after the last."""
    if draft.about != About.LEARNER:
        return ("about", "concern")
    steps = APPROACHES[Approach(draft.approach)]
    return ("learner", "concern", "needs", "approach", *steps, "views", "consent")


def may_be_written(draft: SchoolRequest, name: str) -> bool:
    """Whether a page belongs to such a draft; a colleague may have chosen another way meanwhile."""
    of_others = ("about", "concern")
    return name in PAGES and (
        name in of_others if draft.about != About.LEARNER else name != "about"
    )


def page_after(draft: SchoolRequest, name: str) -> str:
    """The page that follows, by its name in the addresses."""
    pages = pages_of(draft)
    return (*pages, "check")[pages.index(name) + 1] if name in pages else "check"


def address_before(draft: SchoolRequest, name: str) -> str:
    """Where Back leads."""
    pages = pages_of(draft)
    where = pages.index(name) if name in pages else 0
    return address_of(draft, pages[where - 1]) if where else reverse("school:start")


def address_of(draft: SchoolRequest, name: str, *, to_change: bool = False) -> str:
    """A page's address; from the answers, going on leads back to them."""
    address = reverse(f"school:{name}", args=[draft.pk])
    return f"{address}?change=1" if to_change else address
