from datetime import date, datetime

from django.db.models import Count, F, OuterRef, Q, QuerySet, Subquery
from django.utils import timezone

from evenreach.flow.people.eyes import Eyes
from evenreach.flow.requests.models import SchoolRequest
from evenreach.flow.requests.queries import lock_party, requests_led_by
from evenreach.flow.visits.models import SpecialistPost, Visit, WorkingHalfDay
from evenreach.flow.visits.waiting import waiting_for_a_visit


def visits_seen_by(eyes: Eyes) -> QuerySet[Visit]:
    """Nothing is seen here without one of the scopes below; each begins from these rows."""
    return Visit.objects.of(eyes.authority_id).select_related(
        "specialist",
        "school_request__school",
        "school_request__learner",
        "school_request__asked_by",
        "school_request__account",
        "school_request__specification__service_offer__service",
    )


def visit_of_school(eyes: Eyes, visit_id: int, *, lock: bool = False) -> Visit:
    """A visit to one of the person's schools. Raises DoesNotExist."""
    visits = visits_seen_by(eyes).filter(
        Q(school_request__learner=None)
        | Q(school_request__learner__school=F("school_request__school")),
        school_request__school__urn__in=eyes.urns,
    )
    return _one(eyes, visits, visit_id, lock)


def visits_to_confirm(eyes: Eyes) -> QuerySet[Visit]:
    """The visits proposed to the person's schools, the next first."""
    return (
        visits_seen_by(eyes)
        .filter(school_request__school__urn__in=eyes.urns, state=Visit.State.PROPOSED)
        .order_by("on", "-part", "pk")
    )


def visit_of_specialist(eyes: Eyes, visit_id: int, *, lock: bool = False) -> Visit:
    """A visit of the person's own, in a service they work in. Raises DoesNotExist."""
    return _one(eyes, visits_of_specialist(eyes), visit_id, lock)


def visits_of_specialist(eyes: Eyes) -> QuerySet[Visit]:
    """The person's own visits in the services they work in, in the order of their half-days."""
    return (
        visits_seen_by(eyes)
        .filter(
            specialist_id=eyes.person_id,
            school_request__specification__service_offer__service__slug__in=eyes.works_in,
        )
        .order_by("on", "-part", "pk")
    )


def diary_of(eyes: Eyes, *, since: date, until: date) -> QuerySet[Visit]:
    """The person's own visits of a period that are proposed, booked or made, in order."""
    return visits_of_specialist(eyes).filter(on__gte=since, on__lt=until, state__in=Visit.HOLDING)


def visits_to_tell_of(eyes: Eyes, *, at: datetime) -> list[Visit]:
    """The person's own booked visits whose half-day has begun: did they happen?"""
    booked = visits_of_specialist(eyes).filter(
        state=Visit.State.BOOKED, on__lte=timezone.localdate(at)
    )
    return [visit for visit in booked if visit.half_day.starts_at <= at]


def visits_for(eyes: Eyes, request: SchoolRequest) -> QuerySet[Visit]:
    """Every visit of a request that was found through these eyes, the newest first."""
    return visits_seen_by(eyes).filter(school_request=request).order_by("-pk")


def visits_about(eyes: Eyes, request: SchoolRequest) -> QuerySet[Visit]:
    """Every visit about a request's learner by the services somebody leads, the newest first.

    Of a request without a learner, its own visits.
    """
    about = (
        Q(school_request=request)
        if request.learner_id is None
        else Q(school_request__learner_id=request.learner_id)
    )
    return (
        visits_seen_by(eyes)
        .filter(about, school_request__specification__service_offer__service__slug__in=eyes.leads)
        .order_by("-on", "-pk")
    )


def requests_to_plan(eyes: Eyes) -> QuerySet[SchoolRequest]:
    """The waiting lists of the services somebody leads, in the order of `visits.waiting`.

    `ended_state` and `ended_on` tell of the last visit that was moved or missed, if there was one.
    """
    last = Visit.objects.of(eyes.authority_id).filter(school_request=OuterRef("pk")).order_by("-pk")
    return (
        waiting_for_a_visit(eyes.authority_id, requests_led_by(eyes))
        .select_related("assigned_to")
        .annotate(ended_state=Subquery(last.values("state")[:1]))
        .annotate(ended_on=Subquery(last.values("on")[:1]))
    )


def posts_of(authority_id: int, service_slug: str) -> QuerySet[SpecialistPost]:
    """The posts of a service, by the name of who holds them."""
    return (
        SpecialistPost.objects.of(authority_id)
        .filter(service__slug=service_slug, person__is_active=True)
        .select_related("person")
        .order_by("person__name", "pk")
    )


def working_half_days(
    authority_id: int, posts: QuerySet[SpecialistPost]
) -> dict[int, set[tuple[int, str]]]:
    """Each post's working half-days of the week."""
    days: dict[int, set[tuple[int, str]]] = {}
    for row in WorkingHalfDay.objects.of(authority_id).filter(post__in=posts):
        days.setdefault(row.post_id, set()).add((row.weekday, row.part))
    return days


def held_visits(authority_id: int, *, since: date) -> QuerySet[Visit]:
    """The visits that hold a half-day from a day on."""
    return Visit.objects.of(authority_id).filter(on__gte=since, state__in=Visit.HOLDING)


def visits_ahead_by_urn(authority_id: int, *, urns: frozenset[int], since: date) -> dict[int, int]:
    """How many visits schools still have ahead of them, by URN."""
    ahead = visits_ahead_at(authority_id, urns=urns, since=since).order_by()
    return dict(ahead.values_list("school_request__school__urn").annotate(total=Count("pk")))


def visits_ahead_at(authority_id: int, *, urns: frozenset[int], since: date) -> QuerySet[Visit]:
    """The visits that schools still have ahead of them, the next first."""
    return (
        held_visits(authority_id, since=since)
        .filter(school_request__school__urn__in=urns)
        .exclude(state=Visit.State.MADE)
        .select_related(
            "specialist",
            "school_request__school",
            "school_request__specification__service_offer__service",
        )
        .order_by("on", "-part", "pk")
    )


def made_visits(authority_id: int, *, since: date, until: date) -> QuerySet[Visit]:
    """The visits made from a day until before another."""
    return Visit.objects.of(authority_id).filter(
        state=Visit.State.MADE, on__gte=since, on__lt=until
    )


def _one(eyes: Eyes, visits: QuerySet[Visit], visit_id: int, lock: bool) -> Visit:
    """A visit by its id; if it is locked, its request is locked before it."""
    if not lock:
        return visits.get(pk=visit_id)
    lock_party(eyes.authority_id, visits.get(pk=visit_id).school_request_id)
    return visits.select_for_update(of=("self",)).get(pk=visit_id)
