"""The invented people of the demonstration, at real schools and in an invented council team."""

from dataclasses import dataclass, field
from datetime import date, datetime

from django.conf import settings

from evenreach.demo.authority import SENCO_URN
from evenreach.flow.people.actions import add_person, grant_role
from evenreach.flow.people.eyes import Eyes
from evenreach.flow.people.models import Person, Role
from evenreach.flow.register.models import School

PASSWORD = "even-reach-for-all"  # noqa: S105
IN_ROLE_FROM = date(2025, 7, 1)
TEACHING = "specialist-teaching"
PSYCHOLOGY = "educational-psychology"


class OnlyInDemonstration(Exception):
    def __init__(self) -> None:
        super().__init__(
            "Demonstration people are made in demonstration mode only: start with `make demo`."
        )


@dataclass(frozen=True, slots=True)
class Invented:
    """Somebody invented; `account` is how the demonstration introduces them, if it does."""

    name: str
    address: str
    role: Role
    title: str
    service: str = ""
    account: str = ""
    fte_hundredths: int = 100
    base: tuple[str, float, float] = ("", 0.0, 0.0)


MORPETH = ("Morpeth", 55.1676, -1.6911)
HEXHAM = ("Hexham", 54.9716, -2.1010)
ALNWICK = ("Alnwick", 55.4134, -1.7066)
BLYTH = ("Blyth", 55.1270, -1.5086)
BERWICK = ("Berwick-upon-Tweed", 55.7708, -2.0054)
CRAMLINGTON = ("Cramlington", 55.0863, -1.5860)

STAFF = (
    Invented(
        "Morag Telfer",
        "morag.telfer",
        Role.AUTHORITY_LEAD,
        "Head of SEND",
        account="authority lead: allocation, reach",
    ),
    Invented(
        "Anil Desai",
        "anil.desai",
        Role.EVALUATOR,
        "Evaluator",
        account="evaluator: reach and feedback",
    ),
    Invented(
        "Jean Armstrong",
        "jean.armstrong",
        Role.SERVICE_LEAD,
        "Lead, Specialist Teaching Service",
        TEACHING,
        account="service lead: answers requests, proposes visits",
    ),
    Invented("Ruth Okafor", "ruth.okafor", Role.SERVICE_LEAD, "Principal EP", PSYCHOLOGY),
    Invented(
        "Tom Robson",
        "tom.robson",
        Role.SPECIALIST,
        "Specialist teacher",
        TEACHING,
        account="specialist: visits, records, reports",
        base=MORPETH,
    ),
    Invented(
        "Priya Nair", "priya.nair", Role.SPECIALIST, "Specialist teacher", TEACHING, base=HEXHAM
    ),
    Invented(
        "Callum Reid",
        "callum.reid",
        Role.SPECIALIST,
        "Specialist teacher",
        TEACHING,
        base=ALNWICK,
        fte_hundredths=80,
    ),
    Invented(
        "Beth Hindmarsh",
        "beth.hindmarsh",
        Role.SPECIALIST,
        "Specialist teacher",
        TEACHING,
        base=BLYTH,
    ),
    Invented(
        "Grace Elliot",
        "grace.elliot",
        Role.SPECIALIST,
        "Specialist teacher",
        TEACHING,
        base=BERWICK,
        fte_hundredths=60,
    ),
    Invented(
        "Samuel Osei",
        "samuel.osei",
        Role.SPECIALIST,
        "Educational psychologist",
        PSYCHOLOGY,
        base=CRAMLINGTON,
    ),
    Invented(
        "Helen Charlton",
        "helen.charlton",
        Role.SPECIALIST,
        "Educational psychologist",
        PSYCHOLOGY,
        base=HEXHAM,
        fte_hundredths=80,
    ),
    Invented(
        "Iwan Pugh",
        "iwan.pugh",
        Role.SPECIALIST,
        "Educational psychologist",
        PSYCHOLOGY,
        base=ALNWICK,
    ),
)
SENCO_ACCOUNT = "SENCO: entitlement, requests, reports, feedback"
GIVEN = ("Alison", "Brian", "Carol", "Dawn", "Ewan", "Fiona", "Gareth", "Holly", "Ian", "Joanne")
FAMILY = ("Bell", "Dodds", "Fenwick", "Graham", "Heslop", "Johnson", "Kerr", "Little", "Nixon")


@dataclass(slots=True)
class Cast:
    """The people once made: staff by address, and a SENCO for each school asked for."""

    staff: dict[str, Person] = field(default_factory=dict)
    sencos: dict[int, Person] = field(default_factory=dict)


def add_staff(*, by: Eyes, at: datetime) -> Cast:
    """Add the invented staff; the named accounts get the demonstration's password."""
    _demand_demonstration()
    cast = Cast()
    for somebody in STAFF:
        person = add_person(
            by=by,
            at=at,
            name=somebody.name,
            email=f"{somebody.address}@council.example",
            password=PASSWORD if somebody.account else None,
        )
        grant_role(
            by=by,
            at=at,
            person=person,
            role=somebody.role,
            starts_on=IN_ROLE_FROM,
            service_slug=somebody.service,
            title=somebody.title,
        )
        cast.staff[somebody.address] = person
    return cast


def add_senco(*, by: Eyes, at: datetime, school: School, nth: int, named: bool) -> Person:
    """Add the invented SENCO of a real school."""
    _demand_demonstration()
    person = add_person(
        by=by,
        at=at,
        name=f"{GIVEN[nth % len(GIVEN)]} {FAMILY[nth % len(FAMILY)]}",
        email=senco_address(school.urn),
        password=PASSWORD if named else None,
    )
    grant_role(
        by=by,
        at=at,
        person=person,
        role=Role.SCHOOL,
        starts_on=IN_ROLE_FROM,
        urn=school.urn,
        title="SENCO",
    )
    return person


def senco_address(urn: int) -> str:
    return f"senco.{urn}@school.example"


def printed_accounts() -> str:
    """The named accounts as `make demo` prints them."""
    rows = [(senco_address(SENCO_URN), SENCO_ACCOUNT)] + [
        (f"{somebody.address}@council.example", somebody.account)
        for somebody in STAFF
        if somebody.account
    ]
    width = max(len(address) for address, _ in rows)
    lines = [f"  {address:<{width}}  {what}" for address, what in rows]
    return "\n".join([f"Sign in as one of these invented people, password {PASSWORD}", *lines])


def _demand_demonstration() -> None:
    if not settings.DEMONSTRATION:
        raise OnlyInDemonstration
