"""Recording a decision: its texts are kept as they are written, its evidence as it is recorded."""

from dataclasses import asdict, dataclass
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.utils import timezone

from evenreach.desks.allocation.comparing import Candidate
from evenreach.desks.allocation.consultation_queries import answered, options_of
from evenreach.desks.allocation.consulting import demand_lead
from evenreach.desks.allocation.deciding_models import (
    Consultation,
    ConsultationOption,
    Decision,
    OptionFigure,
)
from evenreach.desks.allocation.decision_queries import (
    consultation_about,
    decision_in_draft,
    decisions_about,
    is_being_consulted,
    standing_version,
)
from evenreach.desks.allocation.findings import Found, found_of
from evenreach.desks.allocation.models import Policy
from evenreach.desks.allocation.queries import facts_for, policy_seen_by, terms_of
from evenreach.flow.journal.refusal import Refusal
from evenreach.flow.people.actions import journal_act
from evenreach.flow.people.eyes import Eyes

NEEDED = {
    "reasons": "the reasons",
    "who_could_lose": "who could lose",
    "protected_characteristics": "what it means for each protected characteristic",
    "mitigation": "what is done for those who could lose",
    "decided_by": "who decided",
    "decided_on": "the day on which it was decided",
}


class CannotDecide(Refusal):
    """A decision lacks something that a lawful decision needs, or comes at the wrong time."""


@dataclass(frozen=True, slots=True)
class DecisionTexts:
    """What is written for a decision; an empty text can be written later.

    `reason` says why a version corrects the one that stands.
    """

    reasons: str = ""
    not_consulted_why: str = ""
    who_could_lose: str = ""
    protected_characteristics: str = ""
    mitigation: str = ""
    decided_by: str = ""
    decided_on: date | None = None
    reason: str = ""


@transaction.atomic
def write_decision(*, by: Eyes, at: datetime, policy_id: int, texts: DecisionTexts) -> Decision:
    """Keep what is written so far; nothing is decided by it."""
    demand_lead(by)
    policy = _locked_policy(by, policy_id)
    decision = decision_in_draft(policy) or _next_decision(by, policy)
    values = {name: _stripped(value) for name, value in asdict(texts).items()}
    policy.reason = values.pop("reason")
    policy.save(update_fields=["reason"])
    for name, value in values.items():
        setattr(decision, name, value)
    decision.save()
    journal_act(by=by, at=at, verb="decision written", about=decision)
    return decision


@transaction.atomic
def record_decision(*, by: Eyes, at: datetime, policy_id: int) -> Decision:
    """Record what was written as the decision, with the evidence of today; it never changes.

    Raises CannotDecide, saying what is missing, or CannotShare.
    """
    demand_lead(by)
    policy = _locked_policy(by, policy_id)
    decision = decision_in_draft(policy)
    if decision is None:
        raise CannotDecide("Nothing is written for this decision yet. Write it first.")
    decision.consultation = consultation_about(policy)
    decision.replaces = standing_version(policy)
    _refuse_incomplete(policy, decision, at)
    found = _found_today(policy)
    decision.input_sha256 = found.sharing.input_sha256
    decision.evidence = _evidence(policy, decision.consultation, found)
    decision.decided_at, decision.recorded_by = at, by.name
    decision.save()
    journal_act(by=by, at=at, verb="decision recorded", about=decision)
    return decision


def _locked_policy(by: Eyes, policy_id: int) -> Policy:
    """The draft, held until the transaction ends. Raises CannotDecide for an adopted policy."""
    policy = policy_seen_by(by, policy_id)
    rows = Policy.objects.of(by.authority_id).select_for_update(of=("self",))
    locked: Policy = rows.select_related("service").get(pk=policy.pk)
    if locked.adopted_at is not None:
        raise CannotDecide(
            f"“{locked.name}” is adopted, and its decision stands. To correct it, draft a "
            "correction and decide on that."
        )
    return locked


def _next_decision(by: Eyes, policy: Policy) -> Decision:
    return Decision(
        authority_id=by.authority_id, policy=policy, number=decisions_about(policy).count() + 1
    )


