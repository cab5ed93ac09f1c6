"""What a service promises, as published text: its definition, visits and items."""

from pathlib import Path

from pydantic import model_validator

from evenreach.flow.offer.parts import (
    Contact,
    CoreItem,
    Criteria,
    Exclusion,
    Priority,
    Targets,
    TradedItem,
)
from evenreach.flow.offer.visit_specifications import SESSION_MINUTES, VisitSpecification
from evenreach.flow.offer.vocabulary import (
    SHARED_MODES,
    AreaOfNeed,
    Asker,
    Mode,
    NeedCode,
    Phase,
)
from evenreach.flow.register.definition_files import (
    AnyNumber,
    Definition,
    DefinitionRefused,
    Many,
    Misplaced,
    Slug,
    Text,
    once_each,
    read_definition,
)
from evenreach.flow.register.toml_lines import line_of, lines_of

__all__ = [
    "SESSION_MINUTES",
    "Contact",
    "CoreItem",
    "Criteria",
    "DefinitionRefused",
    "Exclusion",
    "Priority",
    "ServiceDefinition",
    "Targets",
    "TradedItem",
    "VisitSpecification",
    "load_services",
]


NOT_A_SERVICE = ("add", "changes", "consult", "discard", "proposed", "publish", "return")


class ServiceDefinition(Definition):
    slug: Slug
    name: Text
    short_name: Text
    summary: Text
    mode: Mode
    mode_explained: Text
    criteria: Criteria | None = None
    response: AnyNumber[Priority] = ()
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

    @property
    def shares_sessions(self) -> bool:
        return self.mode in SHARED_MODES

    @model_validator(mode="after")
    def hangs_together(self) -> "ServiceDefinition":
        once_each("needs", list(self.needs), at=lambda n: ("needs", n))
        once_each("phases", list(self.phases), at=lambda n: ("phases", n))
        once_each("who_may_ask", list(self.who_may_ask), at=lambda n: ("who_may_ask", n))
        once_each(
            "visits.slug",
            [visit.slug for visit in self.visits],
            at=lambda n: ("visits", n, "slug"),
        )
        items: list[CoreItem | TradedItem] = [*self.core_items, *self.traded_items]
        core = len(self.core_items)
        once_each(
            "core_items.slug and traded_items.slug",
            [item.slug for item in items],
            at=lambda n: (
                ("core_items", n, "slug") if n < core else ("traded_items", n - core, "slug")
            ),
        )
        self.check_address()
        self.check_mode()
        for number, item in enumerate(self.core_items):
            self.check_visit(number, item)
        return self

    def check_address(self) -> None:
        if self.slug in NOT_A_SERVICE:
            raise Misplaced(("slug",), f"{self.slug} is the address of another page of the offer")

    def check_mode(self) -> None:
        """Criteria belong to a service by criteria, and an order of answers to one on request."""
        given = {"criteria": self.criteria is not None, "response": bool(self.response)}
        for key, mode in (("criteria", "by_criteria"), ("response", "on_request")):
            if given[key] and self.mode != mode:
                raise Misplaced((key,), f"{key} should be given for a service {mode} only")
            if self.mode == mode and not given[key]:
                raise Misplaced(("mode",), f"a service {mode} should say its {key}")

    def check_visit(self, number: int, item: CoreItem) -> None:
        at = ("core_items", number)
        sessions = {visit.slug: visit.minutes.sessions for visit in self.visits}
        if item.visit is not None and item.visit not in sessions:
            known = ", ".join(sessions)
            raise Misplaced(
                (*at, "visit"), f"core item {item.slug} should name one of the visits: {known}"
            )
        if not self.shares_sessions:
            if item.sessions:
                said = "as its service shares none between schools"
                raise Misplaced(
                    (*at, "sessions"), f"core item {item.slug} should take 0 sessions, {said}"
                )
        elif item.visit is not None and item.sessions != sessions[item.visit]:
            expected = sessions[item.visit]
            raise Misplaced(
                (*at, "sessions"), f"core item {item.slug} should take {expected} as its visit does"
            )

    def visit(self, slug: str) -> VisitSpecification:
        return next(visit for visit in self.visits if visit.slug == slug)


def load_services(folder: Path) -> list[ServiceDefinition]:
    """Every service in the folder, in the order of slugs; each file is named by its slug."""
    paths = sorted(folder.glob("*.toml"))
    if not paths:
        raise DefinitionRefused(f"{folder}: expected at least one service as a .toml file.")
    services: list[ServiceDefinition] = [read_definition(path, ServiceDefinition) for path in paths]
    for path, service in zip(paths, services, strict=True):
        if path.stem != service.slug:
            line = line_of(lines_of(path.read_text(encoding="utf-8")), ("slug",))
            raise DefinitionRefused(
                f"{path}, line {line}, slug: expected {path.stem!r}, found {service.slug!r}."
            )
    return services
