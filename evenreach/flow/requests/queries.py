from django.db.models import Count, F, Q, QuerySet

from evenreach.flow.people.eyes import Eyes
from evenreach.flow.requests.consent_models import Consent
from evenreach.flow.requests.models import SchoolRequest
from evenreach.flow.requests.states import State

LEARNER_IS_THERE = Q(learner=None) | Q(learner__school=F("school"))


def requests_seen_by(eyes: Eyes) -> QuerySet[SchoolRequest]:
    """The requests of the person's schools, and those asked of the services they lead.

    A school no longer sees what it asked for a learner who has moved to another.

    A specialist comes to a request through the visit that is theirs, not from here.
    """
    return (
        SchoolRequest.objects.of(eyes.authority_id)
        .filter(
            (Q(school__urn__in=eyes.urns) & LEARNER_IS_THERE)
            | (
                ~Q(state=State.DRAFTED)
                & Q(specification__service_offer__service__slug__in=eyes.leads)
            )
        )
        .select_related(
            "school",
            "learner",
            "asked_by",
            "saved_by",
            "specification__service_offer__service",
            "account",
        )
    )


def request_seen_by(eyes: Eyes, request_id: int, *, lock: bool = False) -> SchoolRequest:
    """One request, locked until the transaction ends if wanted. Raises DoesNotExist.

    A specialist may lock a request of their service, to move it with its visit.
    """
    if not lock:
        return requests_seen_by(eyes).get(pk=request_id)
    return (
        SchoolRequest.objects.of(eyes.authority_id)
        .filter(
            Q(school__urn__in=eyes.urns)
            | Q(specification__service_offer__service__slug__in=eyes.leads | eyes.works_in)
        )
        .select_for_update(of=("self",))
        .get(pk=request_id)
    )


def lock_party(authority_id: int, request_id: int) -> None:
    """Lock a request, and the other one of a joint visit, until the transaction ends.

    Whoever locks visits, records or accounts of requests locks the requests first, in the order
    of their ids: so no two can wait for each other.
    """
    requests = SchoolRequest.objects.of(authority_id)
    joined_to = requests.values_list("joined_to_id", flat=True).get(pk=request_id)
    first = joined_to or request_id
    joint = requests.filter(Q(pk=first) | Q(joined_to=first)).order_by("pk")
    list(joint.select_for_update(of=("self",)).values_list("pk"))


def requests_of_own_schools(eyes: Eyes) -> QuerySet[SchoolRequest]:
    """The requests of every school at which the person holds a role, newest first."""
    return requests_seen_by(eyes).filter(school__urn__in=eyes.urns).order_by("-drafted_at", "-pk")


def request_of_own_school(eyes: Eyes, request_id: int, *, lock: bool = False) -> SchoolRequest:
    """One of them, locked until the transaction ends if wanted. Raises DoesNotExist."""
    requests = requests_of_own_schools(eyes)
    if lock:
        requests = requests.select_for_update(of=("self",))
    return requests.get(pk=request_id)


def requests_led_by(eyes: Eyes) -> QuerySet[SchoolRequest]:
    """What was asked of the services that somebody leads, the newest first."""
    return (
        requests_seen_by(eyes)
        .exclude(state=State.DRAFTED)
        .filter(specification__service_offer__service__slug__in=eyes.leads)
        .order_by("-asked_at", "-pk")
    )


def request_led_by(eyes: Eyes, request_id: int, *, lock: bool = False) -> SchoolRequest:
    """One of them, locked until the transaction ends if wanted. Raises DoesNotExist."""
    requests = requests_led_by(eyes)
    if lock:
        requests = requests.select_for_update(of=("self",))
    return requests.get(pk=request_id)


def request_counts(eyes: Eyes) -> dict[tuple[str, str], int]:
    """How many requests stand where, by service and state, of the services somebody leads."""
    slug = "specification__service_offer__service__slug"
    rows = requests_led_by(eyes).order_by().values_list(slug, "state").annotate(count=Count("pk"))
    return {(service, state): count for service, state, count in rows}


def consent_of(request: SchoolRequest) -> Consent | None:
    """What was said last about being involved; everything before it is superseded."""
    return (
        Consent.objects.of(request.authority_id)
        .filter(school_request=request, superseded_at=None)
        .first()
    )
