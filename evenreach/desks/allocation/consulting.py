"""Asking schools before a policy is decided on: opened, answered, closed."""

from collections.abc import Sequence
from datetime import date, datetime, timedelta

from django.db import IntegrityError, transaction
from django.utils import timezone

from evenreach.desks.allocation.comparing import FEWEST, MOST, Candidate
from evenreach.desks.allocation.deciding_models import (
    Consultation,
    ConsultationAnswer,
    ConsultationOption,
    OptionFigure,
)
from evenreach.desks.allocation.explaining import explanations
from evenreach.desks.allocation.findings import Found, found_of, roll_of
from evenreach.desks.allocation.models import Policy
from evenreach.desks.allocation.queries import facts_for, policy_seen_by, terms_of
from evenreach.flow.journal.refusal import Refusal
from evenreach.flow.people.actions import NotTheirs, journal_act
from evenreach.flow.people.eyes import Eyes
from evenreach.flow.register.models import School

WEEKS = 4
"""The shortest time to answer. A lawful consultation gives adequate time for consideration and
response (the third Gunning principle, R v Brent LBC, ex p Gunning (1985) 84 LGR 168; approved in
R (Moseley) v Haringey LBC [2014] UKSC 56): a governing body that meets once a month can answer."""
LETTERS = "ABCD"


class CannotConsult(Refusal):
    """The options, the question or the closing day do not make a consultation."""


class NotOpen(Refusal):
    """A consultation takes answers from its opening to the end of its last day."""

    def __init__(self) -> None:
        super().__init__(
            "This consultation is closed, so your answer was not counted. What was answered in "
            "time is in the decision record; write to the authority if you have something to add."
        )


class StillOpenToSchools(Refusal):
    """A consultation was to be closed before the day that schools were told."""

    def __init__(self, closes_on: date) -> None:
        super().__init__(
            f"Schools were told that they can answer to the end of {closes_on:%-d %B %Y}. Close "
            "the consultation on the day after, or later."
        )


@transaction.atomic
def open_policy_consultation(
    *,
    by: Eyes,
    at: datetime,
    policy_ids: Sequence[int],
    proposed_id: int,
    question: str,
    closes_on: date,
) -> Consultation:
    """Ask schools about drafted policies, each school with its own figures as they are today.

    Raises CannotConsult, or CannotShare where a policy cannot be met.
    """
    demand_lead(by)
    policies = [policy_seen_by(by, policy_id) for policy_id in sorted(set(policy_ids))]
    _refuse_options(policies, proposed_id)
    _refuse_terms(question, closes_on, at)
    first = policies[0]
    try:
        with transaction.atomic():
            consultation = Consultation.objects.create(
                authority_id=by.authority_id,
                service=first.service,
                academic_year=first.academic_year,
                question=question.strip(),
                opened_at=at,
                opened_by=by.name,
                closes_on=closes_on,
            )
    except IntegrityError as error:
        raise CannotConsult(
            "Schools are being consulted on this service and year already. Close that "
            "consultation first."
        ) from error
    _freeze(by, consultation, policies, proposed_id)
    journal_act(by=by, at=at, verb="consultation on policies opened", about=consultation)
    return consultation


@transaction.atomic
def answer_consultation(
    *,
    by: Eyes,
    at: datetime,
    consultation_id: int,
    urn: int,
    preferred_id: int | None,
    agreement: str,
    comment: str,
) -> ConsultationAnswer:
    """Answer for a school; a later answer of the same school counts in the place of this one."""
    if urn not in by.urns:
        raise NotTheirs(by, f"the school with URN {urn}")
    consultation = Consultation.objects.of(by.authority_id).get(pk=consultation_id)
    school = School.objects.of(by.authority_id).get(urn=urn)
    options = ConsultationOption.objects.of(by.authority_id).filter(consultation=consultation)
    preferred = None if preferred_id is None else options.get(pk=preferred_id)
    OptionFigure.objects.of(by.authority_id).filter(option__in=options, school=school)[:1].get()
    try:
        with transaction.atomic():
            answer = ConsultationAnswer.objects.create(
                authority_id=by.authority_id,
                consultation=consultation,
                school=school,
                person_id=by.person_id,
                answered_by=by.name,
                answered_at=at,
                preferred=preferred,
                agreement=agreement,
                comment=comment.strip(),
            )
    except IntegrityError as error:
        if "answers_before_closing" in str(error) or "takes no more answers" in str(error):
            raise NotOpen from error
        raise
    _journal_answer(by, at, answer)
    return answer