def _stripped(value: Any) -> Any:
    return value.strip() if isinstance(value, str) else value


def _refuse_incomplete(policy: Policy, decision: Decision, at: datetime) -> None:
    if is_being_consulted(policy):
        raise CannotDecide(
            "Schools are being consulted on this service and year. A decision takes their answers "
            "into account, so close the consultation first."
        )
    missing = [words for name, words in NEEDED.items() if not getattr(decision, name)]
    if decision.consultation is None and not decision.not_consulted_why:
        missing.append("why schools were not consulted on this policy")
    if decision.replaces and not policy.reason:
        missing.append(f"why it corrects version {decision.replaces}, which stands")
    if missing:
        raise CannotDecide(f"The decision still lacks {_listed(missing)}. Write that first.")
    assert decision.decided_on is not None
    today = timezone.localdate(at)
    if decision.decided_on > today:
        raise CannotDecide("The day of the decision is still to come. Record it when it is made.")
    consultation = decision.consultation
    if consultation is not None and decision.decided_on <= consultation.closes_on:
        raise CannotDecide(
            f"Schools could answer to the end of {consultation.closes_on:%-d %B %Y}. The decision "
            "is of a later day, when all answers could be taken into account."
        )


def _listed(words: list[str]) -> str:
    return words[0] if len(words) == 1 else f"{', '.join(words[:-1])} and {words[-1]}"


def _found_today(policy: Policy) -> Found:
    facts, sessions = facts_for(
        policy.authority_id, service_id=policy.service_id, academic_year=policy.academic_year
    )
    return found_of(facts, [Candidate(policy.name, terms_of(policy))], sessions)[0]


def _evidence(policy: Policy, consultation: Consultation | None, found: Found) -> dict[str, Any]:
    chosen = {
        "letter": "",
        "name": policy.name,
        "is_proposed": False,
        "is_chosen": True,
        "terms": policy.terms,
        "sessions": found.sharing.sessions,
        "input_sha256": found.sharing.input_sha256,
        "findings": found.findings,
    }
    if consultation is None:
        return {"options": [chosen], "consultation": None, "changed_since": None}
    options = list(options_of(consultation))
    return {
        "options": [_option(option, policy) for option in options],
        "consultation": summary_of(consultation),
        "changed_since": _changed_since(options, policy, found),
    }


def _option(option: ConsultationOption, chosen: Policy) -> dict[str, Any]:
    return {
        "letter": option.letter,
        "name": option.name,
        "is_proposed": option.is_proposed,
        "is_chosen": option.policy_id == chosen.pk,
        "terms": option.terms,
        "sessions": option.sessions,
        "input_sha256": option.input_sha256,
        "findings": option.findings,
    }


def summary_of(consultation: Consultation) -> dict[str, Any]:
    """The answers as they counted; what schools wrote is kept with their answers."""
    found = answered(consultation)
    return {
        "question": consultation.question,
        "opened_on": timezone.localdate(consultation.opened_at).isoformat(),
        "closes_on": consultation.closes_on.isoformat(),
        "letters": list(found.letters),
        "received": found.received,
        "merged": [
            {"urn": each.school.urn, "answers": each.answers, "people": each.people}
            for each in found.merged
        ],
        "all": asdict(found.together()),
        "by_phase": [asdict(group) for group in found.by_phase()],
        "by_size": [asdict(group) for group in found.by_size()],
        "by_agreement": found.by_agreement(),
    }


def _changed_since(options: list[ConsultationOption], policy: Policy, found: Found) -> int:
    """How many schools have another number today than the one they were shown."""
    mine = next(option for option in options if option.policy_id == policy.pk)
    figures = OptionFigure.objects.of(policy.authority_id).filter(option=mine)
    shown = dict(figures.values_list("school_id", "sessions"))
    today = {share.school.school_id: share.sessions for share in found.sharing.shares}
    return sum(shown.get(school) != today.get(school) for school in shown.keys() | today.keys())
