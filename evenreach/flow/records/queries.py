from typing import Any

from django.db.models import Exists, F, OuterRef, Q, QuerySet, Subquery

from evenreach.flow.people.eyes import Eyes
from evenreach.flow.records.models import Outcome, ProvisionLine, Report, VisitRecord
from evenreach.flow.records.move_queries import carried_along
from evenreach.flow.requests.models import SchoolRequest
from evenreach.flow.visits.models import Visit
from evenreach.flow.visits.queries import visits_of_specialist


def reports_seen_by(eyes: Eyes) -> QuerySet[Report]:
    """The reports to the person's schools, by the person, and of the services they lead.

    A school sees none on a learner who has left it, and those that came along with one.
    """
    request = "record__visit__school_request"
    learner_is_there = Q(**{f"{request}__learner": None}) | Q(
        **{f"{request}__learner__school": F(f"{request}__school")}
    )
    return (
        Report.objects.of(eyes.authority_id)
        .filter(
            Q(learner_is_there, **{f"{request}__school__urn__in": eyes.urns})
            | carried_along(eyes)
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


def outcomes_of(record: VisitRecord) -> list[Outcome]:
    """The agreed outcomes of a record, in their order."""
    return list(Outcome.objects.of(record.authority_id).filter(record=record).order_by("number"))


def versions_of(report: Report) -> list[Report]:
    """Every released version of a report, the newest first."""
    reports = Report.objects.of(report.authority_id).filter(record=report.record_id)
    return list(reports.select_related("released_by").order_by("-version"))


def records_to_check(eyes: Eyes) -> QuerySet[VisitRecord]:
    """Records of colleagues, of services somebody leads or works in, that wait for a second person.

    The oldest first; nobody is given their own.
    """
    return (
        _of_services(eyes)
        .filter(state=VisitRecord.State.TO_CHECK)
        .exclude(written_by_id=eyes.person_id)
        .order_by("written_at", "pk")
    )


def record_to_check(eyes: Eyes, record_id: int, *, lock: bool = False) -> VisitRecord:
    """A record of a service somebody leads or works in. Raises DoesNotExist."""
    records = _of_services(eyes)
    return (records.select_for_update(of=("self",)) if lock else records).get(pk=record_id)


def _of_services(eyes: Eyes) -> QuerySet[VisitRecord]:
    service = "visit__school_request__specification__service_offer__service"
    records = VisitRecord.objects.of(eyes.authority_id)
    return records.filter(**{f"{service}__slug__in": eyes.leads | eyes.works_in}).select_related(
        "written_by",
        "visit__specialist",
        "visit__school_request__school",
        "visit__school_request__learner",
        service,
    )


def report_content(record: VisitRecord, visit: Visit) -> dict[str, Any]:
    """A record in the words that its report has, or will have; each reader is shown their part."""
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
        "need_code": request.need_code,
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
                "until": "" if line.until is None else line.until.isoformat(),
            }
            for line in provision_of(record)
        ],
        "outcomes": [
            {
                "what": each.what,
                "baseline": each.baseline,
                "expected": each.expected,
                "weight": each.weight,
            }
            for each in outcomes_of(record)
        ],
        "further_assessment": record.further_assessment,
        "assessment_what": record.assessment_what,
        "assessment_by": record.assessment_by,
        "assessment_when": record.assessment_when,
        "assessment_detail": record.assessment_detail,
    }


def visits_to_report(eyes: Eyes) -> QuerySet[Visit]:
    """The person's own visits that were made and whose report, or its correction, is due.

    `record_state` is the state of the record, None before anything is saved.
    """
    records = VisitRecord.objects.of(eyes.authority_id).filter(visit=OuterRef("pk"))
    reports = Report.objects.of(eyes.authority_id).filter(record__visit=OuterRef("pk"))
    return (
        visits_of_specialist(eyes)
        .filter(state=Visit.State.MADE)
        .filter(~Exists(reports) | Exists(records.exclude(correcting="")))
        .annotate(record_state=Subquery(records.values("state")[:1]))
    )


def _learner_of(request: SchoolRequest) -> dict[str, str]:
    learner = request.learner
    if learner is None:
        return {}
    return {
        "initials": learner.initials,
        "school_reference": learner.own_reference,
        "year_group": learner.year_group,
    }
