"""The outline of an authority's area, where one is kept: content of `definitions/places`."""

import json
from functools import cache
from pathlib import Path

from django.conf import settings
from pydantic import BaseModel, ConfigDict


class Outline(BaseModel):
    """Closed lines in National Grid metres, with their source and the licence to print."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    authority: str
    source: str
    licence: str
    rings: tuple[tuple[tuple[int, int], ...], ...]


def load_outline(path: Path) -> Outline:
    return Outline.model_validate(json.loads(path.read_text(encoding="utf-8")))


@cache
def outline_of(authority_code: str) -> Outline | None:
    """None where no outline is kept: the map then shows its schools alone."""
    path = settings.DEFINITIONS / "places" / f"{authority_code}.json"
    return load_outline(path) if path.is_file() else None
