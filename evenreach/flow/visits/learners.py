"""Whose learners somebody sees, and the requests that they may find."""

import re

from django.db.models import Exists, OuterRef, Q, QuerySet

from evenreach.flow.people.eyes import Eyes
from evenreach.flow.requests.models import Learner, SchoolRequest
from evenreach.flow.requests.queries import LEARNER_IS_THERE
from evenreach.flow.requests.states import State
from evenreach.flow.visits.models import Visit

REFERENCE = re.compile(r"(?:[a-z]{2,4}\s*-?\s*)?0*(\d{1,9})", re.IGNORECASE)
SERVICE = "specification__service_offer__service__slug"


def requests_known_to(eyes: Eyes) -> QuerySet[SchoolRequest]:
    """The requests of the person's schools whose learner is still there, those sent to services
    they lead, those that they visit for, and for an authority lead every one that was sent.
    """
    own_visit = Visit.objects.of(eyes.authority_id).filter(
        school_request=OuterRef("pk"), specialist_id=eyes.person_id
    )
    at_school = Q(school__urn__in=eyes.urns) & LEARNER_IS_THERE
    in_service = Q(**{f"{SERVICE}__in": eyes.leads}) | (
        Q(**{f"{SERVICE}__in": eyes.works_in}) & Exists(own_visit)
    )
    sent = Q(asked_at__isnull=False)
    return (
        SchoolRequest.objects.of(eyes.authority_id)
        .filter(at_school | (sent if eyes.is_authority_lead else sent & in_service))
        .select_related("school", "learner", "specification__service_offer__service")
    )


def learner_seen_by(eyes: Eyes, learner_id: int) -> Learner:
    """A learner of the person's school, or one whom a request known to them is about.

    Raises DoesNotExist.
    """
    known = requests_known_to(eyes).filter(learner=OuterRef("pk")).order_by()
    return (
        Learner.objects.of(eyes.authority_id)
        .filter(Q(school__urn__in=eyes.urns) | Exists(known))
        .select_related("school")
        .get(pk=learner_id)
    )


def requests_found(
    eyes: Eyes, *, words: str, state: str = "", service: str = ""
) -> QuerySet[SchoolRequest]:
    """Requests known to the person by reference, by the school's reference for the learner, or by
    the school's name; the newest first.

    An authority lead, who works with no learner, does not find by a learner's reference.
    """
    said = words.strip()
    about = Q(school__name__icontains=said)
    if number := REFERENCE.fullmatch(said):
        about |= Q(pk=int(number[1]))
    if eyes.urns or eyes.leads or eyes.works_in:
        about |= Q(learner__school_reference__iexact=said)
    found = requests_known_to(eyes).filter(about)
    if state:
        found = found.filter(state=State(state))
    if service:
        found = found.filter(**{SERVICE: service})
    return found.order_by("-drafted_at", "-pk")


def learner_of_school(eyes: Eyes, learner_id: int) -> Learner:
    """A learner of one of the person's schools. Raises DoesNotExist."""
    learners = Learner.objects.of(eyes.authority_id).select_related("school")
    return learners.get(pk=learner_id, school__urn__in=eyes.urns)


def own_visit_to(eyes: Eyes, request_ids: list[int]) -> dict[int, int]:
    """The newest visit that is the person's own, by request."""
    visits = Visit.objects.of(eyes.authority_id).filter(
        school_request__in=request_ids, specialist_id=eyes.person_id
    )
    return dict(visits.order_by("pk").values_list("school_request_id", "pk"))
