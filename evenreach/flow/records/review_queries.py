from datetime import date, timedelta

from django.db.models import Max, OuterRef, QuerySet, Subquery

from evenreach.flow.people.eyes import Eyes
from evenreach.flow.records.models import ProvisionLine, VisitRecord
from evenreach.flow.records.queries import provision_of
from evenreach.flow.records.review_models import Review, ReviewedLine
from evenreach.flow.requests.models import SchoolRequest
from evenreach.flow.requests.queries import requests_seen_by
from evenreach.flow.requests.states import State
from evenreach.flow.visits.models import Visit

DAYS_BEFORE = 14
"""How long before its day a review is announced, and shown among what waits."""


def requests_to_review(authority_id: int, *, due_by: date = date.max) -> QuerySet[SchoolRequest]:
    """The requests that have their report and wait for a review by a day, with `review_due_on`.

    A review is due when the last piece of planned provision has run.
    """
    last = (
        ProvisionLine.objects.of(authority_id)
        .filter(record__visit__school_request=OuterRef("pk"), record__visit__state=Visit.State.MADE)
        .order_by()
        .values("record__visit__school_request")
        .annotate(last=Max("until"))
        .values("last")
    )
    return (
        SchoolRequest.objects.of(authority_id)
        .filter(state=State.REPORTED)
        .annotate(review_due_on=Subquery(last))
        .filter(review_due_on__lte=due_by)
        .select_related("school", "asked_by", "specification__service_offer__service")
        .order_by("review_due_on", "pk")
    )


def reviews_awaited(eyes: Eyes, *, today: date) -> QuerySet[SchoolRequest]:
    """The reviews of the person's schools that are overdue or due within two weeks."""
    own = requests_seen_by(eyes).filter(school__urn__in=eyes.urns).order_by().values("pk")
    return requests_to_review(eyes.authority_id, due_by=today + timedelta(days=DAYS_BEFORE)).filter(
        pk__in=own
    )


def review_due_on(request: SchoolRequest) -> date | None:
    """The day on which the last piece of a request's planned provision has run."""
    record = record_reviewed(request)
    lines = [] if record is None else provision_of(record)
    return max((line.until for line in lines if line.until), default=None)


def record_reviewed(request: SchoolRequest) -> VisitRecord | None:
    """The record of the visit that was made for a request."""
    return (
        VisitRecord.objects.of(request.authority_id)
        .filter(visit__school_request=request, visit__state=Visit.State.MADE)
        .first()
    )


def review_of(request: SchoolRequest) -> Review | None:
    """The review of a request that was found through somebody's eyes."""
    reviews = Review.objects.of(request.authority_id).select_related("reviewed_by")
    return reviews.filter(school_request=request).first()


def lines_of(review: Review) -> list[ReviewedLine]:
    return list(ReviewedLine.objects.of(review.authority_id).filter(review=review).order_by("pk"))
