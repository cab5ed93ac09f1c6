"""What a service promises, as its page tells it to headteachers and SENCOs."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from evenreach.flow.offer.definitions import (
    SESSION_MINUTES,
    CoreItem,
    ServiceDefinition,
    TradedItem,
)
from evenreach.flow.offer.models import ServiceOffer
from evenreach.flow.offer.visit_specifications import VisitSpecification
from evenreach.web import offer_words as words
from evenreach.web.templatetags.evenreach import pence, sessions
from evenreach.web.words import AREAS, NEEDS, PHASES


@dataclass(frozen=True, slots=True)
class Moment:
    """One step of a visit: who does what, and when or for how long."""

    who: str
    what: str
    when: str = ""


@dataclass(frozen=True, slots=True)
class VisitPromise:
    """One kind of visit, before, during and after."""

    visit: VisitSpecification

    @property
    def before(self) -> list[Moment]:
        return [Moment(words.ACTORS[step.who], step.what) for step in self.visit.before]

    @property
    def after(self) -> list[Moment]:
        return [
            Moment(
                words.ACTORS[due.who], due.what, words.within_school_days(due.within_school_days)
            )
            for due in self.visit.after
        ]

    @property
    def minutes(self) -> list[tuple[str, int]]:
        split = self.visit.minutes
        return [
            ("In school", split.contact),
            ("Preparation", split.preparation),
            ("Writing", split.writing),
        ]

    @property
    def together(self) -> tuple[str, int]:
        total = self.visit.minutes.total
        return (f"Together, {sessions(total)}", total)


@dataclass(frozen=True, slots=True)
class ServicePromise:
    """One service of an offer with everything that its page says in words."""

    service: ServiceDefinition

    @property
    def mode(self) -> str:
        return words.MODES[self.service.mode]

    @property
    def phases(self) -> list[str]:
        return [PHASES[phase] for phase in self.service.phases]

    @property
    def areas(self) -> list[str]:
        return [AREAS[area] for area in self.service.areas_of_need]

    @property
    def needs(self) -> list[str]:
        return [f"{NEEDS[code]} ({code})" for code in self.service.needs]

    @property
    def askers(self) -> list[str]:
        return [words.ASKERS[asker] for asker in self.service.who_may_ask]

    @property
    def targets(self) -> list[tuple[str, str]]:
        days = self.service.targets
        return [
            ("We answer a request", words.within_school_days(days.triage_school_days)),
            ("We visit after accepting it", words.within_school_days(days.visit_school_days)),
            (
                "The report follows a visit",
                words.within_school_days(days.report_school_days),
            ),
        ]

    @property
    def priorities(self) -> list[tuple[str, str]]:
        """In which order requests are answered, where there is no quota and no criterion."""
        return [
            (each.which, words.within_school_days(each.within_school_days))
            for each in self.service.response
        ]

    @property
    def visits(self) -> list[VisitPromise]:
        return [VisitPromise(visit) for visit in self.service.visits]

    @property
    def core(self) -> list[tuple[CoreItem, str]]:
        """Each core item with what it takes from the school's sessions."""
        return [(item, _taken(item)) for item in self.service.core_items]

    @property
    def traded(self) -> list[tuple[TradedItem, list[dict[str, Any]]]]:
        """Each traded item with the rows of its card."""
        return [(item, _terms(item)) for item in self.service.traded_items]


@dataclass(frozen=True, slots=True)
class ModeGroup:
    """The services that schools reach in one way."""

    mode: str
    promises: Sequence[ServicePromise]


def promise_of(part: ServiceOffer) -> ServicePromise:
    return ServicePromise(ServiceDefinition.model_validate(part.definition))


def by_mode(parts: Iterable[ServiceOffer]) -> list[ModeGroup]:
    """The services of an offer by the way in which they are reached; no group is empty."""
    promises = [promise_of(part) for part in parts]
    groups = [
        ModeGroup(said, [each for each in promises if each.service.mode == mode])
        for mode, said in words.MODES.items()
    ]
    return [group for group in groups if group.promises]


def _taken(item: CoreItem) -> str:
    return sessions(item.sessions * SESSION_MINUTES) if item.sessions else "None"


def _terms(item: TradedItem) -> list[dict[str, Any]]:
    price = f"{pence(item.price_pence)} for {words.UNITS[item.unit]}"
    if item.price_status == "demonstration":
        price += " (a demonstration value)"
    return [
        {"key": "What it is", "value": item.what},
        {"key": "Price before VAT", "value": price},
        {"key": "VAT", "value": words.VAT[item.vat]},
        {"key": "A specialist’s time", "value": sessions(item.minutes)},
        {"key": "Book at least", "value": f"{words.school_days(item.notice_school_days)} before"},
        {"key": "If you cancel", "value": item.cancellation},
    ]
