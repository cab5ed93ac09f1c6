"""How the demonstration's policies came to stand: invented answers and invented decisions."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

from evenreach.desks.allocation.actions import adopt_policy, draft_policy
from evenreach.desks.allocation.consultation_queries import figures_of, options_of
from evenreach.desks.allocation.consulting import (
    answer_consultation,
    close_consultation,
    open_policy_consultation,
)
from evenreach.desks.allocation.deciding_models import Consultation, ConsultationAnswer
from evenreach.desks.allocation.decisions import DecisionTexts, record_decision, write_decision
from evenreach.desks.allocation.models import Policy
from evenreach.desks.allocation.queries import standing_policies
from evenreach.desks.allocation.terms import Terms
from evenreach.flow.offer.models import Service
from evenreach.flow.people.eyes import Eyes

ASKED_AT = datetime(2025, 5, 19, 8, 0, tzinfo=UTC)
CLOSES_ON = date(2025, 6, 27)
CLOSED_AT = datetime(2025, 6, 30, 8, 0, tzinfo=UTC)
DECIDED_ON = date(2025, 7, 10)
EVERY = 8
"""Of the schools that were asked, every eighth answers."""
Agreement = ConsultationAnswer.Agreement
SAID = (
    ("A", Agreement.AGREE, ""),
    ("A", Agreement.STRONGLY_AGREE, "Three sessions let a small school plan its year. (Invented)"),
    ("B", Agreement.DISAGREE, "More of the time should follow need. (Invented)"),
    ("A", Agreement.AGREE, ""),
    (None, Agreement.NEITHER, "Either works for us; we would like dates early. (Invented)"),
)
TEXTS = DecisionTexts(
    reasons=(
        "Invented for the demonstration. A base for every school gives each a planned contact, and "
        "the rest follows need as the schools themselves count it. Of the options it leaves the "
        "fewest small schools with a single visit a year."
    ),
    who_could_lose=(
        "Invented. Large schools with much need have fewer sessions than under a smaller base, and "
        "schools whose need is under-recorded have less than they would by expected need."
    ),
    protected_characteristics=(
        "Invented. Disability: learners with SEND are whom the service is for, and sessions for "
        "need follow their number. Race: pupils who learn English as an additional language are "
        "not counted as having SEND for that reason. Sex: more boys than girls are identified, so "
        "girls may be under-counted. Age: all phases are served. No evidence of another effect."
    ),
    mitigation=(
        "Invented. The adjustment pool meets need beyond a school's sessions with a written "
        "reason; who draws on it is reviewed each half-term by phase and by deprivation."
    ),
    decided_by="Director of children's services (invented), advised by Schools Forum",
    decided_on=DECIDED_ON,
)
NOT_CONSULTED = (
    "Invented for the demonstration. What schools have of this service was agreed with each of "
    "them in partnership meetings before the year, so there were no options to choose from."
)


def decide_after_consulting(
    *, by: Eyes, at: datetime, service: Service, academic_year: int, name: str, terms: Terms
) -> Policy:
    """Consult schools on a policy and on one with a smaller base, decide, and adopt the first."""
    drafted: dict[str, Any] = {
        "by": by,
        "at": ASKED_AT,
        "service": service,
        "academic_year": academic_year,
    }
    proposed = draft_policy(**drafted, name=name, terms=terms)
    label = name.partition(", ")[2]
    other = draft_policy(
        **drafted,
        name=f"Base of one and need, {label}",
        terms=Terms(1, terms.weights, counted=terms.counted),
    )
    consultation = open_policy_consultation(
        by=by,
        at=ASKED_AT,
        policy_ids=[proposed.pk, other.pk],
        proposed_id=proposed.pk,
        question="Should every school have a base of three sessions, or of one with more for need?",
        closes_on=CLOSES_ON,
    )
    _answer(by.authority_id, consultation)
    close_consultation(by=by, at=CLOSED_AT, consultation_id=consultation.pk)
    return _decide(by, at, proposed, TEXTS)


def decide_without_consulting(
    *, by: Eyes, at: datetime, service: Service, academic_year: int, name: str, terms: Terms
) -> Policy:
    """Decide on a policy that schools agreed to otherwise, and adopt it."""
    policy = draft_policy(
        by=by, at=at, service=service, academic_year=academic_year, name=name, terms=terms
    )
    return _decide(by, at, policy, TEXTS, NOT_CONSULTED)


def policies_standing(authority_id: int, academic_year: int) -> dict[str, dict[str, object]]:
    """The policy that stands for each service, with its version."""
    return {
        policy.service.slug: {"name": policy.name, "version": policy.version}
        for policy in standing_policies(authority_id, academic_year=academic_year)
    }


def _decide(
    by: Eyes, at: datetime, policy: Policy, texts: DecisionTexts, not_consulted_why: str = ""
) -> Policy:
    written = replace(texts, not_consulted_why=not_consulted_why)
    write_decision(by=by, at=at, policy_id=policy.pk, texts=written)
    record_decision(by=by, at=at, policy_id=policy.pk)
    return adopt_policy(by=by, at=at, policy_id=policy.pk)


def _answer(authority_id: int, consultation: Consultation) -> None:
    """Every eighth school answers; the first of them twice, by two people."""
    options = {option.letter: option.pk for option in options_of(consultation)}
    figures = figures_of(consultation).filter(option__letter="A").order_by("school__urn")
    urns = [figure.school.urn for figure in figures][::EVERY]
    sent = [(urns[0], "Headteacher (invented)"), *((urn, "SENCO (invented)") for urn in urns)]
    for nth, (urn, who) in enumerate(sent):
        letter, agreement, comment = SAID[nth % len(SAID)]
        answer_consultation(
            by=Eyes(authority_id=authority_id, name=who, urns=frozenset({urn})),
            at=ASKED_AT + timedelta(days=1 + nth),
            consultation_id=consultation.pk,
            urn=urn,
            preferred_id=None if letter is None else options[letter],
            agreement=agreement,
            comment=comment,
        )
