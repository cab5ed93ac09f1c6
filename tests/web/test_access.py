"""Who may open what: every address × every role × method, against one table.

`k` answered · `s` asked to sign in · `f` forbidden · `h` hidden (not found) · `m` no such method ·
`g` gone (a one-time link that is used, ended or unknown).
An address that is not in the table fails; so does a row without an address.
"""

import json
from base64 import b64encode
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from subprocess import CompletedProcess
from typing import Any
from uuid import uuid4

import pytest
from django.db import transaction
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, reverse

from evenreach.demo.authority import SENCO_URN
from evenreach.desks.allocation.consultation_queries import consultations_of
from evenreach.desks.allocation.decision_queries import decision_about
from evenreach.desks.allocation.models import Policy
from evenreach.flow.entitlement.staffing import StaffLine
from evenreach.flow.journal.deliveries import FAILED_AFTER
from evenreach.flow.journal.models import OutgoingMail
from evenreach.flow.journal.scope import acting_for
from evenreach.flow.offer.actions import draft_from_offer
from evenreach.flow.offer.queries import published_offer
from evenreach.flow.people.actions import add_person, grant_role
from evenreach.flow.people.eyes import Eyes
from evenreach.flow.people.inviting import OneTimeLink, Wanted, invite
from evenreach.flow.people.models import Person, Role, RoleGrant
from evenreach.flow.people.school_roles import Place
from evenreach.flow.records.actions import release_report, write_record
from evenreach.flow.records.models import VisitRecord
from evenreach.flow.records.moving import propose_departure
from evenreach.flow.register.imports import last_applied
from evenreach.flow.register.partnerships import partnerships
from evenreach.flow.register.queries import school_by_urn
from evenreach.flow.visits.actions import confirm_visit, propose_visit, record_made
from evenreach.flow.visits.models import Visit
from evenreach.methods.calendar import HalfDay, Part
from evenreach.web.access import permission_of
from evenreach.web.open_referral import named
from evenreach.web.published import PublishedPage
from tests.conftest import OTHER_URN
from tests.stories import (
    PROVISION,
    SEEN,
    Cast,
    accepted,
    asked,
    attached_plan,
    drafted,
    letters_sent,
)
from tests.web.announced import announcement_drafted, announcement_out
from tests.web.year_in_hand import year_in_hand

TABLE = Path(__file__).with_name("access.txt")
METHODS = ("GET", "POST")


def addresses(patterns: list, prefix: str = "") -> Iterator[tuple[str, URLPattern]]:
    for pattern in patterns:
        if isinstance(pattern, URLResolver):
            space = f"{prefix}{pattern.namespace}:" if pattern.namespace else prefix
            yield from addresses(pattern.url_patterns, space)
        else:
            yield f"{prefix}{pattern.name}", pattern


ADDRESSES = dict(addresses(get_resolver().url_patterns))


def expected() -> dict[str, dict[str, str]]:
    """The table as address → method → letters, one for each person of its first line."""
    header, *lines = [
        line for line in TABLE.read_text().splitlines() if line and not line.startswith("#")
    ]
    names = header.split()
    rows: dict[str, dict[str, str]] = {}
    for line in lines:
        address, method, *letters = line.split()
        assert len(letters) == len(names), line
        rows.setdefault(address, {})[method] = dict(zip(names, letters, strict=True))
    return rows


def test_every_address_has_a_permission():
    assert [name for name, at in ADDRESSES.items() if permission_of(at.callback) is None] == []


def test_the_table_lists_every_address_and_no_other():
    rows = expected()
    assert set(rows) == set(ADDRESSES)
    assert all(set(methods) == set(METHODS) for methods in rows.values())


@dataclass(frozen=True)
class Somebody:
    client: Client
    host: str = "testserver"


