"""The parts of a service's promise: who answers, how access works, what is free, what is sold."""

from typing import Annotated

from pydantic import Field, StringConstraints

from evenreach.flow.offer.visit_specifications import SESSION_MINUTES
from evenreach.flow.offer.vocabulary import PriceStatus, Unit, VatTreatment
from evenreach.flow.register.definition_files import Definition, Many, Slug, Text

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


class Criteria(Definition):
    """Which learners a service takes on, and who decides it, in sentences."""

    met_when: Many[Text]
    decided_by: Text
    if_not_met: Text


class Priority(Definition):
    """Which requests are answered within so many school days."""

    which: Text
    within_school_days: int = Field(ge=0, le=60)


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
