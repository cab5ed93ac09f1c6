"""Tom writes a note in a school without signal, and brings it home: held sealed, never lost."""

import re
from collections.abc import Iterator
from datetime import timedelta

import psycopg
import pytest
from django.db import connections
from playwright.sync_api import Page, expect

from evenreach.demo.authority import CLOCK_SHOWS, SENCO_URN
from evenreach.flow.journal.scope import acting_for
from evenreach.flow.people.eyes import Eyes, eyes_of
from evenreach.flow.people.models import Person
from evenreach.flow.visits.models import Visit
from tests.conftest import SERVING, connect
from tests.journeys.conftest import PHONE, Served, faults_of, overflow_at_200_percent
from tests.journeys.reading import heading, told
from tests.stories import LEARNER, Cast, booked

ALISON = f"senco.{SENCO_URN}@school.example"
JEAN = "jean.armstrong@council.example"
PIN, WRONG_PIN = "seven green 41", "seven green 14"
CONTEXT = "Seen at the sand tray with two friends."
AT_THE_DESK = "Typed at the desk after a call from the school."
STRENGTHS = "Builds with great patience."
NEED = "Finding words when many speak."
PAGE = "/visits/offline/"

DUMP = """async () => {
  const asked = (request) => new Promise((resolve, reject) => {
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error);
  });
  const read = (value) => {
    if (value instanceof ArrayBuffer) return read(new Uint8Array(value));
    if (ArrayBuffer.isView(value)) return Array.from(value, (b) => String.fromCharCode(b)).join("");
    if (!value || typeof value !== "object") return String(value);
    return Object.entries(value).map(([k, v]) => `${k}=${read(v)}`).join("\\n");
  };
  const found = [];
  for (const { name } of await indexedDB.databases()) {
    const base = await asked(indexedDB.open(name));
    for (const name of base.objectStoreNames) {
      const store = base.transaction(name).objectStore(name);
      for (const row of await asked(store.getAll())) found.push(read(row));
    }
    base.close();
  }
  found.push(read({ ...localStorage }), read({ ...sessionStorage }), document.cookie);
  for (const name of await caches.keys()) {
    const cache = await caches.open(name);
    for (const request of await cache.keys())
      found.push(request.url, await (await cache.match(request)).text());
  }
  return found.join("\\n");
}"""
PLANT = """async (words) => {
  const asked = indexedDB.open("evenreach-offline");
  const base = await new Promise((resolve) => { asked.onsuccess = () => resolve(asked.result); });
  const writing = base.transaction("notes", "readwrite");
  const sealed = new TextEncoder().encode(words);
  writing.objectStore("notes").put({ visit: 1, began: Date.now(), sealed });
  await new Promise((resolve) => { writing.oncomplete = resolve; });
  base.close();
}"""
CACHED = """async () => {
  const kept = [];
  for (const name of await caches.keys())
    for (const request of await (await caches.open(name)).keys()) {
      const { pathname, search } = new URL(request.url);
      kept.push(pathname + search);
    }
  return kept.filter((each) => !each.startsWith("/static/evenreach/")).sort();
}"""


def _eyes_of(person: Person) -> Eyes:
    return eyes_of(person, on=CLOCK_SHOWS.date())


@pytest.fixture
def visit(served: Served, django_db_blocker) -> Iterator[Visit]:
    """A booked visit of last week that its specialist has still to tell of."""
    with django_db_blocker.unblock():
        before = dict(connections["default"].settings_dict)
        connect(served.database, SERVING)
        with acting_for(1):
            alison, jean = (Person.objects.get(email=email) for email in (ALISON, JEAN))
            cast = Cast(_eyes_of(alison), _eyes_of(jean))
            found = booked(cast, CLOCK_SHOWS - timedelta(weeks=2))
            named = found.specialist.email, found.school_request.reference
        connections.close_all()
        connections["default"].settings_dict.update(before)
    served.give_password(named[0])
    yield found


def set_a_pin(page: Page) -> None:
    """From the diary to a page that opens without signal; two different PINs are refused."""
    page.goto("/visits/")
    page.get_by_role("link", name="Write notes in a school without signal").click()
    heading(page, "Notes without signal")
    expect(page.get_by_text("A forgotten PIN cannot be recovered")).to_be_visible()
    page.get_by_label("Choose a PIN for this device").fill(PIN)
    page.get_by_label("Type the PIN again").fill(WRONG_PIN)
    page.get_by_role("button", name="Set this PIN").click()
    expect(page.locator("#said")).to_contain_text("The two PINs are not the same")
    page.get_by_label("Type the PIN again").fill(PIN)
    page.get_by_role("button", name="Set this PIN").click()
    expect(page.get_by_text("This page now opens without signal")).to_be_visible()
    expect(page.get_by_role("button", name="Synchronise")).to_be_hidden()


def unlock(page: Page, pin: str = PIN) -> None:
    page.get_by_label("Your PIN for this device").fill(pin)
    page.get_by_role("button", name="Open the notes").click()