@pytest.fixture
def everybody(people, browser_of, northumberland, elsewhere, at) -> dict[str, Somebody]:
    """The people of the table: own, other and former school, own and other service, elsewhere."""
    by = Eyes(authority_id=northumberland.pk, name="Set-up")
    former = add_person(by=by, at=at, name="Left", email="left@school.example", password=None)
    grant = grant_role(
        by=by,
        at=at,
        person=former,
        role=Role.SCHOOL,
        urn=SENCO_URN,
        starts_on=at.date() - timedelta(days=90),
    )
    RoleGrant.objects.of(northumberland.pk).filter(pk=grant.pk).update(ends_on=at.date())
    priya = Person.objects.get(email="priya.nair@council.example")
    with acting_for(elsewhere.pk):
        there = Eyes(authority_id=elsewhere.pk, name="Set-up")
        lead = add_person(by=there, at=at, name="Far", email="far@away.example", password=None)
        for role, where in (
            (Role.AUTHORITY_LEAD, {}),
            (Role.EVALUATOR, {}),
            (Role.SCHOOL, {"urn": SENCO_URN}),
            (Role.SPECIALIST, {"service_slug": "specialist-teaching"}),
            (Role.SERVICE_LEAD, {"service_slug": "specialist-teaching"}),
        ):
            grant_role(by=there, at=at, person=lead, role=role, starts_on=at.date(), **where)
        far = browser_of(lead, host="elsewhere.test")
    with acting_for(northumberland.pk):
        return {
            "nobody": Somebody(browser_of()),
            "alison": Somebody(browser_of(people.alison)),
            "brian": Somebody(browser_of(people.brian)),
            "former": Somebody(browser_of(former)),
            "tom": Somebody(browser_of(people.tom)),
            "priya": Somebody(browser_of(priya)),
            "samuel": Somebody(browser_of(people.samuel)),
            "jean": Somebody(browser_of(people.jean)),
            "ruth": Somebody(browser_of(people.ruth)),
            "morag": Somebody(browser_of(people.morag)),
            "anil": Somebody(browser_of(people.anil)),
            "far": Somebody(far, "elsewhere.test"),
            "far_here": Somebody(far),
        }


@pytest.fixture
def paths(people, eyes, at, northumberland) -> dict[str, str]:
    """Every address with arguments from Alison's school, its requests and Tom's visits."""
    cast = Cast(school=eyes(people.alison), lead=eyes(people.jean))
    tom = eyes(people.tom)
    days = iter(HalfDay(at.date() + timedelta(days=n), Part.MORNING) for n in range(7, 12))

    def tom_goes(reference: str) -> Visit:
        return propose_visit(
            by=cast.lead,
            at=at,
            request=accepted(cast, at, reference=reference),
            specialist=people.tom,
            half_day=next(days),
        )

    draft, waiting = drafted(cast.school, at), asked(cast.school, at, reference="P-2")
    to_confirm, to_make = tom_goes("P-3"), tom_goes("P-4")
    confirm_visit(by=cast.school, at=at, visit_id=to_make.pk)
    seen = [tom_goes("P-5"), tom_goes("P-6")]
    for visit in seen:
        confirm_visit(by=cast.school, at=at, visit_id=visit.pk)
        record_made(by=tom, at=visit.half_day.ends_at, visit_id=visit.pk)
        write_record(by=tom, at=at, visit_id=visit.pk, seen=SEEN, provision=PROVISION)
    report = release_report(by=tom, at=at, visit_id=seen[0].pk)
    to_check = VisitRecord.objects.of(northumberland.pk).get(visit=seen[1])
    VisitRecord.objects.of(northumberland.pk).filter(pk=to_check.pk).update(
        state=VisitRecord.State.TO_CHECK
    )
    policy = Policy.objects.of(northumberland.pk).first()
    assert policy is not None
    consultation = consultations_of(northumberland.pk).get()
    decision = decision_about(policy)
    assert decision is not None
    staff = StaffLine.objects.of(northumberland.pk).get(service__slug="specialist-teaching")
    loaded = last_applied(northumberland.pk)
    assert loaded is not None
    area = partnerships(northumberland.pk)[0]
    in_hand = year_in_hand(
        northumberland,
        giver=eyes(people.brian),
        lead=eyes(people.morag),
        colleague=people.tom,
        at=at,
    )
    published = published_offer(northumberland.pk, academic_year=2025)
    assert published is not None
    offer = draft_from_offer(
        by=eyes(people.morag), at=at, academic_year=2026, source_id=published.pk
    )
    written = letters_sent(by=eyes(people.morag), at=at, urn=SENCO_URN)
    announced = announcement_out(writer=cast.lead, lead=eyes(people.morag), at=at)
    drafting = announcement_drafted(by=cast.lead, at=at)
    held = RoleGrant.objects.of(northumberland.pk).get(person=people.dawn)
    invited = invite(
        by=eyes(people.dawn),
        at=at,
        wanted=Wanted(Place(SENCO_URN, "School"), "Nell", "nell@school.example", "SENCO"),
        link=OneTimeLink("for-nell", "http://testserver/join/for-nell/"),
    )
    learner = seen[0].school_request.learner
    assert learner is not None
    leaves = propose_departure(
        by=cast.school,
        at=at,
        learner=to_make.school_request.learner,
        to_school=school_by_urn(northumberland.pk, OTHER_URN),
        sharing=None,
    )
    failed = OutgoingMail.objects.of(northumberland.pk).latest("pk")
    OutgoingMail.objects.of(northumberland.pk).filter(pk=failed.pk).update(attempts=FAILED_AFTER)
    chosen = {
        "school:confirm": to_confirm.pk,
        "school:move": to_confirm.pk,
        "specialist:record": seen[1].pk,
        "specialist:release": seen[1].pk,
        "specialist:correct": seen[0].pk,
        "lead:announcement_correct": announced.newest.pk,
        "lead:announcement_withdraw": announced.newest.pk,
        "lead:succession": in_hand.closed_account_id,
    }

    plans = {
        door: attached_plan(about, at).pk
        for door, about in (
            ("school", draft),
            ("lead", waiting),
            ("specialist", to_make.school_request),
        )
    }

    def argument(name: str, what: str) -> object:
        if name == "school:review":
            return seen[0].school_request_id
        if what == "request_id":
            return waiting.pk if name.startswith("lead:") else draft.pk
        if what == "visit_id":
            return chosen.get(name, to_make.pk)
        return {
            "slug": "specialist-teaching",
            "account_id": chosen.get(name, in_hand.account_id),
            "entry_id": in_hand.entry_id,
            "transfer_id": in_hand.transfer_id,
            "contact_id": in_hand.contact_id,
            "urn": SENCO_URN,
            "academic_year": at.date().year - 1,
            "report_id": report.pk,
            "record_id": to_check.pk,
            "policy_id": policy.pk,
            "consultation_id": consultation.pk,
            "letter": "A",
            "decision_id": decision.pk,
            "line_id": staff.pk,
            "kind": "travel",
            "grade_id": staff.grade_id,
            "stream_id": staff.stream_id,
            "specification_id": waiting.specification_id,
            "offer_id": offer.pk,
            "other_id": published.pk,
            "announcement": announced.version.announcement.slug,
            "version_id": chosen.get(name, drafting.pk),
            "picture_id": announced.picture.pk,
            "copy_id": announced.copy.pk,
            "thread": announced.thread.slug,
            "number": 2 if name.endswith("_changes") else 1,
            "section": "names",
            "items": "visits",
            "item": "learner-in-context",
            "import_id": loaded.pk,
            "partnership_id": area.pk,
            "issue_id": written.issue_id,
            "letter_id": written.pk,
            "grant_id": held.pk,
            "invitation_id": invited.pk,
            "token": "no-such-token",
            "page": "concern",
            "document_id": plans.get(name.partition(":")[0]),
            "learner_id": learner.pk,
            "move_id": leaves.pk,
            "mail_id": failed.pk,
            "digest": "0" * 64,
            "id": named(northumberland.code, "service", "specialist-teaching"),
            "signed": PublishedPage("/offer/", "What we offer").seal,
        }[what]

    return {
        name: reverse(name, kwargs={k: argument(name, k) for k in at_.pattern.converters})
        for name, at_ in ADDRESSES.items()
    }


