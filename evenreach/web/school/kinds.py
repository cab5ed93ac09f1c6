"""The visits that a school can ask for, each with a line that says what it is and takes."""

from dataclasses import dataclass

from evenreach.flow.entitlement.queries import standings
from evenreach.flow.offer.definitions import ServiceDefinition
from evenreach.flow.offer.models import VisitSpecification
from evenreach.flow.offer.queries import published_offer, visits_offered
from evenreach.flow.people.eyes import Eyes
from evenreach.flow.register.models import School
from evenreach.web.templatetags.evenreach import sessions


@dataclass(frozen=True, slots=True)
class Kind:
    """One kind of visit, and the minutes the school can still draw, where it has an account."""

    specification: VisitSpecification
    purpose: str
    left: int | None

    @property
    def line(self) -> str:
        takes = f"{self.purpose} It takes {sessions(self.specification.minutes)} of your share"
        if self.left is None:
            return f"{takes}."
        if self.left < self.specification.minutes:
            return (
                f"{takes}, which is used or set aside. Ask all the same: the service keeps a "
                "reserve for learners who need to be seen."
            )
        return f"{takes}; {sessions(self.left)} of it can still be drawn."


def kinds_for(eyes: Eyes, school: School, *, academic_year: int) -> list[Kind]:
    """The visits by services that serve the school's phase, by service."""
    offer = published_offer(school.authority_id, academic_year=academic_year)
    if offer is None:
        return []
    accounts = standings(eyes, academic_year=academic_year, urns=frozenset({school.urn}))
    left = {standing.account.service_id: standing.balance for standing in accounts}
    return [
        Kind(
            specification,
            _purpose(specification),
            left.get(specification.service_offer.service_id),
        )
        for specification in visits_offered(offer)
        if school.phase in specification.service_offer.phases
    ]


def _purpose(specification: VisitSpecification) -> str:
    definition = ServiceDefinition.model_validate(specification.service_offer.definition)
    return definition.visit(specification.slug).purpose
