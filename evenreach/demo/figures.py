"""What the play came to: every figure from a query made afterwards."""

from pathlib import Path
from typing import Any

from django.db.models import Sum

from evenreach.demo.after import after_figures
from evenreach.demo.announcements import announced
from evenreach.demo.authority import CLOCK_SHOWS
from evenreach.demo.comparing import axioms_of_policies
from evenreach.demo.consenting import consents_by_state
from evenreach.demo.deciding import policies_standing
from evenreach.demo.leaving import learner_moves
from evenreach.demo.letters import letters_sent
from evenreach.demo.moves import moves_made
from evenreach.demo.open_data import write_offer
from evenreach.demo.releasing import cells_hidden
from evenreach.demo.setting import YEAR
from evenreach.desks.evaluation.queries import reach
from evenreach.flow.entitlement.kinds import EntryKind
from evenreach.flow.entitlement.models import Account, Capacity, LedgerEntry
from evenreach.flow.entitlement.year_queries import entries_of_year, year_totals
from evenreach.flow.feedback.models import Answer
from evenreach.flow.offer.definitions import SESSION_MINUTES
from evenreach.flow.people.eyes import Eyes
from evenreach.flow.people.models import Authority
from evenreach.flow.records.models import Report, VisitRecord
from evenreach.flow.register.queries import assured_schools, schools_on_register
from evenreach.flow.requests.models import SchoolRequest
from evenreach.flow.requests.states import State
from evenreach.flow.visits.models import Visit
from evenreach.flow.visits.outreach import uncontacted_schools
from evenreach.methods.calendar import AcademicYear
from evenreach.web.documents import write_reports


def summary(authority: Authority, build: Path) -> dict[str, Any]:
    """The figures that `make demo ARGS=--once` writes, seconds apart."""
    mine = authority.pk
    eyes = Eyes(authority_id=mine, name="Demonstration", is_evaluator=True)
    reached = reach(eyes, year=AcademicYear(YEAR), session_minutes=SESSION_MINUTES)
    requests = SchoolRequest.objects.of(mine)
    visits = Visit.objects.of(mine)
    axioms = axioms_of_policies(mine, academic_year=YEAR)
    reports = write_reports(Report.objects.of(mine).order_by("pk"), build / "reports")
    offer_json = write_offer(authority, build)
    return {
        "schools_on_register": schools_on_register(mine).count(),
        "schools_entitled": assured_schools(mine).filter(pk__in=_entitled(mine)).count(),
        "sessions_capacity": sum(row.sessions for row in Capacity.objects.of(mine)),
        "sessions_granted": _granted(mine),
        "schools_without_access": assured_schools(mine).exclude(pk__in=_entitled(mine)).count(),
        "requests": requests.exclude(state=State.DRAFTED).count(),
        "requests_declined": requests.filter(state=State.DECLINED).count(),
        "visits_booked": visits.exclude(booked_at=None).count(),
        "visits_made": visits.filter(state=Visit.State.MADE).count(),
        "visits_moved": visits.filter(state=Visit.State.MOVED).count(),
        "visits_missed": visits.filter(state=Visit.State.MISSED).count(),
        "records": VisitRecord.objects.of(mine).count(),
        "records_checked": VisitRecord.objects.of(mine).filter(state="checked").count(),
        "reports_pdf": [str(path.relative_to(build.parent)) for path in reports],
        "feedback_answers": Answer.objects.of(mine).count(),
        "policy_adopted": policies_standing(mine, YEAR),
        "letters_sent": letters_sent(mine),
        **announced(mine),
        "policies_compared": len(axioms),
        "axioms": axioms,
        "reach_percent": round(100 * float(reached.coverage.value or 0), 1),
        "gini": round(float(reached.gini or 0), 4),
        **ledger_figures(mine),
        **moves_made(mine),
        **after_figures(mine),
        **learner_moves(mine),
        "consents": consents_by_state(mine),
        "cells_hidden": cells_hidden(mine),
        "offer_json": str(offer_json.relative_to(build.parent)),
    }


def ledger_figures(authority_id: int) -> dict[str, Any]:
    """What the accounts of the year came to, and how many schools had no contact in it."""
    totals = year_totals(authority_id, academic_year=YEAR).values()
    eyes = Eyes(authority_id=authority_id, name="Demonstration", is_authority_lead=True)
    uncontacted = uncontacted_schools(
        eyes, since=AcademicYear(YEAR).starts_on, today=CLOCK_SHOWS.date()
    )
    adjusted = entries_of_year(authority_id, academic_year=YEAR, kinds=[EntryKind.ADJUST])
    return {
        "ledger_minutes": {
            "granted": sum(each.of(EntryKind.GRANT) for each in totals),
            "used": -sum(each.of(EntryKind.USE) for each in totals),
            "returned": -sum(each.of(EntryKind.RETURN) for each in totals),
            "expired": -sum(each.of(EntryKind.EXPIRE) for each in totals),
            "balance": sum(each.balance for each in totals),
        },
        "adjustments": adjusted.count(),
        "uncontacted_schools": len(uncontacted),
    }


def _entitled(authority_id: int) -> Any:
    granted = LedgerEntry.objects.of(authority_id).filter(
        kind=EntryKind.GRANT, account__academic_year=YEAR
    )
    return (
        Account.objects.of(authority_id)
        .filter(pk__in=granted.values("account_id"))
        .values("school_id")
    )


def _granted(authority_id: int) -> int:
    total = (
        LedgerEntry.objects.of(authority_id)
        .filter(kind=EntryKind.GRANT)
        .aggregate(total=Sum("minutes"))["total"]
        or 0
    )
    return int(total) // SESSION_MINUTES
