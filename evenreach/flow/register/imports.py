"""The register as it stands, and the imports that made it so."""

import re
from datetime import date

from django.db.models import QuerySet

from evenreach.flow.register.models import (
    OPEN_STATES,
    RegisterImport,
    School,
    SchoolChange,
    SchoolFigure,
    SchoolLink,
    State,
)
from evenreach.flow.register.snapshots import (
    FIELDS,
    FigureFacts,
    FigureKey,
    LinkFacts,
    LinkKey,
    Register,
    SchoolFacts,
)

EXTRACT = re.compile(r"edubasealldata([0-9]{8})")


def stored_register(authority_id: int) -> Register:
    """The whole register as it stands, as a value."""
    schools = School.objects.of(authority_id).values_list("urn", *FIELDS)
    figures = SchoolFigure.objects.of(authority_id).values_list(
        "school__urn", "academic_year", "name", "value", "source", "counted_on"
    )
    links = SchoolLink.objects.of(authority_id).values_list(
        "urn", "other_urn", "kind", "other_name", "established_on"
    )
    return Register(
        {urn: SchoolFacts(*facts) for urn, *facts in schools},
        {FigureKey(*row[:3]): FigureFacts(*row[3:]) for row in figures},
        {LinkKey(*row[:3]): LinkFacts(*row[3:]) for row in links},
    )


def open_preview(authority_id: int) -> RegisterImport | None:
    """The import that waits to be applied or discarded."""
    return RegisterImport.objects.of(authority_id).filter(state=State.PREVIEWED).first()


def open_import(authority_id: int) -> RegisterImport | None:
    """The import that is not settled, which keeps others out."""
    return RegisterImport.objects.of(authority_id).filter(state__in=OPEN_STATES).first()


def register_imports(authority_id: int) -> QuerySet[RegisterImport]:
    """Every import of the register, the newest first."""
    return RegisterImport.objects.of(authority_id).order_by("-started_at", "-pk")


def last_applied(authority_id: int) -> RegisterImport | None:
    """The import that made the register what it is: the one that can be undone."""
    applied = register_imports(authority_id).filter(state=State.APPLIED)
    applied = applied.select_related("after").defer("after__packed")
    return applied.order_by("-settled_at", "-pk").first()


def published_on(authority_id: int) -> date | None:
    """The day of the newest applied extract of all establishments, where its file's name says it.

    Source: Get Information About Schools names its extracts edubasealldataYYYYMMDD.csv.
    """
    applied = register_imports(authority_id).filter(state=State.APPLIED)
    for names in applied.order_by("-settled_at", "-pk").values_list("files", flat=True):
        for name in names:
            if written := EXTRACT.search(name):
                return _day(written[1])
    return None


def _day(written: str) -> date | None:
    try:
        return date.fromisoformat(written)
    except ValueError:
        return None


def school_changes(authority_id: int, urn: int) -> QuerySet[SchoolChange]:
    """What imports that still stand changed of one school, the newest first."""
    return (
        SchoolChange.objects.of(authority_id)
        .filter(urn=urn, by_import__state__in=[State.APPLIED, State.UNDOING])
        .select_related("by_import")
        .order_by("-by_import__settled_at", "-pk")
    )
