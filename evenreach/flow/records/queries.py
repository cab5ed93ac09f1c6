from django.db.models import Q, QuerySet

from evenreach.flow.people.eyes import Eyes
from evenreach.flow.records.models import ProvisionLine, Report, VisitRecord
from evenreach.flow.visits.models import Visit


def reports_seen_by(eyes: Eyes) -> QuerySet[Report]:
    """The reports to the person's schools, by the person, and of the services they lead."""
    request = "record__visit__school_request"
    return (
        Report.objects.of(eyes.authority_id)
        .filter(
            Q(**{f"{request}__school__urn__in": eyes.urns})
            | Q(**{f"{request}__specification__service_offer__service__slug__in": eyes.leads})
            | Q(
                record__visit__specialist_id=eyes.person_id,
                **{
                    f"{request}__specification__service_offer__service__slug__in": eyes.works_in
                },
            )
        )
        .select_related("record__visit__school_request", "released_by")
    )


def report_seen_by(eyes: Eyes, report_id: int) -> Report:
    """One report with its visit and request. Raises DoesNotExist."""
    return reports_seen_by(eyes).get(pk=report_id)


def report_of_request(eyes: Eyes, request_id: int) -> Report | None:
    """The newest report of a request."""
    return (
        reports_seen_by(eyes)
        .filter(record__visit__school_request_id=request_id)
        .order_by("-version", "-pk")
        .first()
    )


def record_of(visit: Visit) -> VisitRecord | None:
    """The record of a visit that was found through somebody's eyes."""
    return VisitRecord.objects.of(visit.authority_id).filter(visit=visit).first()


def provision_of(record: VisitRecord) -> list[ProvisionLine]:
    return list(
        ProvisionLine.objects.of(record.authority_id).filter(record=record).order_by("pk")
    )
