"""Pages in, what axe finds on them out: `python -m evenreach.demo.looking BROWSER ORIGIN`.

Standard input is a JSON object of path → [content type, text]; pages are looked at as a desktop and
as a phone show them, with their stylesheets and without scripts or a network.
"""

import json
import sys
from typing import Any

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, Route, sync_playwright

WIDTHS = (1280, 390)
QUIET = ["--no-sandbox", "--disable-background-networking"]


def looked_at(shown: dict[str, list[str]], *, browser: str, origin: str) -> dict[str, Any]:
    """How many pages at how many widths were looked at, and a line for each violation."""

    def answer(route: Route) -> None:
        kind, text = shown.get(route.request.url.removeprefix(origin), ["", ""])
        if kind:
            route.fulfill(content_type=kind, body=text)
        else:
            route.fulfill(status=404)

    looks, violations = 0, []
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=browser, args=QUIET)
        page = chromium.new_page()
        page.route("**/*", answer)
        for path, (kind, _) in shown.items():
            if kind.startswith("text/html"):
                page.goto(origin + path)
                for width in WIDTHS:
                    looks += 1
                    violations += [f"{path} at {width}px: {found}" for found in _axe(page, width)]
        chromium.close()
    return {"looks": looks, "violations": violations}


def _axe(page: Page, width: int) -> list[str]:
    page.set_viewport_size({"width": width, "height": 800})
    found = Axe().run(page).response["violations"]
    return [f"{fault['id']}: {node['html'][:160]}" for fault in found for node in fault["nodes"]]


if __name__ == "__main__":
    print(json.dumps(looked_at(json.load(sys.stdin), browser=sys.argv[1], origin=sys.argv[2])))
