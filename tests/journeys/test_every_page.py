"""Every page that a role can reach: it answers, axe finds nothing, it fits at 200 % and a phone.

Axe looks at every page as a phone shows it; as a desktop does, at the first of each kind.
"""

from collections.abc import Iterator
from urllib.parse import urlsplit

import pytest
from django.urls import Resolver404, resolve
from playwright.sync_api import Page

from evenreach.web.access import May, permission_of
from tests.journeys.conftest import DESKTOP, PHONE, faults_of, overflow_at_200_percent, sign_in

ROLES = {
    "anyone": None,
    "SENCO": "senco.122170@school.example",
    "specialist": "tom.robson@council.example",
    "service lead": "jean.armstrong@council.example",
    "authority lead": "morag.telfer@council.example",
    "evaluator": "anil.desai@council.example",
}
EACH_KIND_AT_MOST = 2
ADDRESSES = "all => all.map(a => new URL(a.getAttribute('href'), location).href)"
NO_PAGES = {
    "reports:pdf",
    "reports:letter_pdf",
    "api:description",
    "lead:register_csv",
    "lead:compare_workbook",
    "lead:compare_csv",
    "lead:no_contact_csv",
    "lead:pack_pdf",
    "lead:pack_zip",
    "decision_pdf",
    "decision_page_pdf",
    "offer_pdf",
    "offer_json",
    "service_pdf",
    "decision_zip",
    "announcement_pdf",
    "announcements_feed",
    "announcement_picture",
    "reach_pdf",
    "reach_csv",
    "reach_metadata",
    "api:reach",
}


def name_of(path: str) -> str | None:
    try:
        return resolve(urlsplit(path).path).view_name
    except Resolver404:
        return None


def is_public(path: str) -> bool:
    """Whether anyone reads it, so that the walk of anyone has looked at it."""
    return permission_of(resolve(urlsplit(path).path).func) is May.READ_PUBLIC_PAGES


def pages_from(page: Page, start: str, *, of_theirs: bool) -> Iterator[str]:
    """Follow every link, at most twice for each kind of page; perhaps not to what anyone reads."""
    waiting, seen = [start], {start}
    kinds: dict[str, int] = {}
    while waiting:
        path = waiting.pop(0)
        kind = name_of(path)
        if kind is None or kind in NO_PAGES or kinds.get(kind, 0) >= EACH_KIND_AT_MOST:
            continue
        if of_theirs and is_public(path):
            continue
        kinds[kind] = kinds.get(kind, 0) + 1
        yield path
        for link in page.eval_on_selector_all("a[href]", ADDRESSES):
            parts = urlsplit(link)
            target = parts.path + (f"?{parts.query}" if parts.query else "")
            if parts.netloc == urlsplit(page.url).netloc and target not in seen:
                seen.add(target)
                waiting.append(target)


@pytest.fixture(scope="module")
def seen_on_a_desktop() -> set[str | None]:
    return set()


@pytest.mark.parametrize("role", ROLES)
def test_every_page_of(role, played, person, seen_on_a_desktop):
    page = person(played)
    complaints: list[str] = []
    page.on(
        "console",
        lambda message: complaints.append(message.text) if message.type == "error" else None,
    )
    if ROLES[role]:
        sign_in(page, ROLES[role])
    wrong, count = [], 0
    start = "/start/" if ROLES[role] else "/"
    for path in pages_from(page, start, of_theirs=ROLES[role] is not None):
        count += 1
        page.set_viewport_size(DESKTOP)
        response = page.goto(path)
        assert response is not None
        if response.status != 200:
            wrong.append(f"{path}: {response.status}")
            continue
        if page.locator("h1").count() != 1:
            wrong.append(f"{path}: {page.locator('h1').count()} headings of level 1")
        if (kind := name_of(path)) not in seen_on_a_desktop:
            seen_on_a_desktop.add(kind)
            wrong += [f"{path}: {fault}" for fault in faults_of(page)]
        wrong += [f"{path} (200 %): {fault}" for fault in overflow_at_200_percent(page)]
        page.set_viewport_size(PHONE)
        wrong += [f"{path} (phone): {fault}" for fault in faults_of(page)]
        wrong += [f"{path}: console: {text}" for text in complaints]
        complaints.clear()
        page.set_viewport_size(DESKTOP)
    assert not wrong, "\n".join(wrong)
    assert count >= 4


def test_a_page_with_a_fault_is_found(played, person):
    """The control: an image without words and a line too long are found."""
    page = person(played, viewport=PHONE)
    page.goto("/")
    page.evaluate(
        "document.querySelector('main').insertAdjacentHTML('beforeend',"
        " '<img src=\"/static/evenreach/favicon.png\" width=900>')"
    )
    faults = faults_of(page)
    assert any(fault.startswith("image-alt") for fault in faults)
    assert any(fault.startswith("wider than the window") for fault in faults)
