"""Two colleagues changed the same answer: both texts side by side, and the choice between them."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, cast

from django.forms import ChoiceField, Textarea
from django.http import HttpResponse
from django.utils.choices import flatten_choices

from evenreach.flow.requests.models import SchoolRequest
from evenreach.flow.requests.saving import Differing, digest
from evenreach.web.asked import Asked
from evenreach.web.school.began import as_written
from evenreach.web.school.draft_forms import DraftForm
from evenreach.web.school.looks import render_about
from evenreach.web.school.pages import Page

MINE, THEIRS, BOTH = "mine", "theirs", "both"


@dataclass(frozen=True, slots=True)
class Compared:
    """One answer with both texts as they are read, and whether they can stand together."""

    name: str
    label: str
    mine: str
    theirs: str
    saved_by: str
    may_be_both: bool


def chosen_texts(sent: Mapping[str, str], stored: Mapping[str, str]) -> dict[str, str]:
    """What was typed, with the choice made where two texts were compared."""
    typed = dict(sent.items())
    for name in compared_names(sent):
        choice = sent.get(f"keep-{name}")
        if choice == THEIRS:
            typed[name] = stored[name]
        elif choice == BOTH:
            typed[name] = f"{stored[name]}\n\n{sent[name]}"
    return typed


def compared_names(sent: Mapping[str, str]) -> list[str]:
    """The answers that the person was asked to choose for."""
    return sent.get("compared", "").split()


def undecided(sent: Mapping[str, str]) -> list[str]:
    """Those of them for which nothing was chosen."""
    choices = (MINE, THEIRS, BOTH)
    return [name for name in compared_names(sent) if sent.get(f"keep-{name}") not in choices]


def compare(
    request: Asked,
    draft: SchoolRequest,
    page: Page,
    differing: list[Differing],
    began: Mapping[str, str],
    *,
    missed: bool = False,
) -> HttpResponse:
    """The page that asks which text to keep; what it carries began from what it shows."""
    form = page.form(request.POST)
    seen = {each.name: digest(each.theirs) for each in differing}
    context = {
        "draft": draft,
        "page": page,
        "compared": [_compared(form, each, request.eyes.name) for each in differing],
        "names": " ".join(each.name for each in differing),
        "kept": [(name, form.data.get(name, "")) for name in form.fields],
        "began": as_written({**began, **seen}),
        "errors": [_missed(each) for each in differing] if missed else [],
    }
    answer = render_about(request, draft.learner_id, "school/compare.html", context)
    answer.status_code = 409
    return answer


def _compared(form: DraftForm, each: Differing, own_name: str) -> Compared:
    field = form.fields[each.name]
    return Compared(
        each.name,
        str(field.label),
        _as_read(form, each.name, each.mine),
        _as_read(form, each.name, each.theirs),
        "You, in another window," if each.saved_by == own_name else each.saved_by,
        may_be_both=isinstance(field.widget, Textarea),
    )


def _as_read(form: DraftForm, name: str, text: str) -> str:
    """An answer in words: of a choice, what the choice is called."""
    field = form.fields[name]
    if not isinstance(field, ChoiceField):
        return text
    named: dict[str, Any] = dict(flatten_choices(cast(Any, field.choices)))
    return str(named.get(text, text))


def _missed(each: Differing) -> dict[str, str]:
    return {"href": f"#keep-{each.name}", "text": "Choose which text to keep"}
