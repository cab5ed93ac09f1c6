from django.db.models import Exists, OuterRef, Q, QuerySet

from evenreach.flow.people.eyes import Eyes
from evenreach.flow.records.models import ProvisionLine, Report, VisitRecord
from evenreach.flow.requests.models import SchoolRequest
from evenreach.flow.visits.models import Visit
from evenreach.flow.visits.queries import visits_of_specialist


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
                **{f"{request}__specification__service_offer__service__slug__in": eyes.works_in},
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


def reports_to_own_schools(eyes: Eyes) -> QuerySet[Report]:
    """The reports to every school at which the person holds a role, the newest first."""
    return (
        reports_seen_by(eyes)
        .filter(record__visit__school_request__school__urn__in=eyes.urns)
        .order_by("-released_at", "-pk")
    )


def record_of(visit: Visit) -> VisitRecord | None:
    """The record of a visit that was found through somebody's eyes."""
    return VisitRecord.objects.of(visit.authority_id).filter(visit=visit).first()


def provision_of(record: VisitRecord) -> list[ProvisionLine]:
    return list(ProvisionLine.objects.of(record.authority_id).filter(record=record).order_by("pk"))


def report_content(record: VisitRecord, visit: Visit) -> dict[str, object]:
    """A record in the words that its report has, or will have, for the school."""
    request = visit.school_request
    return {
        "reference": request.reference,
        "school": request.school.name,
        "urn": request.school.urn,
        "service": request.specification.service_offer.definition["name"],
        "visit": request.specification.name,
        "visited_on": visit.on.isoformat(),
        "part": visit.part,
        "specialist": visit.specialist.name,
        "learner": _learner_of(request),
        "asked": {
            "concern": request.concern,
            "family_view": request.family_view,
            "hoped_outcome": request.hoped_outcome,
        },
        "context": record.context,
        "strengths": record.strengths,
        "learner_voice": record.learner_voice,
        "need_area": record.need_area,
        "need_identified": record.need_identified,
        "provision": [
            {
                "what": line.what,
                "who": line.who,
                "how_often": line.how_often,
                "until": line.until.isoformat(),
            }
            for line in provision_of(record)
        ],
        "further_assessment": record.further_assessment,
        "assessment_detail": record.assessment_detail,
    }


def visits_to_report(eyes: Eyes) -> QuerySet[Visit]:
    """The person's own visits that were made and have no report; `has_record` once written."""
    records = VisitRecord.objects.of(eyes.authority_id).filter(visit=OuterRef("pk"))
    reports = Report.objects.of(eyes.authority_id).filter(record__visit=OuterRef("pk"))
    return (
        visits_of_specialist(eyes)
        .filter(state=Visit.State.MADE)
        .exclude(Exists(reports))
        .annotate(has_record=Exists(records))
    )


def _learner_of(request: SchoolRequest) -> dict[str, str]:
    learner = request.learner
    assert learner is not None, "the database demands a learner of every request that was asked"
    return {
        "initials": learner.initials,
        "school_reference": learner.school_reference,
        "year_group": learner.year_group,
    }
