"""What comes after reports in the demonstration: reminders, and reviews that close requests."""

from collections.abc import Callable
from datetime import UTC, datetime, time, timedelta
from random import Random
from typing import Any, Protocol

from evenreach.demo.authority import CLOCK_SHOWS, SENCO_URN
from evenreach.flow.journal.models import OutgoingMail
from evenreach.flow.journal.scope import name_actor
from evenreach.flow.people.eyes import eyes_of
from evenreach.flow.records.models import Outcome, ProvisionLine
from evenreach.flow.records.reminding import remind_of_reviews
from evenreach.flow.records.review_models import Review, ReviewedLine
from evenreach.flow.records.review_queries import requests_to_review
from evenreach.flow.records.reviewing import LineReviewed, Reviewed, review_request
from evenreach.flow.requests.models import Learner, SchoolRequest
from evenreach.methods.outcomes import HIGHEST, LOWEST

FIRST_WEEK = datetime(2025, 11, 3, 7, tzinfo=UTC)
DIFFERENCES = (
    "The learner does alone what they needed help with in the autumn.",
    "Better in small groups; in the whole class not yet.",
    "Some weeks went well. It is too early to say whether it lasts.",
)
REASONS = (
    "Staff were away for part of the time.",
    "It was done less often than planned.",
    "The learner was away from school for two weeks.",
)


class Clock(Protocol):
    """Lets something happen at a time."""

    def at(self, when: datetime, act: Callable[[datetime], None]) -> None: ...


def begin_reviews(*, authority_id: int, clock: Clock) -> None:
    """Each Monday reminders are due; each Thursday most schools review what is.

    The named school leaves its reviews, so that some wait for whoever looks.
    """
    monday = FIRST_WEEK
    while monday < CLOCK_SHOWS:
        clock.at(monday, lambda at: _remind(authority_id, at))
        thursday = datetime.combine(monday.date() + timedelta(days=3), time(15), tzinfo=UTC)
        clock.at(thursday, lambda at: _review(authority_id, at))
        monday += timedelta(weeks=1)


def after_figures(authority_id: int) -> dict[str, Any]:
    """Reviews, messages, and by what the invented learners are known, which no message says."""
    learners = Learner.objects.of(authority_id)
    known = learners.values_list("initials", "school_reference")
    return {
        "reviews_closed": Review.objects.of(authority_id).count(),
        "mails": OutgoingMail.objects.of(authority_id).count(),
        "learner_names": sorted({name for names in known for name in names}),
    }


def _remind(authority_id: int, at: datetime) -> None:
    name_actor(None)
    remind_of_reviews(authority_id=authority_id, at=at)


def _review(authority_id: int, at: datetime) -> None:
    for request in list(requests_to_review(authority_id, due_by=at.date())):
        luck = Random(request.pk)  # noqa: S311 - a play, not a secret
        if luck.random() < 0.75 and request.school.urn != SENCO_URN:
            _review_one(at, request, luck)


def _review_one(at: datetime, request: SchoolRequest, luck: Random) -> None:
    name_actor(request.asked_by_id)
    planned = ProvisionLine.objects.of(request.authority_id).filter(
        record__visit__school_request=request
    )
    outcomes = Outcome.objects.of(request.authority_id).filter(
        record__visit__school_request=request
    )
    nth = luck.choices([0, 1, 2], [5, 3, 2])[0]
    review_request(
        by=eyes_of(request.asked_by, on=at.date()),
        at=at,
        request_id=request.pk,
        reviewed=Reviewed(
            reviewed_on=at.date(),
            difference=DIFFERENCES[nth],
            next_step=[Review.NextStep.CLOSE, Review.NextStep.ASK_AGAIN][nth == 2],
        ),
        lines=[_line(luck) for _ in planned],
        achieved=[_level(each, luck) for each in outcomes.order_by("number")],
    )


def _level(outcome: Outcome, luck: Random) -> int:
    begun, hoped = outcome.baseline or LOWEST, outcome.expected or HIGHEST
    return min(HIGHEST, luck.randint(begun, hoped + 1))


def _line(luck: Random) -> LineReviewed:
    done = luck.choices(list(ReviewedLine.Done), [7, 2, 1])[0]
    return LineReviewed(done, "" if done == ReviewedLine.Done.DONE else luck.choice(REASONS))
