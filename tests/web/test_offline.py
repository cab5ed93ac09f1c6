"""Notes written without signal, as the server keeps them: Tom, Samuel and a record in between."""

import json
import re
from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path
from uuid import uuid4

import pytest
from django.contrib.staticfiles import finders
from django.db import IntegrityError, transaction
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse

from evenreach.flow.entitlement.models import LedgerEntry
from evenreach.flow.journal.models import Line
from evenreach.flow.records.actions import release_report, save_draft, write_record
from evenreach.flow.records.models import Outcome, ProvisionLine, VisitRecord
from evenreach.flow.records.offline import (
    DEFAULT_HOURS,
    NoSuchTime,
    holding_hours,
    state_holding_time,
)
from evenreach.flow.records.offline_models import HoldingTime
from evenreach.flow.records.writing import Agreed
from evenreach.flow.visits.models import Visit
from tests.conftest import People
from tests.stories import LEARNER, PROVISION, SEEN, Cast, EyesOf, booked, made

Browsers = Callable[..., Client]
A_WEEK = timedelta(days=7)
NOTE = {"context": "Seen at the sand tray.", "strengths": "Builds with patience."}
OUTCOME = Agreed("Asks for a word", 2, 6)
SEEN_WORDS = ("context", "strengths", "learner_voice", "need_area", "need_identified")


@pytest.fixture
def cast(people: People, eyes: EyesOf) -> Cast:
    return Cast(school=eyes(people.alison), lead=eyes(people.jean))


@pytest.fixture
def past(cast: Cast, at: datetime) -> Visit:
    """A booked visit whose half-day was last week."""
    return booked(cast, at - 2 * A_WEEK)


@pytest.fixture
def seen(cast: Cast, eyes: EyesOf, at: datetime) -> Visit:
    """A visit that was made last week and has no record yet."""
    return made(cast, at - 2 * A_WEEK, eyes)


def keep(client: Client, visit: Visit, **typed: str) -> HttpResponse:
    address = reverse("specialist:offline_keep", args=[visit.pk])
    return client.post(address, {"form_key": uuid4().hex, **typed})


def record(visit: Visit) -> VisitRecord:
    return VisitRecord.objects.of(visit.authority_id).get(visit=visit)


def words_of(visit: Visit) -> tuple[str, ...]:
    return tuple(getattr(record(visit), name) for name in SEEN_WORDS)


def test_a_note_becomes_the_draft_and_the_same_note_twice_changes_nothing(
    browser_of: Browsers, seen: Visit
) -> None:
    client = browser_of(seen.specialist)
    saved = {
        "kept": "Saved as the draft of the record.",
        "record": reverse("specialist:record", args=[seen.pk]),
    }
    for _ in range(2):
        answer = keep(client, seen, **NOTE)
        assert (answer.status_code, answer.json()) == (200, saved)
        assert words_of(seen) == (*NOTE.values(), "", "", "")
        assert (record(seen).state, record(seen).edition) == ("draft", 1)


def test_a_booked_visit_is_recorded_as_made_if_the_note_says_so_and_once(
    browser_of: Browsers, past: Visit
) -> None:
    client = browser_of(past.specialist)
    refused = keep(client, past, **NOTE)
    assert refused.status_code == 409
    assert "is booked. Say first that it was made" in refused.json()["refused"]
    used = LedgerEntry.objects.of(past.authority_id).filter(why__endswith=": visit made")
    assert used.count() == 0
    assert keep(client, past, **NOTE, was_made="on").status_code == 200
    past.refresh_from_db()
    assert past.state == Visit.State.MADE
    entries = list(used)
    assert len(entries) > 0
    assert keep(client, past, **NOTE, was_made="on").status_code == 200
    assert list(used) == entries


def test_a_visit_still_to_come_is_refused_and_nothing_is_kept(
    cast: Cast, browser_of: Browsers, at: datetime
) -> None:
    visit = booked(cast, at)
    answer = keep(browser_of(visit.specialist), visit, **NOTE, was_made="on")
    assert answer.status_code == 409
    assert "which is still to come" in answer.json()["refused"]
    assert not VisitRecord.objects.of(visit.authority_id).exists()


