"""What the people of the stories do again and again, so that a test tells only its own part."""

import zlib
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from procrastinate.contrib.django import app
from procrastinate.contrib.django.models import ProcrastinateJob

from evenreach.demo.authority import SENCO_URN
from evenreach.desks.allocation.deciding_models import Decision
from evenreach.desks.allocation.decisions import DecisionTexts, record_decision, write_decision
from evenreach.desks.planning.actions import propose
from evenreach.desks.publishing.actions import begin_sending, prepare_letters
from evenreach.desks.publishing.extracts import SchoolExtract
from evenreach.desks.publishing.models import Letter
from evenreach.desks.publishing.queries import letters_of
from evenreach.flow.offer.queries import learner_visits_offered, published_offer
from evenreach.flow.people.eyes import Eyes
from evenreach.flow.people.models import Person
from evenreach.flow.records.actions import release_report, write_record
from evenreach.flow.records.models import Report, VisitRecord
from evenreach.flow.records.writing import Provision, Seen
from evenreach.flow.register.queries import school_by_urn
from evenreach.flow.requests.consent_models import Consent
from evenreach.flow.requests.consents import ConsentGiven, record_consent
from evenreach.flow.requests.documents import DocumentContent, RequestDocument
from evenreach.flow.requests.drafting import (
    AboutLearner,
    Concern,
    ask,
    describe_concern,
    describe_learner,
    start_request,
)
from evenreach.flow.requests.models import SchoolRequest
from evenreach.flow.requests.triage import accept_request
from evenreach.flow.visits.actions import confirm_visit, record_made
from evenreach.flow.visits.models import Visit

YEAR = 2025
EyesOf = Callable[[Person], Eyes]
LEARNER = AboutLearner(initials="QX", school_reference="P-0417", year_group="3")
CONCERN = Concern(
    need_code="SLCN",
    concern="They follow the first part of an instruction and lose the rest.",
    assessed="A language screen in October by the SENCO.",
    planned="Instructions one at a time, with pictures.",
    done="Ten weeks, daily, by the class teacher.",
    reviewed="Better in pairs, unchanged in the whole class.",
    learner_view="It is easier when I can see it.",
    family_view="We see the same at home and would like to help.",
    hoped_outcome="They carry out two steps without a reminder.",
)
CONSENT = ConsentGiven(
    outcome=Consent.Outcome.GIVEN,
    route=Consent.Route.IN_PERSON,
    given_by="Mother",
    holds_responsibility=True,
    given_on=date(2026, 2, 20),
)
SEEN = Seen(
    context="Seen in a class of 27 in English and at play.",
    strengths="Curious, kind, quick with numbers.",
    learner_voice="Pictures help.",
    need_area="communication_and_interaction",
    need_identified="Understanding of longer spoken instructions.",
    further_assessment=VisitRecord.Assessment.NONE,
    assessment_detail="",
)
PROVISION = [
    Provision(
        what="Two-step instructions with pictures",
        who="Class teacher",
        how_often="Daily",
        until=date(2026, 7, 3),
    )
]


@dataclass(frozen=True)
class Cast:
    """Whose eyes act: the school, the service's lead, its specialist."""

    school: Eyes
    lead: Eyes


def drafted(
    by: Eyes, at: datetime, *, urn: int = SENCO_URN, reference: str = "P-0417"
) -> SchoolRequest:
    """A complete draft of a specialist teaching visit."""
    offer = published_offer(by.authority_id, academic_year=YEAR)
    assert offer is not None
    visit = learner_visits_offered(offer).get(service_offer__service__slug="specialist-teaching")
    school = school_by_urn(by.authority_id, urn)
    request = start_request(by=by, at=at, school=school, specification=visit)
    learner = AboutLearner(LEARNER.initials, reference, LEARNER.year_group)
    describe_learner(by=by, at=at, request_id=request.pk, learner=learner)
    describe_concern(by=by, at=at, request_id=request.pk, concern=CONCERN)
    record_consent(by=by, at=at, request_id=request.pk, consent=CONSENT)
    return request


