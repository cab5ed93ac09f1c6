from collections.abc import Iterable, Sequence
from contextlib import suppress
from datetime import date
from fractions import Fraction

from evenreach.desks.planning.models import Proposal
from evenreach.flow.register.queries import holidays, term_blocks
from evenreach.flow.requests.models import SchoolRequest
from evenreach.flow.visits.models import Visit
from evenreach.flow.visits.queries import held_visits, posts_of, working_half_days
from evenreach.methods.assignment import Candidate, VisitWanted
from evenreach.methods.calendar import (
    CalendarEnds,
    HalfDay,
    Part,
    Term,
    academic_year_of,
    add_school_days,
    school_days,
)

SESSION_MINUTES = 180


def open_days(authority_id: int, *, academic_year: int) -> tuple[date, ...]:
    """The days of an academic year on which schools are open, in order."""
    terms = [
        Term(block.name, block.starts_on, block.ends_on)
        for block in term_blocks(authority_id, academic_year=academic_year)
    ]
    return school_days(terms, holidays(authority_id), ())


def open_days_between(authority_id: int, *, since: date, until: date) -> tuple[date, ...]:
    """The open days of every academic year from that of one day to that of another, in order."""
    first, last = academic_year_of(since).begins_in, academic_year_of(until).begins_in
    return tuple(
        day
        for year in range(first, last + 1)
        for day in open_days(authority_id, academic_year=year)
    )


def reports_due(authority_id: int, visits: Sequence[Visit]) -> dict[int, date]:
    """The day by which each visit's report is promised, by visit; none beyond the term dates."""
    if not visits:
        return {}
    days = [visit.on for visit in visits]
    known = open_days_between(authority_id, since=min(days), until=max(days))
    due: dict[int, date] = {}
    for visit in visits:
        targets = visit.school_request.specification.service_offer.definition["targets"]
        with suppress(CalendarEnds):
            due[visit.pk] = add_school_days(visit.on, targets["report_school_days"], known)
    return due


def proposals_of(authority_id: int, visits: Iterable[Visit]) -> dict[int, Proposal]:
    """Why visits were proposed as they were, by visit."""
    proposals = Proposal.objects.of(authority_id).filter(visit__in=list(visits))
    return {proposal.visit_id: proposal for proposal in proposals}


def visit_wanted(request: SchoolRequest) -> VisitWanted:
    """What the rule weighs of a request: where, who went before, what the school refused."""
    visits = Visit.objects.of(request.authority_id).filter(school_request=request)
    return VisitWanted(
        school=request.school.place,
        named_specialist=_last_specialist(request),
        refused=frozenset(visit.half_day for visit in visits.filter(state=Visit.State.MOVED)),
    )


def candidates(
    request: SchoolRequest, *, since: date, academic_year_starts_on: date
) -> list[Candidate]:
    """Who can go: the specialist a request was given to, or all of its service's.

    Each comes with what they have taken since a day.
    """
    slug = request.specification.service_offer.service.slug
    posts = posts_of(request.authority_id, slug)
    if request.assigned_to_id is not None:
        posts = posts.filter(person_id=request.assigned_to_id)
    working = working_half_days(request.authority_id, posts)
    taken = _taken(request, since)
    booked = _taken(request, academic_year_starts_on)
    return [
        Candidate(
            key=post.person_id,
            base=(post.base_latitude, post.base_longitude),
            working=frozenset(
                (weekday, Part[part.upper()]) for weekday, part in working.get(post.pk, set())
            ),
            taken=frozenset(taken.get(post.person_id, [])),
            booked_minutes=SESSION_MINUTES * len(booked.get(post.person_id, [])),
            fte=Fraction(post.fte_hundredths, 100),
        )
        for post in posts
    ]


def _taken(request: SchoolRequest, since: date) -> dict[int, list[HalfDay]]:
    taken: dict[int, list[HalfDay]] = {}
    for visit in held_visits(request.authority_id, since=since):
        taken.setdefault(visit.specialist_id, []).append(visit.half_day)
    return taken


def _last_specialist(request: SchoolRequest) -> int | None:
    """Who last visited the school for this service; the same face is worth something."""
    last = (
        Visit.objects.of(request.authority_id)
        .filter(
            school_request__school_id=request.school_id,
            school_request__specification=request.specification,
            state__in=Visit.HOLDING,
        )
        .order_by("-on", "-pk")
        .first()
    )
    return None if last is None else last.specialist_id
