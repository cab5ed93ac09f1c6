"""The demonstration's look at its published pages finds a fault that is there, and no other."""

import json
import shutil
import subprocess
import sys

import pytest

SOUND = (
    '<!DOCTYPE html><html lang="en-GB"><head><title>Offer</title></head>'
    "<body><main><h1>Offer</h1>{}</main></body></html>"
)
PICTURE = '<img src="/picture.png">'


@pytest.mark.parametrize(
    ("body", "violations"),
    [
        ("<p>What we do.</p>", []),
        (PICTURE, [f"/ at {width}px: image-alt: {PICTURE}" for width in (1280, 390)]),
    ],
)
def test_what_axe_finds_is_told_with_page_and_width(body: str, violations: list[str]) -> None:
    browser = shutil.which("chromium") or "/usr/bin/chromium"
    shown = {"/": ["text/html", SOUND.format(body)], "/style.css": ["text/css", ""]}
    done = subprocess.run(
        [sys.executable, "-m", "evenreach.demo.looking", browser, "http://127.0.0.1:8000"],
        input=json.dumps(shown),
        capture_output=True,
        text=True,
        check=True,
    )
    assert json.loads(done.stdout) == {"looks": 2, "violations": violations}