def test_what_only_one_side_says_is_taken_and_the_rest_is_asked(
    eyes: EyesOf, browser_of: Browsers, at: datetime, seen: Visit
) -> None:
    by, client = eyes(seen.specialist), browser_of(seen.specialist)
    save_draft(by=by, at=at, visit_id=seen.pk, seen=SEEN, provision=PROVISION, outcomes=[OUTCOME])
    note = {**NOTE, "strengths": SEEN.strengths, "need_area": "cognition_and_learning"}
    asked = keep(client, seen, **note)
    assert asked.status_code == 409
    assert asked.json() == {
        "compared": {
            "edition": 1,
            "parts": [
                {
                    "name": "context",
                    "label": "Context",
                    "mine": NOTE["context"],
                    "theirs": SEEN.context,
                    "may_be_both": True,
                },
                {
                    "name": "need_area",
                    "label": "Area of need",
                    "mine": "Cognition and learning",
                    "theirs": "Communication and interaction",
                    "may_be_both": False,
                },
            ],
        }
    }
    assert words_of(seen)[0] == SEEN.context
    half_chosen = keep(client, seen, **note, edition="1", **{"keep-context": "both"})
    assert half_chosen.status_code == 409
    choices = {"keep-context": "both", "keep-need_area": "theirs"}
    assert keep(client, seen, **note, edition="1", **choices).status_code == 200
    assert words_of(seen) == (
        f"{SEEN.context}\n\n{NOTE['context']}",
        SEEN.strengths,
        SEEN.learner_voice,
        SEEN.need_area,
        SEEN.need_identified,
    )
    assert ProvisionLine.objects.of(seen.authority_id).get().what == PROVISION[0].what
    assert Outcome.objects.of(seen.authority_id).get().what == OUTCOME.what


def test_a_choice_made_before_another_change_is_asked_again(
    eyes: EyesOf, browser_of: Browsers, at: datetime, seen: Visit
) -> None:
    by, client = eyes(seen.specialist), browser_of(seen.specialist)
    for _ in range(2):
        save_draft(by=by, at=at, visit_id=seen.pk, seen=SEEN, provision=PROVISION)
    chosen = {"keep-context": "mine", "keep-strengths": "mine"}
    answer = keep(client, seen, **NOTE, edition="1", **chosen)
    assert (answer.status_code, answer.json()["compared"]["edition"]) == (409, 2)
    assert words_of(seen)[:2] == (SEEN.context, SEEN.strengths)
    assert keep(client, seen, **NOTE, edition="2", **chosen).status_code == 200
    assert words_of(seen)[:2] == tuple(NOTE.values())


def test_a_complete_record_says_that_it_is_a_draft_again(
    eyes: EyesOf, browser_of: Browsers, at: datetime, seen: Visit
) -> None:
    by, client = eyes(seen.specialist), browser_of(seen.specialist)
    write_record(by=by, at=at, visit_id=seen.pk, seen=SEEN, provision=PROVISION)
    again = keep(client, seen, context=SEEN.context)
    assert again.json()["kept"] == "Saved as the draft of the record."
    assert record(seen).state == "complete"
    answer = keep(client, seen, assessment_detail="A screen in May.")
    assert "it is a draft again" in answer.json()["kept"]
    assert record(seen).state == "draft"


def test_a_released_report_is_not_written_over(
    eyes: EyesOf, browser_of: Browsers, at: datetime, seen: Visit
) -> None:
    by = eyes(seen.specialist)
    write_record(by=by, at=at, visit_id=seen.pk, seen=SEEN, provision=PROVISION)
    release_report(by=by, at=at, visit_id=seen.pk)
    client = browser_of(seen.specialist)
    answer = keep(client, seen, assessment_detail="A screen in May.")
    assert answer.status_code == 409
    assert "is released and never changes" in answer.json()["refused"]
    listed = client.get(reverse("specialist:offline_visits")).json()["visits"]
    assert listed == []


def test_a_visit_that_was_handed_over_is_refused_in_words(
    people: People, browser_of: Browsers, seen: Visit
) -> None:
    before = seen.specialist
    others = [each for each in (people.tom, people.samuel) if each.pk != before.pk]
    Visit.objects.of(seen.authority_id).filter(pk=seen.pk).update(specialist=others[0])
    answer = keep(browser_of(before), seen, **NOTE)
    assert answer.status_code == 404
    assert answer.json()["refused"].startswith("This visit is no longer yours")
    assert not VisitRecord.objects.of(seen.authority_id).exists()


