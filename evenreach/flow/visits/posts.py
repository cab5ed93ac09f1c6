"""The posts of a service's people: who works when, and from where."""

from collections.abc import Iterable
from datetime import datetime

from django.db import transaction

from evenreach.flow.offer.models import Service
from evenreach.flow.people.actions import journal_act
from evenreach.flow.people.eyes import Eyes
from evenreach.flow.people.models import Person
from evenreach.flow.visits.models import Part, SpecialistPost, WorkingHalfDay


@transaction.atomic
def open_post(
    *,
    by: Eyes,
    at: datetime,
    person: Person,
    service: Service,
    fte_hundredths: int,
    base: tuple[str, float, float],
    working: Iterable[tuple[int, Part]],
    needs_checking: bool = False,
) -> SpecialistPost:
    """Give a person a post in a service: where they start from, and when in the week they work.

    A trainee's or an assistant's post says that another checks their records.
    """
    name, latitude, longitude = base
    post = SpecialistPost.objects.create(
        authority_id=by.authority_id,
        person=person,
        service=service,
        fte_hundredths=fte_hundredths,
        base_name=name,
        base_latitude=latitude,
        base_longitude=longitude,
        needs_checking=needs_checking,
    )
    WorkingHalfDay.objects.bulk_create(
        WorkingHalfDay(authority_id=by.authority_id, post=post, weekday=weekday, part=part)
        for weekday, part in working
    )
    journal_act(by=by, at=at, verb="post opened", about=post)
    return post