PLAN = b"%PDF-1.7\n1 0 obj<</Type/Catalog>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n"


def attached_plan(request: SchoolRequest, at: datetime) -> RequestDocument:
    """A Support Plan of a request, as if it had been attached before the request was sent."""
    document = RequestDocument.objects.create(
        authority_id=request.authority_id,
        school_request=request,
        title=RequestDocument.Title.SUPPORT_PLAN,
        kind="pdf",
        size=len(PLAN),
        attached_at=at,
        attached_by_id=request.asked_by_id,
    )
    DocumentContent.objects.create(
        authority_id=request.authority_id, document=document, packed=zlib.compress(PLAN)
    )
    return document


def work_off() -> int:
    """Do the jobs that wait, within the test's own transaction; how many there were."""
    jobs = list(ProcrastinateJob.objects.filter(status="todo").order_by("pk"))
    for job in jobs:
        app.tasks[job.task_name].func(**job.args)
        app.job_manager.cancel_job_by_id(job.pk, delete_job=True)
    return len(jobs)


def letters_sent(*, by: Eyes, at: datetime, urn: int) -> Letter:
    """The letter to one school, sent to its people."""
    school = school_by_urn(by.authority_id, urn)
    issue = prepare_letters(
        by=by,
        at=at,
        academic_year=YEAR,
        title="Your school’s sessions",
        opening="Every school has sessions.",
        appeals="Write to us.",
        signed_by=by.name,
        contact="send-support@council.example",
        address="http://testserver/reports/letters/",
        extracts=[SchoolExtract(school.pk, school.name, urn, [], [])],
    )
    begin_sending(by=by, at=at, issue_id=issue.pk)
    work_off()
    return letters_of(issue).get()


def asked(by: Eyes, at: datetime, **which: object) -> SchoolRequest:
    return ask(by=by, at=at, request_id=drafted(by, at, **which).pk)


def accepted(cast: Cast, at: datetime, **which: object) -> SchoolRequest:
    request = asked(cast.school, at, **which)
    return accept_request(by=cast.lead, at=at, request_id=request.pk, academic_year=YEAR)


def proposed(cast: Cast, at: datetime, **which: object) -> Visit:
    return propose(by=cast.lead, at=at, request_id=accepted(cast, at, **which).pk)


def booked(cast: Cast, at: datetime, **which: object) -> Visit:
    return confirm_visit(by=cast.school, at=at, visit_id=proposed(cast, at, **which).pk)


def made(cast: Cast, at: datetime, specialist: EyesOf, **which: object) -> Visit:
    """A visit that its specialist says was made, the evening after."""
    visit = booked(cast, at, **which)
    after = visit.half_day.ends_at + timedelta(hours=1)
    return record_made(by=specialist(visit.specialist), at=after, visit_id=visit.pk)


def reported(cast: Cast, at: datetime, specialist: EyesOf, **which: object) -> Report:
    visit = made(cast, at, specialist, **which)
    by = specialist(visit.specialist)
    after = visit.half_day.ends_at + timedelta(hours=2)
    write_record(by=by, at=after, visit_id=visit.pk, seen=SEEN, provision=PROVISION)
    return release_report(by=by, at=after, visit_id=visit.pk)


def decide_on(by: Eyes, at: datetime, policy_id: int, *, reason: str = "") -> Decision:
    """A recorded decision, without which no policy is adopted."""
    texts = DecisionTexts(
        reasons="A planned contact for every school, and the rest by need.",
        not_consulted_why="Agreed with every school in its partnership meeting.",
        who_could_lose="Schools whose need is not recorded.",
        protected_characteristics="Disability: the number of learners with SEND decides.",
        mitigation="The adjustment pool, looked at each half-term.",
        decided_by="Director of children's services",
        decided_on=at.date(),
        reason=reason,
    )
    write_decision(by=by, at=at, policy_id=policy_id, texts=texts)
    return record_decision(by=by, at=at, policy_id=policy_id)
