"""What a service promises, as published text: its definition, visits and items."""

from pathlib import Path
from typing import Annotated

from pydantic import Field, StringConstraints, model_validator

from evenreach.flow.offer.visit_specifications import SESSION_MINUTES, VisitSpecification
from evenreach.flow.offer.vocabulary import (
    AreaOfNeed,
    Asker,
    Mode,
    NeedCode,
    Phase,
    PriceStatus,
    Unit,
    VatTreatment,
)
from evenreach.flow.register.definition_files import (
    AnyNumber,
    Definition,
    DefinitionRefused,
    Many,
    Slug,
    Text,
    once_each,
    read_definition,
)

__all__ = [
    "SESSION_MINUTES",
    "Contact",
    "CoreItem",
    "DefinitionRefused",
    "Exclusion",
    "ServiceDefinition",
    "Targets",
    "TradedItem",
    "VisitSpecification",
    "load_services",
]

Email = Annotated[str, StringConstraints(pattern=r"^[^@\s]+@[^@\s]+\.[^@\s]+$")]


class Contact(Definition):
    """A team, never a person."""

    team: Text
    email: Email
    hours: Text


class Targets(Definition):
    """The service's own promises, in school days, counted from the day after."""

    triage_school_days: int = Field(ge=1, le=30)
    visit_school_days: int = Field(ge=1, le=120)
    report_school_days: int = Field(ge=1, le=60)


class Exclusion(Definition):
    """What the service does not do, and who does."""

    what: Text
    who_does: Text


class CoreItem(Definition):
    """Free to the school. `sessions` is what one item takes from its entitlement; 0 takes none."""

    slug: Slug
    name: Text
    what: Text
    unit: Unit
    sessions: int = Field(ge=0, le=20)
    visit: Slug | None = None


class TradedItem(Definition):
    """Sold only from capacity that the core offer leaves. The price is before VAT."""

    slug: Slug
    name: Text
    what: Text
    unit: Unit
    minutes: int = Field(ge=SESSION_MINUTES, multiple_of=SESSION_MINUTES)
    price_pence: int = Field(ge=1)
    price_status: PriceStatus
    vat: VatTreatment
    notice_school_days: int = Field(ge=0, le=60)
    late_cancellation_percent: int = Field(ge=0, le=100)
    cancellation: Text


class ServiceDefinition(Definition):
    slug: Slug
    name: Text
    short_name: Text
    summary: Text
    mode: Mode
    mode_explained: Text
    contact: Contact
    areas_of_need: Many[AreaOfNeed]
    needs: Many[NeedCode]
    phases: Many[Phase]
    who_may_ask: Many[Asker]
    asking: Text
    targets: Targets
    visits: Many[VisitSpecification]
    core_items: Many[CoreItem]
    traded_items: AnyNumber[TradedItem] = ()
    traded_note: Text
    exclusions: Many[Exclusion]

    @model_validator(mode="after")
    def hangs_together(self) -> "ServiceDefinition":
        once_each("needs", list(self.needs))
        once_each("phases", list(self.phases))
        once_each("visits.slug", [visit.slug for visit in self.visits])
        slugs = [item.slug for item in self.core_items]
        slugs += [item.slug for item in self.traded_items]
        once_each("core_items.slug and traded_items.slug", slugs)
        for item in self.core_items:
            self.check_visit(item)
        return self

    def check_visit(self, item: CoreItem) -> None:
        if item.visit is None:
            return
        sessions = {visit.slug: visit.minutes.sessions for visit in self.visits}
        if item.visit not in sessions:
            known = ", ".join(sessions)
            raise ValueError(f"core item {item.slug} should name one of the visits: {known}")
        if item.sessions != sessions[item.visit]:
            expected = sessions[item.visit]
            raise ValueError(f"core item {item.slug} should take {expected} as its visit does")

    def visit(self, slug: str) -> VisitSpecification:
        return next(visit for visit in self.visits if visit.slug == slug)


def load_services(folder: Path) -> list[ServiceDefinition]:
    """Every service in the folder, in the order of slugs; each file is named by its slug."""
    paths = sorted(folder.glob("*.toml"))
    if not paths:
        raise DefinitionRefused(f"{folder}: expected at least one service as a .toml file.")
    services = [read_definition(path, ServiceDefinition) for path in paths]
    for path, service in zip(paths, services, strict=True):
        if path.stem != service.slug:
            raise DefinitionRefused(
                f"{path}, slug: expected {path.stem!r}, found {service.slug!r}."
            )
    return services