def open_note(page: Page, visit: Visit) -> None:
    page.get_by_role("link", name=visit.school_request.reference).click()
    expect(page.locator("#about")).to_contain_text(visit.school_request.school.name)


def is_held(page: Page) -> None:
    expect(page.locator("#saved")).to_contain_text("Held on this device, encrypted, at")


def write_offline(page: Page, visit: Visit) -> None:
    page.context.set_offline(True)
    page.goto(PAGE)
    unlock(page)
    open_note(page, visit)
    page.get_by_label("I made this visit").check()
    page.get_by_label("Context").fill(CONTEXT)
    page.get_by_label("Strengths").fill(STRENGTHS)
    page.get_by_label("What need did you identify?").fill(NEED)
    page.get_by_role("radio", name="Communication and interaction").check()
    is_held(page)
    page.get_by_role("button", name="Back to the notes").click()
    expect(page.locator("#notes")).to_contain_text("Deleted from this device in 7")


def synchronise(page: Page) -> None:
    page.get_by_role("button", name="Synchronise").click()


def found_in(page: Page) -> list[str]:
    """Which of what must not be held in the clear is held so."""
    held = page.evaluate(DUMP)
    words = [CONTEXT, STRENGTHS, NEED, LEARNER.school_reference, PIN]
    found = [each for each in words if each in held]
    readable = "".join(re.findall(r"[ -~\n]{4,}", held))
    return found + ([LEARNER.initials] if re.search(rf"\b{LEARNER.initials}\b", readable) else [])


def test_a_note_is_written_without_signal_and_meets_another_text(served, person, visit):
    email = visit.specialist.email
    tom = person(served, email, viewport=PHONE)
    set_a_pin(tom)
    assert faults_of(tom) == []
    assert tom.evaluate(CACHED) == ["/brand.css", "/visits/offline/?shell"]
    write_offline(tom, visit)
    open_note(tom, visit)
    assert faults_of(tom) == []
    assert overflow_at_200_percent(tom) == []

    tom.goto(PAGE)
    expect(tom.locator("#held")).to_contain_text("This device holds 1 note, encrypted")
    assert found_in(tom) == []
    stopped_at = tom.evaluate("Date.now()") / 1000
    tom.clock.set_fixed_time(stopped_at)
    unlock(tom, WRONG_PIN)
    expect(tom.locator("#said")).to_contain_text("That is not the PIN. Nothing was opened.")
    unlock(tom)
    expect(tom.locator("#said")).to_contain_text("Wait 1 second before you try again.")
    tom.clock.set_fixed_time(stopped_at + 1)
    unlock(tom, WRONG_PIN)
    expect(tom.locator("#said")).to_contain_text("You can try again in 2 seconds.")
    tom.clock.set_fixed_time(stopped_at + 3)
    unlock(tom)
    open_note(tom, visit)
    expect(tom.get_by_label("Context")).to_have_value(CONTEXT)
    expect(tom.get_by_label("I made this visit")).to_be_checked()
    tom.get_by_role("button", name="Back to the notes").click()
    synchronise(tom)
    expect(tom.locator("#said")).to_contain_text("There is no signal.")

    desk = person(served, email)
    write_at_the_desk(desk, visit)
    tom.context.set_offline(False)
    synchronise(tom)
    expect(tom.locator("#comparing-about")).to_contain_text("two texts")
    expect(tom.locator("[data-theirs]")).to_have_text([AT_THE_DESK])
    expect(tom.locator("[data-mine]")).to_have_text([CONTEXT])
    assert faults_of(tom) == []
    tom.get_by_role("button", name="Save what I have chosen").click()
    expect(tom.locator("#said")).to_contain_text("Choose which text to keep: Context")
    tom.get_by_label("Keep both, one after the other").check()
    tom.get_by_role("button", name="Save what I have chosen").click()
    expect(tom.locator("#said")).to_contain_text("Saved as the draft of the record.")
    expect(tom.locator("#notes > li")).to_have_count(0)
    assert "sealed=" in tom.evaluate(DUMP)
    assert "began=" not in tom.evaluate(DUMP)

    desk.reload()
    expect(desk.get_by_label("Context")).to_have_value(f"{AT_THE_DESK}\n\n{CONTEXT}")
    expect(desk.get_by_label("Strengths")).to_have_value(STRENGTHS)
    expect(desk.get_by_label("What need did you identify?")).to_have_value(NEED)


def write_at_the_desk(page: Page, visit: Visit) -> None:
    page.goto(f"/visits/{visit.pk}/")
    page.get_by_role("button", name="The visit was made").click()
    page.get_by_label("Context").fill(AT_THE_DESK)
    page.get_by_role("button", name="Save as a draft").click()
    told(page, "Saved as a draft.")