def letter(response) -> str:
    if response.status_code == 302:
        return "s" if response["Location"].startswith("/sign-in/") else "k"
    return {200: "k", 409: "k", 403: "f", 404: "h", 405: "m", 410: "g"}.get(
        response.status_code, str(response.status_code)
    )


def asks(somebody: Somebody, method: str, path: str) -> str:
    """What one person is answered; what the answer changed is undone, signing out included."""
    client = Client(headers={"host": somebody.host})
    client.handler = somebody.client.handler
    client.cookies.load(somebody.client.cookies)
    body = {} if method == "GET" else {"form_key": uuid4().hex}
    with transaction.atomic():
        answered = letter(getattr(client, method.lower())(path, body))
        transaction.set_rollback(True)
    return answered


@pytest.fixture
def no_pdf_is_drawn(monkeypatch) -> None:
    """Who is given a document is asked here, not what stands in it; drawing takes seconds each."""

    def drawn(*_: object, **given: Any) -> CompletedProcess[bytes]:
        pdfs = [b64encode(b"%PDF-").decode() for _ in json.loads(given["input"])]
        return CompletedProcess([], 0, stdout=json.dumps(pdfs).encode())

    monkeypatch.setattr("evenreach.web.documents.subprocess.run", drawn)
    monkeypatch.setattr("evenreach.web.page_pdf._made", lambda _: b"%PDF-")


def test_who_may_open_what(everybody, paths, no_pdf_is_drawn):
    wrong = [
        f"{address} {method} {name}: {found} where the table says {row[method][name]}"
        for address, row in expected().items()
        for method in METHODS
        for name, somebody in everybody.items()
        if (found := asks(somebody, method, paths[address])) != row[method][name]
    ]
    assert not wrong, "\n".join(wrong)


def test_no_other_method_is_answered(everybody, paths):
    answered = [
        f"{address} {method}"
        for address, path in paths.items()
        for method in ("put", "patch", "delete")
        for name in ("alison", "tom", "jean", "morag")
        if letter(getattr(everybody[name].client, method)(path)) not in "fsm"
    ]
    assert answered == []


def test_a_post_without_its_key_is_refused(everybody, paths):
    response = everybody["alison"].client.post(paths["school:new"], {"specification": 1})
    assert response.status_code == 403
