"""What a browser keeps to open the page without signal: the page and its files, nothing else."""

import json
from hashlib import sha256
from pathlib import Path

from django.contrib.staticfiles import finders
from django.templatetags.static import static
from django.urls import reverse

SHELL = "shell"
WORKER = "evenreach/offline/worker.js"
SCRIPTS = (
    "page",
    "listing",
    "writing",
    "comparing",
    "notes",
    "vault",
    "sealing",
    "store",
    "sending",
    "screen",
)
PARTS = [
    "evenreach/evenreach.css",
    "evenreach/asking.css",
    "evenreach/enhance.js",
    "evenreach/govuk-frontend.min.js",
    "evenreach/favicon.png",
    "evenreach/favicon.svg",
    "evenreach/offline/offline.css",
    *(f"evenreach/offline/{name}.js" for name in SCRIPTS),
]


def worker_script(shell: bytes, *, logo: str) -> str:
    """The service worker's script, which begins with what it keeps and of which version."""
    parts = [*PARTS, *([logo] if logo else [])]
    kept = [*map(_bytes_of, [*parts, WORKER]), shell]
    version = sha256(b"".join(sha256(each).digest() for each in kept)).hexdigest()[:16]
    files = [reverse("brand_stylesheet"), *map(static, parts)]
    page = f"{reverse('specialist:offline')}?{SHELL}"
    return (
        f"const VERSION = {json.dumps(version)};\n"
        f"const PAGE = {json.dumps(page)};\n"
        f"const FILES = {json.dumps(files)};\n"
        f"{_bytes_of(WORKER).decode()}"
    )


def _bytes_of(name: str) -> bytes:
    found = finders.find(name)
    if found is None:
        raise FileNotFoundError(name)
    return Path(found).read_bytes()
