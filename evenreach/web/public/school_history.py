"""What became of a school: where it came from, what it became, and what each import changed."""

from typing import Any

from django.urls import reverse

from evenreach.flow.register.imports import school_changes
from evenreach.flow.register.models import School, SchoolChange, SchoolLink
from evenreach.flow.register.queries import school_links, schools_among
from evenreach.flow.register.snapshots import FIELDS
from evenreach.web.templatetags.evenreach import date_gov
from evenreach.web.templatetags.schools import fact_in_words

CHANGE_COLUMNS = [{"text": "Loaded"}, {"text": "Fact"}, {"text": "Was"}, {"text": "Became"}]
LINK_COLUMNS = [{"text": "Link"}, {"text": "School"}, {"text": "URN"}, {"text": "Since"}]


def history_of(school: School) -> dict[str, Any]:
    """The tables of a school's page on its history; counts are not among its facts."""
    changes = school_changes(school.authority_id, school.urn).filter(field__in=FIELDS)
    links = list(school_links(school.authority_id, school.urn))
    here = schools_among(school.authority_id, [link.other_urn for link in links])
    return {
        "change_columns": CHANGE_COLUMNS,
        "changes": [_change_row(change) for change in changes],
        "link_columns": LINK_COLUMNS,
        "links": [_link_row(link, is_here=link.other_urn in here) for link in links],
    }


def _change_row(change: SchoolChange) -> list[Any]:
    return [
        date_gov(change.by_import.settled_at),
        fact_in_words(change.field),
        change.old or "Not known",
        change.new or "Not known",
    ]


def _link_row(link: SchoolLink, *, is_here: bool) -> list[Any]:
    name: Any = link.other_name
    if is_here:
        name = {"text": link.other_name, "href": reverse("school", args=[link.other_urn])}
    since = date_gov(link.established_on) if link.established_on else "Not known"
    return [link.kind, name, link.other_urn, since]
