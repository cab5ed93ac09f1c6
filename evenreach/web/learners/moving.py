"""A learner goes to another school: proposing it, and answering the other school."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from evenreach.flow.journal.refusal import Refusal
from evenreach.flow.records.move_models import LearnerMove
from evenreach.flow.records.move_queries import move_to_settle, moves_seen_by, moves_to_settle
from evenreach.flow.records.moving import (
    confirm_move,
    propose_arrival,
    propose_departure,
    refuse_move,
)
from evenreach.flow.register.models import School
from evenreach.flow.register.queries import own_schools, schools_on_register
from evenreach.flow.visits.learners import learner_of_school
from evenreach.web.access import May, needs
from evenreach.web.asked import Asked, today
from evenreach.web.forms import Form
from evenreach.web.learners import move_words
from evenreach.web.learners.forms import (
    ArrivingForm,
    LeavingForm,
    RefusingForm,
    SharingForm,
    TakingInForm,
)
from evenreach.web.looks import record_look_at

METHODS = ["GET", "HEAD", "POST"]


@needs(May.ASK_FOR_VISITS)
@require_safe
def moves(request: Asked) -> HttpResponse:
    """The moves from and to the person's schools, and those that wait for their answer."""
    waiting = moves_to_settle(request.eyes)
    context = {
        "schools": own_schools(request.eyes),
        "waiting": move_words.waiting_rows(waiting),
        "waiting_columns": move_words.WAITING_COLUMNS,
        "all": move_words.move_rows(moves_seen_by(request.eyes)[:100], request.eyes),
        "columns": move_words.COLUMNS,
    }
    return render(request, "learners/moves.html", context)


@needs(May.ASK_FOR_VISITS)
@require_http_methods(METHODS)
def leaving(request: Asked, learner_id: int) -> HttpResponse:
    """The present school says where its learner goes."""
    learner = learner_of_school(request.eyes, learner_id)
    form = LeavingForm(request.POST or None, today=today(request))
    school = _school(request, form)
    if school is not None and _done(
        form,
        lambda: propose_departure(
            by=request.eyes, at=request.now, learner=learner, to_school=school, sharing=form.sharing
        ),
    ):
        messages.success(request, f"{school.name} is asked to confirm the move")
        return redirect("learners:moves")
    record_look_at(request, learner.pk)
    return render(request, "learners/leaving.html", {"form": form, "learner": learner})


@needs(May.ASK_FOR_VISITS)
@require_http_methods(METHODS)
def arriving(request: Asked, urn: int) -> HttpResponse:
    """The new school says whom it has taken in."""
    here = own_schools(request.eyes).get(urn=urn)
    form = ArrivingForm(request.POST or None)
    school = _school(request, form)
    if school is not None and _done(
        form,
        lambda: propose_arrival(
            by=request.eyes,
            at=request.now,
            from_school=school,
            to_school=here,
            reference_given=form.cleaned_data["reference_given"],
            new_reference=form.cleaned_data["new_reference"],
        ),
    ):
        messages.success(request, f"{school.name} is asked to confirm the move")
        return redirect("learners:moves")
    return render(request, "learners/arriving.html", {"form": form, "school": here})


@needs(May.ASK_FOR_VISITS)
@require_http_methods(METHODS)
def move(request: Asked, move_id: int) -> HttpResponse:
    """The other school's answer: confirm, or refuse with a reason."""
    proposed = move_to_settle(request.eyes, move_id)
    refuses = request.POST.get("answer") == "refuse"
    refusing = RefusingForm(request.POST if refuses else None)
    form = _confirming(request, proposed, bound=request.method == "POST" and not refuses)
    if refuses and refusing.is_valid():
        refuse_move(
            by=request.eyes, at=request.now, move_id=move_id, why=refusing.cleaned_data["why"]
        )
        messages.success(request, "The move is refused, and the other school is told why")
        return redirect("learners:moves")
    if form.is_valid() and _done(form, lambda: _confirm(request, move_id, form)):
        messages.success(request, "The move is confirmed")
        return redirect("learners:moves")
    if proposed.learner is not None:
        record_look_at(request, proposed.learner.pk)
    context = {
        "form": refusing if refuses else form,
        "confirming": form,
        "refusing": refusing,
        "move": proposed,
        "rows": move_words.answer_rows(proposed),
    }
    return render(request, "learners/move.html", context)


def _confirming(request: Asked, proposed: LearnerMove, *, bound: bool) -> Form:
    given = request.POST if bound else None
    if proposed.proposed_from == LearnerMove.Side.PRESENT:
        return TakingInForm(given)
    return SharingForm(given, today=today(request))


def _confirm(request: Asked, move_id: int, form: Form) -> LearnerMove:
    return confirm_move(
        by=request.eyes,
        at=request.now,
        move_id=move_id,
        new_reference=form.cleaned_data.get("new_reference", ""),
        sharing=form.sharing if isinstance(form, SharingForm) else None,
    )


def _school(request: Asked, form: Form) -> School | None:
    """The other school, if the form is valid and names one of the register."""
    if not form.is_valid():
        return None
    urn = form.cleaned_data["urn"]
    school = schools_on_register(request.authority.pk).filter(urn=urn).first()
    if school is None:
        form.add_error("urn", "No school of this authority has that URN. Check it")
    return school


def _done(form: Form, act: object) -> bool:
    """Act; what is refused is said beside the form."""
    try:
        act()  # type: ignore[operator]
    except Refusal as refusal:
        form.add_error(None, str(refusal))
        return False
    return True
