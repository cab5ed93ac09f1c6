"""What a service promises after its answer, in the order in which it happens."""

from evenreach.flow.requests.models import SchoolRequest
from evenreach.web.school import words
from evenreach.web.school.next_steps import service_definition


def promised_after(request: SchoolRequest) -> list[str]:
    """The visit and the report, in school days from the answer and from the visit."""
    targets, service = service_definition(request).targets, words.service_of(request)
    return [
        f"If the request is accepted, {service} visits within {targets.visit_school_days} school "
        "days of its answer. A half-day is proposed, and your school confirms it or asks for "
        "another.",
        f"The report comes within {targets.report_school_days} school days of the visit.",
        "If the answer is another one, it says why, and what else there is.",
    ]
