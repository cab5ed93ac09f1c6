"""What the play came to: every figure from a query made afterwards."""

from pathlib import Path
from typing import Any

from django.db.models import Sum

from evenreach.demo.setting import YEAR
from evenreach.desks.evaluation.queries import reach
from evenreach.flow.entitlement.models import Account, Capacity, EntryKind, LedgerEntry
from evenreach.flow.feedback.models import Answer
from evenreach.flow.offer.definitions import SESSION_MINUTES
from evenreach.flow.people.eyes import Eyes
from evenreach.flow.people.models import Authority
from evenreach.flow.records.models import Report, VisitRecord
from evenreach.flow.register.queries import assured_schools, schools_on_register
from evenreach.flow.requests.models import SchoolRequest
from evenreach.flow.requests.states import State
from evenreach.flow.visits.models import Visit
from evenreach.methods.calendar import AcademicYear
from evenreach.web.documents import write_reports


def summary(authority: Authority, build: Path) -> dict[str, Any]:
    """The figures that `make demo ARGS=--once` writes, seconds apart."""
    mine = authority.pk
    eyes = Eyes(authority_id=mine, name="Demonstration", is_evaluator=True)
    reached = reach(eyes, year=AcademicYear(YEAR), session_minutes=SESSION_MINUTES)
    requests = SchoolRequest.objects.of(mine)
    visits = Visit.objects.of(mine)
    reports = write_reports(Report.objects.of(mine).order_by("pk"), build / "reports")
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
        "reports_pdf": [str(path.relative_to(build.parent)) for path in reports],
        "feedback_answers": Answer.objects.of(mine).count(),
        "reach_percent": round(100 * float(reached.coverage.value or 0), 1),
        "gini": round(float(reached.gini or 0), 4),
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