def test_a_text_that_is_too_long_is_refused_in_words(browser_of: Browsers, seen: Visit) -> None:
    answer = keep(browser_of(seen.specialist), seen, context="x" * 5001)
    assert answer.status_code == 409
    assert answer.json() == {"refused": "Context must be 5000 characters or fewer"}


def test_the_browser_is_told_of_visits_and_of_no_learner(browser_of: Browsers, past: Visit) -> None:
    client = browser_of(past.specialist)
    answer = client.get(reverse("specialist:offline_visits"))
    request = past.school_request
    told = answer.json()
    assert told.pop("token")
    assert told == {
        "person": past.specialist_id,
        "hours": DEFAULT_HOURS,
        "visits": [
            {
                "id": past.pk,
                "reference": request.reference,
                "school": request.school.name,
                "when": "Friday 27 February 2026, 9am to midday",
                "keep": reverse("specialist:offline_keep", args=[past.pk]),
            }
        ],
    }
    for hidden in (LEARNER.initials, LEARNER.school_reference):
        assert hidden not in answer.content.decode().replace(request.reference, "")


def test_the_page_that_is_kept_names_nobody(browser_of: Browsers, past: Visit) -> None:
    client = browser_of(past.specialist)
    page = reverse("specialist:offline")
    reference = past.school_request.reference
    assert reference in client.get(page).content.decode()
    kept = client.get(page, {"shell": ""}).content.decode()
    for hidden in (reference, past.specialist.name, past.school_request.school.name, "csrf"):
        assert hidden not in kept


def test_the_worker_says_what_it_keeps(browser_of: Browsers, people: People) -> None:
    client = browser_of(people.tom)
    answer = client.get(reverse("specialist:offline_worker"))
    assert answer["Content-Type"] == "text/javascript; charset=utf-8"
    version, page, files, *_ = answer.content.decode().splitlines()
    assert re.fullmatch(r'const VERSION = "[0-9a-f]{16}";', version)
    assert page == 'const PAGE = "/visits/offline/?shell";'
    kept = json.loads(files.removeprefix("const FILES = ").removesuffix(";"))
    script = finders.find("evenreach/offline/page.js")
    assert script is not None
    own = {f"/static/evenreach/offline/{each.name}" for each in Path(script).parent.iterdir()}
    assert own - set(kept) == {"/static/evenreach/offline/worker.js"}
    assert client.get(reverse("specialist:offline_worker")).content == answer.content


def test_the_authority_states_the_holding_time(
    people: People, browser_of: Browsers, eyes: EyesOf, at: datetime
) -> None:
    client, page = browser_of(people.morag), reverse("lead:holding_time")
    assert holding_hours(people.morag.authority_id) == DEFAULT_HOURS
    for hours in ("3", "169", "", "soon"):
        refused = client.post(page, {"form_key": uuid4().hex, "hours": hours})
        assert refused.status_code == 200
        assert "Error:" in refused.content.decode()
    assert not HoldingTime.objects.of(people.morag.authority_id).exists()
    for hours in (4, 168):
        client.post(page, {"form_key": uuid4().hex, "hours": str(hours)})
        assert holding_hours(people.morag.authority_id) == hours
    written = Line.objects.of(people.morag.authority_id).filter(verb="holding time stated")
    assert written.count() == 2
    told = browser_of(people.tom).get(reverse("specialist:offline_visits")).json()
    assert told["hours"] == 168
    with pytest.raises(NoSuchTime):
        state_holding_time(by=eyes(people.morag), at=at, hours=3)


@pytest.mark.parametrize("hours", [3, 169])
def test_the_database_refuses_other_holding_times(hours: int, people: People, at: datetime) -> None:
    with pytest.raises(IntegrityError, match="notes_are_held"), transaction.atomic():
        HoldingTime.objects.create(
            authority_id=people.morag.authority_id, hours=hours, set_by=people.morag, set_at=at
        )


def test_another_authority_keeps_its_own_time(
    people: People, eyes: EyesOf, elsewhere, at: datetime
) -> None:
    state_holding_time(by=eyes(people.morag), at=at, hours=24)
    assert holding_hours(elsewhere.pk) == DEFAULT_HOURS


def test_a_colleague_is_told_of_none_of_these_visits(
    browser_of: Browsers, people: People, past: Visit
) -> None:
    colleague = people.samuel if past.specialist == people.tom else people.tom
    answer = browser_of(colleague).get(reverse("specialist:offline_visits"))
    assert answer.json()["visits"] == []
