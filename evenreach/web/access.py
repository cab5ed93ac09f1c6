"""Who may do what: role by permission, on one screen. A view without a permission stays shut."""

from collections.abc import Callable
from enum import Enum
from typing import Any

from evenreach.flow.people.eyes import Eyes
from evenreach.flow.people.models import Role

View = Callable[..., Any]
ANYONE = None
SIGNED_IN = frozenset(Role)


class May(Enum):
    """Each permission with the roles that hold it; whose rows they see is the queries' matter."""

    READ_PUBLIC_PAGES = ("read public pages", ANYONE)
    ANSWER_A_SURVEY = ("answer a survey by one-time link", ANYONE)
    READ_FAMILY_REPORT = ("read a child's report by one-time link", ANYONE)
    DECIDE_ON_CONSENT = ("give, refuse or take back consent by one-time link", ANYONE)
    JOIN = ("accept an invitation by one-time link", ANYONE)
    SIGN_IN = ("sign in and out", ANYONE)
    START = ("see what waits for them", SIGNED_IN)
    ASK_FOR_VISITS = ("ask for visits and confirm them", frozenset({Role.SCHOOL}))
    READ_REPORTS = (
        "read the reports of their school or service",
        frozenset({Role.SCHOOL, Role.SPECIALIST, Role.SERVICE_LEAD}),
    )
    SEE_ENTITLEMENT = (
        "see how a school's entitlement was worked out",
        frozenset({Role.SCHOOL, Role.SERVICE_LEAD, Role.AUTHORITY_LEAD, Role.EVALUATOR}),
    )
    SEARCH = (
        "find the requests that they may see",
        frozenset({Role.SCHOOL, Role.SPECIALIST, Role.SERVICE_LEAD, Role.AUTHORITY_LEAD}),
    )
    SEE_LOOKS = (
        "see who has looked at a learner's record",
        frozenset({Role.SCHOOL, Role.SPECIALIST, Role.SERVICE_LEAD, Role.AUTHORITY_LEAD}),
    )
    CHOOSE_MAIL = ("choose which messages they get, and when", SIGNED_IN)
    MAIL_PAGES = ("send on the link of a page that they read", SIGNED_IN)
    SEE_MAIL = (
        "see which messages were sent, and send again what failed",
        frozenset({Role.SERVICE_LEAD, Role.AUTHORITY_LEAD}),
    )
    MAKE_VISITS = ("make visits and record them", frozenset({Role.SPECIALIST}))
    CHECK_RECORDS = (
        "check the records of trainees and assistants",
        frozenset({Role.SPECIALIST, Role.SERVICE_LEAD}),
    )
    TRIAGE = ("answer requests and propose visits", frozenset({Role.SERVICE_LEAD}))
    ANSWER_CONSULTATIONS = (
        "answer consultations for their school",
        frozenset({Role.SCHOOL}),
    )
    ALLOCATE = ("draft and adopt allocation policies", frozenset({Role.AUTHORITY_LEAD}))
    WRITE_LETTERS = ("write to every school", frozenset({Role.AUTHORITY_LEAD}))
    READ_LETTERS = (
        "read the letters to their school",
        frozenset({Role.SCHOOL, Role.AUTHORITY_LEAD, Role.EVALUATOR}),
    )
    WRITE_ANNOUNCEMENTS = (
        "write announcements, and see who was sent them",
        frozenset({Role.SERVICE_LEAD, Role.AUTHORITY_LEAD}),
    )
    APPROVE_ANNOUNCEMENTS = (
        "approve, return and withdraw announcements",
        frozenset({Role.AUTHORITY_LEAD}),
    )
    EDIT_OFFER = ("write, consult on and publish the offer", frozenset({Role.AUTHORITY_LEAD}))
    SET_BRAND = ("choose the authority's colour and logo", frozenset({Role.AUTHORITY_LEAD}))
    KEEP_REGISTER = (
        "load the register and undo what was loaded",
        frozenset({Role.AUTHORITY_LEAD}),
    )
    SEE_SCHOOL_PEOPLE = (
        "see who holds roles at a school",
        frozenset({Role.SCHOOL, Role.AUTHORITY_LEAD}),
    )
    ONBOARD_SCHOOLS = (
        "invite the people of schools from a list",
        frozenset({Role.AUTHORITY_LEAD}),
    )
    SEE_THE_YEAR = (
        "see a year's accounts and the schools without contact",
        frozenset({Role.AUTHORITY_LEAD, Role.SERVICE_LEAD}),
    )
    RECORD_BOUGHT = (
        "record what schools have bought",
        frozenset({Role.AUTHORITY_LEAD, Role.SERVICE_LEAD}),
    )
    KEEP_ACCOUNTS = (
        "decide appeals, correct entries, close the year and move accounts",
        frozenset({Role.AUTHORITY_LEAD}),
    )
    CONTACT_SCHOOLS = (
        "get in touch with the schools given to them",
        frozenset({Role.AUTHORITY_LEAD, Role.SERVICE_LEAD, Role.SPECIALIST}),
    )
    LOG_CONTACT = (
        "log calls and drop-ins with schools",
        frozenset({Role.SPECIALIST, Role.SERVICE_LEAD}),
    )
    PUBLISH_TABLES = (
        "publish tables, and say which numbers are small",
        frozenset({Role.AUTHORITY_LEAD}),
    )
    CHOOSE_IDENTITY = (
        "choose how learners are identified",
        frozenset({Role.AUTHORITY_LEAD}),
    )
    STATE_HOLDING_TIME = (
        "say for how long a device may hold a note",
        frozenset({Role.AUTHORITY_LEAD}),
    )
    SEE_REACH = (
        "see who was reached and who was not",
        frozenset({Role.AUTHORITY_LEAD, Role.SERVICE_LEAD, Role.EVALUATOR}),
    )

    def __init__(self, words: str, roles: frozenset[Role] | None) -> None:
        self.words = words
        self.roles = roles

    def is_given_to(self, eyes: Eyes) -> bool:
        return self.roles is ANYONE or bool(self.roles & eyes.roles)


def needs(permission: May) -> Callable[[View], View]:
    """Open a view to whoever holds the permission."""

    def mark(view: View) -> View:
        view.permission = permission  # type: ignore[attr-defined]
        return view

    return mark


def permission_of(view: View) -> May | None:
    """The permission that opens a view; None means that nobody was given it."""
    return getattr(view, "permission", None)
