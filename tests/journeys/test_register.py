"""Morag loads a register in a browser: a bad file sent back, mended, a second year, undone."""

import csv
import io
from pathlib import Path

import psycopg
from playwright.sync_api import Page, Route, expect

from evenreach.demo.setting import REGISTER
from tests.journeys.conftest import PHONE, faults_of, overflow_at_200_percent

MORAG = "morag.telfer@council.example"
IN_2024 = REGISTER / "edubasealldata_northumberland_2024-06.csv"
IN_2026 = REGISTER / "edubasealldata_northumberland.csv"
LINKS = REGISTER / "links_edubasealldata_northumberland.csv"


def load(page: Page, **files: Path) -> None:
    page.goto("/service/register/")
    for label, file in files.items():
        page.get_by_label(label.replace("_", " ").capitalize()).set_input_files(file)
    page.get_by_role("button", name="See what would change").click()


def comes_to_say(page: Page, title: str) -> None:
    """The page looks again by itself until the work is done."""
    heading = page.get_by_role("heading", level=1)
    expect(heading).to_have_text(title, timeout=60_000)


def nothing_is_wrong_with(page: Page) -> None:
    wrong = [*faults_of(page), *overflow_at_200_percent(page)]
    before = page.viewport_size
    page.set_viewport_size(PHONE)
    wrong += faults_of(page)
    assert before is not None
    page.set_viewport_size(before)
    assert wrong == []


def held_still(page: Page) -> Page:
    """The same page in a tab where it does not look again, so that it can be examined."""
    still = page.context.new_page()

    def without_refresh(route: Route) -> None:
        answer = route.fetch()
        headers = {name: value for name, value in answer.headers.items() if name != "refresh"}
        route.fulfill(response=answer, headers=headers)

    still.route("**/service/register/**", without_refresh)
    still.goto(page.url)
    return still


def test_a_bad_file_is_sent_back_and_the_mended_one_is_applied_and_undone(served, person, tmp_path):
    page = person(served, MORAG)
    bad = tmp_path / "edubasealldata.csv"
    bad.write_bytes(IN_2024.read_bytes().replace(b"\n122170,", b"\n12217O,", 1))
    load(page, all_establishments=bad)
    comes_to_say(page, "The files were refused")
    nothing_is_wrong_with(page)
    with page.expect_download() as sent_back:
        page.get_by_role("link", name="Save the faults as CSV").click()
    faults = Path(sent_back.value.path()).read_text(encoding="utf-8-sig")
    [fault] = csv.DictReader(io.StringIO(faults))
    assert (fault["column"], fault["value"]) == ("URN", "12217O")

    load(page, all_establishments=IN_2024)
    comes_to_say(page, "What would change")
    nothing_is_wrong_with(page)
    page.get_by_role("button", name="Apply all of it").click()
    comes_to_say(page, "What this import changes")

    load(page, all_establishments=IN_2026, links_between_establishments=LINKS)
    comes_to_say(page, "What would change")
    succeeded = page.get_by_role("table", name="Closed and succeeded by another")
    expect(succeeded).to_contain_text("now Swansfield Park Primary School (151711)")
    page.get_by_role("button", name="Apply all of it").click()
    comes_to_say(page, "What this import changes")
    page.goto("/schools/122172/")
    expect(page.get_by_role("table", name="Where it came from")).to_contain_text("151711")
    nothing_is_wrong_with(page)

    page.goto("/service/register/")
    page.get_by_role("table", name="Imports").get_by_role("link").first.click()
    page.get_by_role("button", name="Undo this import").click()
    expect(page.get_by_text("The register was brought back to what it was")).to_be_visible(
        timeout=60_000
    )
    page.goto("/schools/122172/")
    expect(page.get_by_role("table", name="Where it came from")).to_have_count(0)


def test_the_first_register_is_loaded_where_there_was_none(beginning, person, tmp_path):
    page = person(beginning, MORAG)
    page.goto("/service/register/")
    expect(page.get_by_text("Nothing was loaded yet.")).to_be_visible()
    bad = tmp_path / "edubasealldata.csv"
    raw = IN_2026.read_bytes().replace(b"\n122170,", b"\n12217O,", 1)
    bad.write_bytes(raw.replace(b"\n122171,", b"\n122173,", 1))
    load(page, all_establishments=bad)
    comes_to_say(page, "The files were refused")
    expect(page.get_by_role("table", name="What to mend").locator("tbody tr")).to_have_count(2)

    load(page, all_establishments=IN_2026)
    page.goto("/schools/")
    page.goto("/service/register/")
    page.get_by_role("table", name="Imports").get_by_role("link").first.click()
    comes_to_say(page, "What would change")
    nothing_is_wrong_with(page)
    in_all = page.get_by_role("table", name="In all")
    expect(in_all).to_contain_text("New on the register")
    page.get_by_role("button", name="Apply all of it").click()
    comes_to_say(page, "What this import changes")
    page.goto("/schools/122170/")
    expect(page.get_by_role("heading", level=1)).to_contain_text("Acomb First School")


def test_what_is_under_way_is_shown_and_can_be_left(served, person):
    """The worker is held back by a lock, so that the page can be looked at."""
    page = person(served, MORAG)
    with psycopg.connect(served.database) as other:
        other.execute("LOCK TABLE flow_registersnapshot IN SHARE ROW EXCLUSIVE MODE")
        load(page, all_establishments=IN_2024)
        comes_to_say(page, "The files are being read")
        expect(page.get_by_text("Keeping what would change")).to_be_visible(timeout=30_000)
        still = held_still(page)
        page.close()
        nothing_is_wrong_with(still)
        still.goto("/service/register/")
        expect(still.get_by_role("link", name="is being read")).to_be_visible()
        nothing_is_wrong_with(still)
        still.unroute_all()
        still.get_by_role("link", name="is being read").click()
    comes_to_say(still, "What would change")
