"""The published offer as a file, as anyone may take it from the page of the offer."""

import json
from pathlib import Path

from evenreach.demo.setting import YEAR
from evenreach.flow.people.models import Authority
from evenreach.methods.calendar import AcademicYear
from evenreach.web.referral_offer import offer_told, pages_at, referral_file

SITE = "http://127.0.0.1:8000/"


def write_offer(authority: Authority, build: Path) -> Path:
    """Every service of the year's offer, as Open Referral UK."""
    told = offer_told(authority, AcademicYear(YEAR), pages_at(SITE))
    assert told is not None, "the demonstration publishes the offer of its year"
    document = referral_file(told).model_dump(mode="json", exclude_none=True)
    build.mkdir(exist_ok=True)
    path = build / "offer.json"
    path.write_text(json.dumps(document, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
    return path
