"""Jean pastes and mends, Morag approves, a headteacher reads it on a phone from the mail."""

import re
from pathlib import Path

from playwright.sync_api import Page, expect

from tests.journeys.conftest import PHONE, Served, faults_of
from tests.journeys.outside import rows_of
from tests.journeys.reading import heading, refused, save, told
from tests.web.announced import a_picture

PASTED = Path(__file__).parents[1] / "desks" / "pasted"
JEAN, MORAG = "jean.armstrong@council.example", "morag.telfer@council.example"
PASTE = """(area, html) => {
  const data = new DataTransfer();
  data.setData("text/html", html);
  area.focus();
  area.dispatchEvent(new ClipboardEvent("paste", { clipboardData: data, bubbles: true, cancelable: true }));
}"""  # noqa: E501


def pasted(name: str, **put: str) -> str:
    html = (PASTED / name).read_text(encoding="utf-8")
    for mark, words in put.items():
        html = html.replace(f"{{{mark}}}", words)
    return html


def test_from_word_to_a_headteachers_phone(served, person, tmp_path):
    jean = person(served, JEAN)
    write(jean)
    mend(jean, tmp_path)
    jean.get_by_role("button", name="Submit it for approval").click()
    told(jean, "It waits for somebody of the authority’s leadership to approve it")
    approve(person(served, MORAG))
    read_on_a_phone(person(served, viewport=PHONE, java_script_enabled=False), served)


def write(jean: Page) -> None:
    """From Word it keeps its structure; a hidden column is refused by name."""
    jean.get_by_role("link", name="Announcements").click()
    jean.get_by_role("link", name="Write and approve announcements").click()
    jean.get_by_role("button", name="Write an announcement").click()
    heading(jean, "Write an announcement")
    assert faults_of(jean) == []
    jean.get_by_label("Title").fill("A new core offer")
    jean.get_by_label("Summary").fill("Every school has help.")
    jean.get_by_label("Headteachers").check()
    jean.get_by_label("Also show it on the public pages").check()
    jean.get_by_label("Whom to ask").fill("send-support@council.example")
    text = jean.get_by_label("Text", exact=True)
    text.evaluate(PASTE, pasted("word.html"))
    expect(text).to_have_value(re.compile(r"^## A new core offer\n\nFrom \*\*September\*\*"))
    hidden = pasted("excel.html", cols="<col width=0 style='display:none'>", row="")
    text.evaluate(PASTE, hidden)
    expect(jean.get_by_role("alert")).to_contain_text("Not pasted: Column B (“Name”) of the table")
    text.press("Control+End")
    text.evaluate("area => area.setSelectionRange(area.value.length, area.value.length)")
    jean.get_by_role("button", name="Heading").click()
    expect(text).to_have_value(re.compile(r"## \| Teaching"))
    text.press("Control+z")
    text.fill(f"{text.input_value()}\n\n![](/announcements/pictures/1/)\n")
    save(jean, "Save the draft and look at it")


def mend(jean: Page, folder: Path) -> None:
    """A picture without a description stops it; with one it is added and nothing stops it."""
    heading(jean, "A new core offer")
    expect(jean.locator("#stopping")).to_contain_text("A picture has no description.")
    expect(jean.get_by_role("button", name="Submit it for approval")).to_have_count(0)
    assert faults_of(jean) == []
    jean.get_by_role("button", name="Go on writing").click()
    text = jean.get_by_label("Text", exact=True)
    text.fill(text.input_value().replace("![](/announcements/pictures/1/)", ""))
    jean.get_by_role("button", name="Picture", exact=True).click()
    heading(jean, "Add a picture")
    (folder / "map.png").write_bytes(a_picture())
    jean.get_by_label("Picture").set_input_files(folder / "map.png")
    save(jean, "Add the picture")
    refused(jean, "Describe the picture for people who do not see it")
    jean.get_by_label("Picture").set_input_files(folder / "map.png")
    jean.get_by_label("What does it show?").fill("A map of the areas")
    save(jean, "Add the picture")
    told(jean, "The picture stands at the end of the text")
    save(jean, "Save the draft and look at it")
    expect(jean.get_by_alt_text("A map of the areas")).to_be_visible()
    expect(jean.get_by_text("1 person at 1 school")).to_be_visible()


def approve(morag: Page) -> None:
    """Somebody else approves, and sees when it is out and to whom."""
    morag.goto("/service/announcements/")
    morag.get_by_role("link", name="A new core offer").click()
    morag.get_by_role("button", name="Approve it").click()
    heading(morag, "Approve it")
    morag.get_by_label("At once").check()
    save(morag, "Approve it")
    expect(morag.get_by_role("row", name="Dawn Kerr")).to_be_visible(timeout=30_000)
    assert faults_of(morag) == []


def read_on_a_phone(head: Page, served: Served) -> None:
    """From the mail to the page, and no more of them by the link at its end."""
    ((body,),) = rows_of(
        served, "SELECT body FROM flow_outgoingmail WHERE recipient = 'head@school.example'"
    )
    page, stop = (
        re.search(rf"{words}: {served.url}(\S+)", body) for words in ("its page", "announcements")
    )
    assert page and stop
    assert "- Service: Teaching | advice; Sessions: 6" in body
    head.goto(page[1])
    heading(head, "A new core offer")
    expect(head.get_by_role("heading", name="What changes")).to_be_visible()
    expect(head.get_by_role("cell", name="Teaching | advice")).to_be_visible()
    head.goto(stop[1])
    head.get_by_role("button", name="Stop sending me announcements").click()
    told(head, "From the next one on, you are sent no announcements")