@transaction.atomic
def close_consultation(*, by: Eyes, at: datetime, consultation_id: int) -> Consultation:
    """Close a consultation after its last day; what was answered stands. Raises NotOpen."""
    demand_lead(by)
    rows = Consultation.objects.of(by.authority_id).select_for_update(of=("self",))
    consultation: Consultation = rows.get(pk=consultation_id)
    if consultation.closed_at is not None:
        raise CannotConsult("This consultation is closed already. Record the decision next.")
    if timezone.localdate(at) <= consultation.closes_on:
        raise StillOpenToSchools(consultation.closes_on)
    consultation.closed_at, consultation.closed_by = at, by.name
    consultation.save(update_fields=["closed_at", "closed_by"])
    journal_act(by=by, at=at, verb="consultation on policies closed", about=consultation)
    return consultation


def demand_lead(by: Eyes) -> None:
    """Raises NotTheirs unless an authority lead acts."""
    if not by.is_authority_lead:
        raise NotTheirs(by, "the authority's leadership")


def _refuse_options(policies: Sequence[Policy], proposed_id: int) -> None:
    if not FEWEST <= len(policies) <= MOST:
        raise CannotConsult(
            f"Choose from {FEWEST} to {MOST} policies: schools can only weigh a proposal against "
            "another."
        )
    if len({(policy.service_id, policy.academic_year) for policy in policies}) > 1:
        raise CannotConsult("Choose policies of one service and one academic year.")
    if any(policy.adopted_at is not None for policy in policies):
        raise CannotConsult(
            "One of these policies is adopted already. Consult while the proposals are drafts: "
            "schools are asked before it is decided, not after."
        )
    if proposed_id not in {policy.pk for policy in policies}:
        raise CannotConsult("Mark one of the chosen policies as the one that is proposed.")


def _refuse_terms(question: str, closes_on: date, at: datetime) -> None:
    if not question.strip():
        raise CannotConsult("Write the question that schools are asked.")
    soonest = timezone.localdate(at) + timedelta(weeks=WEEKS)
    if closes_on < soonest:
        raise CannotConsult(
            f"Schools have at least {WEEKS} weeks to answer, so the last day is "
            f"{soonest:%-d %B %Y} or later."
        )


def _freeze(
    by: Eyes, consultation: Consultation, policies: Sequence[Policy], proposed_id: int
) -> None:
    """Keep what each option gives each school today; the register moving on changes none of it."""
    facts, sessions = facts_for(
        by.authority_id,
        service_id=consultation.service_id,
        academic_year=consultation.academic_year,
    )
    candidates = [Candidate(policy.name, terms_of(policy)) for policy in policies]
    found = found_of(facts, candidates, sessions)
    for letter, policy, each in zip(LETTERS, policies, found, strict=False):
        option = ConsultationOption.objects.create(
            authority_id=by.authority_id,
            consultation=consultation,
            policy=policy,
            letter=letter,
            is_proposed=policy.pk == proposed_id,
            name=policy.name,
            terms=policy.terms,
            sessions=each.sharing.sessions,
            input_sha256=each.sharing.input_sha256,
            findings=each.findings,
        )
        _keep_figures(option, each)


def _keep_figures(option: ConsultationOption, found: Found) -> None:
    OptionFigure.objects.bulk_create(
        OptionFigure(
            authority_id=option.authority_id,
            option=option,
            school_id=share.school.school_id,
            phase=share.school.phase,
            roll=roll_of(share.school),
            sessions=share.sessions,
            explanation=why,
        )
        for share, why in zip(found.sharing.shares, explanations(found.sharing), strict=True)
    )


def _journal_answer(by: Eyes, at: datetime, answer: ConsultationAnswer) -> None:
    """Journal the answer, and the merging where the school had answered before."""
    earlier = ConsultationAnswer.objects.of(by.authority_id).filter(
        consultation_id=answer.consultation_id, school_id=answer.school_id, pk__lt=answer.pk
    )
    count = earlier.count()
    verb = "consultation answered"
    why = f"{count + 1} answers from this school; the last one counts" if count else ""
    journal_act(by=by, at=at, verb=verb, about=answer, why=why)
