"""What has happened with a learner at a school: one list in the order of time."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from enum import Enum
from typing import Any

from django.db.models import QuerySet

from evenreach.flow.people.eyes import Eyes
from evenreach.flow.records.models import Report
from evenreach.flow.records.move_models import LearnerMove
from evenreach.flow.records.move_queries import moves_seen_by
from evenreach.flow.records.queries import reports_seen_by
from evenreach.flow.records.review_models import Review
from evenreach.flow.requests.consent_models import Consent
from evenreach.flow.requests.models import Learner, SchoolRequest
from evenreach.flow.requests.queries import requests_of_own_schools
from evenreach.flow.visits.models import Visit


class Kind(Enum):
    """What sort of thing happened."""

    ASKED = "asked"
    CONSENT = "consent"
    VISIT = "visit"
    REPORT = "report"
    REVIEW = "review"
    MOVE = "move"


@dataclass(frozen=True, slots=True)
class Happening:
    """One thing that happened: its kind, when, and the row that tells of it."""

    kind: Kind
    at: datetime
    row: SchoolRequest | Consent | Visit | Report | Review | LearnerMove


def timeline_of(eyes: Eyes, learner: Learner) -> list[Happening]:
    """Everything that a school sees of its learner, the latest first."""
    requests = requests_of_own_schools(eyes).filter(learner=learner, asked_at__isnull=False)
    found = [
        *_each(Kind.ASKED, requests, "asked_at"),
        *_about(learner.authority_id, requests),
        *_each(
            Kind.REPORT,
            reports_seen_by(eyes).filter(record__visit__school_request__learner=learner),
            "released_at",
        ),
        *_each(
            Kind.MOVE,
            moves_seen_by(eyes).filter(learner=learner, outcome=LearnerMove.Outcome.CONFIRMED),
            "settled_at",
        ),
    ]
    return sorted(found, key=lambda each: (each.at, each.kind.value, each.row.pk), reverse=True)


def _about(authority_id: int, requests: QuerySet[SchoolRequest]) -> list[Happening]:
    asked = {"school_request__in": requests.order_by().values("pk")}
    consents = Consent.objects.of(authority_id).filter(**asked).select_related("school_request")
    visits = (
        Visit.objects.of(authority_id)
        .filter(**asked, ended_at__isnull=False)
        .exclude(state=Visit.State.MOVED)
        .select_related("school_request", "specialist")
    )
    reviews = (
        Review.objects.of(authority_id)
        .filter(**asked)
        .select_related("school_request", "reviewed_by")
    )
    return [
        *_each(Kind.CONSENT, consents, "entered_at"),
        *_each(Kind.VISIT, visits, "ended_at"),
        *_each(Kind.REVIEW, reviews, "written_at"),
    ]


def _each(kind: Kind, rows: Iterable[Any], moment: str) -> list[Happening]:
    return [Happening(kind, getattr(row, moment), row) for row in rows]
