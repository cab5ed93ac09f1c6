"""What the demonstration has published, as anybody gets it: pages, and their PDFs as files."""

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator, Mapping
from html.parser import HTMLParser
from importlib.util import find_spec
from pathlib import Path
from typing import Any
from urllib.parse import urljoin, urlsplit

from django.http import HttpResponse
from django.test import Client
from django.urls import Resolver404, resolve

PRODUCT = Path(__file__).resolve().parent.parent.parent
HOST = "127.0.0.1:8000"
EACH_KIND_AT_MOST = 2
LONGEST_LOOK = 240
"""Seconds."""


class _Links(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found += [value for name, value in attrs if name in ("href", "src") and value]


def published(build: Path) -> dict[str, Any]:
    """Every PDF of a published page into `build/published`, and what axe finds on the pages.

    The figures of axe are None where there is no browser to look with.
    """
    folder = build / "published"
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    answers = dict(_walked())
    paths = []
    for path, answer in answers.items():
        if answer["Content-Type"] == "application/pdf":
            paths.append(folder / path.strip("/").replace("/", "-"))
            paths[-1].write_bytes(answer.content)
    return {
        "published_pdf": [str(path.relative_to(build.parent)) for path in paths],
        **_looked_at(answers),
    }


def _walked() -> Iterator[tuple[str, HttpResponse]]:
    """What is answered to somebody who is not signed in and follows links, by its path."""
    nobody = Client(headers={"host": HOST})
    waiting, seen, kinds = ["/"], {"/"}, dict[str, int]()
    while waiting:
        path = waiting.pop(0)
        try:
            kind = path if path.startswith("/static/") else resolve(path).view_name
        except Resolver404:
            continue
        kinds[kind] = kinds.get(kind, 0) + 1
        if kinds[kind] > EACH_KIND_AT_MOST:
            continue
        answered = nobody.get(path)
        if answered.status_code != 200:
            continue
        answer = HttpResponse(answered.getvalue(), content_type=answered["Content-Type"])
        yield path, answer
        if _is_page(answer):
            links = _Links()
            links.feed(answer.content.decode())
            for link in links.found:
                parts = urlsplit(urljoin(f"http://{HOST}{path}", link))
                if parts.netloc == HOST and not parts.query and parts.path not in seen:
                    seen.add(parts.path)
                    waiting.append(parts.path)


def _looked_at(answers: Mapping[str, HttpResponse]) -> dict[str, Any]:
    """The pages in a browser, desktop and phone, by a process that knows no database."""
    browser = shutil.which("chromium")
    if browser is None or find_spec("axe_playwright_python") is None:
        print("No browser is here (chromium), so no page was looked at.", flush=True)
        return {"pages_checked": None, "axe_violations": None}
    shown = {
        path: [answer["Content-Type"], answer.content.decode()]
        for path, answer in answers.items()
        if _is_page(answer) or answer["Content-Type"].startswith("text/css")
    }
    done = subprocess.run(
        [sys.executable, "-m", "evenreach.demo.looking", browser, f"http://{HOST}"],
        input=json.dumps(shown).encode(),
        stdout=subprocess.PIPE,
        cwd=PRODUCT,
        env={name: os.environ[name] for name in ("PATH", "HOME", "TMPDIR") if name in os.environ},
        timeout=LONGEST_LOOK,
        check=True,
    )
    found = json.loads(done.stdout)
    for line in found["violations"]:
        print(line, flush=True)
    return {"pages_checked": found["looks"], "axe_violations": len(found["violations"])}


def _is_page(answer: HttpResponse) -> bool:
    return answer["Content-Type"].startswith("text/html")