def test_what_is_not_sealed_would_be_found(served, person, visit):
    """The control: the same search finds a note that is held in the clear."""
    tom = person(served, visit.specialist.email)
    set_a_pin(tom)
    assert found_in(tom) == []
    tom.evaluate(PLANT, f"{NEED} {LEARNER.initials}, {LEARNER.school_reference}")
    assert found_in(tom) == [NEED, LEARNER.school_reference, LEARNER.initials]
    tom.goto(PAGE)
    unlock(tom)
    expect(tom.locator("#said")).to_contain_text("A note on this device is damaged")
    expect(tom.locator("#visits > li")).to_have_count(1)


def test_signed_out_first_then_pressed_twice_is_saved_once(served, person, visit):
    tom = person(served, visit.specialist.email)
    set_a_pin(tom)
    write_offline(tom, visit)
    tom.context.set_offline(False)
    cookies = tom.context.cookies()
    tom.context.clear_cookies()
    synchronise(tom)
    expect(tom.locator("#said")).to_contain_text("You are signed out. Sign in first")
    expect(tom.locator("#notes > li")).to_have_count(1)
    tom.context.add_cookies(cookies)
    sent: list[str] = []
    tom.on("request", lambda each: sent.append(each.url) if each.method == "POST" else None)
    tom.get_by_role("button", name="Synchronise").dblclick()
    expect(tom.locator("#said")).to_contain_text("The copy on this device is deleted.")
    assert len(sent) == 1
    tom.get_by_role("link", name="Open the record").click()
    expect(tom.get_by_label("Context")).to_have_value(CONTEXT)


def test_a_visit_that_a_colleague_makes_now_keeps_its_note_here(served, person, visit):
    tom = person(served, visit.specialist.email, permissions=["clipboard-read", "clipboard-write"])
    set_a_pin(tom)
    write_offline(tom, visit)
    hand_over(served, visit)
    tom.context.set_offline(False)
    synchronise(tom)
    expect(tom.locator("#said")).to_contain_text("This visit is no longer yours")
    open_note(tom, visit)
    tom.get_by_role("button", name="Copy the text").click()
    expect(tom.locator("#said")).to_contain_text("The text is copied.")
    assert CONTEXT in tom.evaluate("navigator.clipboard.readText()")
    tom.get_by_text("Delete this note", exact=True).click()
    tom.get_by_role("button", name="Delete this note from this device").click()
    expect(tom.locator("#said")).to_contain_text("The note is deleted from this device.")
    expect(tom.locator("#no-notes")).to_be_visible()


def hand_over(served: Served, visit: Visit) -> None:
    with psycopg.connect(served.database, autocommit=True) as owner:
        owner.execute("SELECT set_config('evenreach.authority', '1', false)")
        owner.execute(
            "UPDATE flow_visit SET specialist_id = (SELECT id FROM flow_person"
            " WHERE email LIKE '%%@council.example' AND id <> %s LIMIT 1) WHERE id = %s",
            [visit.specialist_id, visit.pk],
        )


def test_a_note_is_warned_of_and_deleted_when_its_time_is_over(served, person, visit):
    tom = person(served, visit.specialist.email)
    tom.clock.install()
    set_a_pin(tom)
    write_offline(tom, visit)
    let_hours_pass(tom, 61)
    expect(tom.locator("#notes")).to_contain_text("Deleted soon: synchronise")
    let_hours_pass(tom, -50)
    expect(tom.locator("#notes")).to_contain_text("Deleted soon: synchronise")
    let_hours_pass(tom, 62)
    expect(tom.locator("#said")).to_contain_text("not synchronised within 72 hours and deleted")
    expect(tom.locator("#notes > li")).to_have_count(0)
    assert "began=" not in tom.evaluate(DUMP)


def let_hours_pass(page: Page, hours: int) -> None:
    page.clock.set_system_time(page.evaluate("Date.now()") / 1000 + hours * 3600)
    page.clock.run_for(30_000)


def test_two_tabs_do_not_write_the_same_note(served, person, visit):
    tom = person(served, visit.specialist.email)
    set_a_pin(tom)
    other = tom.context.new_page()
    other.goto(PAGE)
    expect(other.locator("#cannot-why")).to_contain_text("open in another tab or window")


def test_without_scripts_the_page_offers_paper(served, person, visit):
    tom = person(served, visit.specialist.email, java_script_enabled=False)
    tom.goto(PAGE)
    tom.get_by_role("link", name=visit.school_request.reference).click()
    heading(tom, "Record of the visit, on paper")


def test_a_forgotten_pin_loses_what_is_held(served, person, visit):
    tom = person(served, visit.specialist.email)
    set_a_pin(tom)
    write_offline(tom, visit)
    tom.context.set_offline(False)
    tom.goto(PAGE)
    tom.get_by_text("I have forgotten the PIN").click()
    expect(tom.get_by_text("Nobody can recover it.")).to_be_visible()
    tom.get_by_role("button", name="Delete everything on this device").click()
    expect(tom.get_by_label("Choose a PIN for this device")).to_be_visible()
    assert "sealed=" not in tom.evaluate(DUMP)
