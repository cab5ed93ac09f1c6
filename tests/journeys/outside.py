"""What a story reads beside the pages: mail, addresses and names, as the database has them."""

from datetime import datetime
from zoneinfo import ZoneInfo

import psycopg

from tests.journeys.conftest import Served


def mail_of(served: Served) -> list[tuple[str, str]]:
    return rows_of(served, "SELECT subject, body FROM flow_outgoingmail ORDER BY id")


def addresses_of_visits(served: Served) -> list[str]:
    """Every page of a school about a visit, for each visit that there ever was."""
    visits = rows_of(served, "SELECT id FROM flow_visit ORDER BY id")
    assert len(visits) == 2
    return [f"/school/visits/{pk}/{page}/" for (pk,) in visits for page in ("confirm", "move")]


def email_of(served: Served, name: str) -> str:
    """The address of a specialist whom a proposal names, who may now sign in."""
    ((email,),) = rows_of(served, "SELECT email FROM flow_person WHERE name = %s", name)
    served.give_password(email)
    return str(email)


def rows_of(served: Served, query: str, *values: object) -> list[tuple]:
    with psycopg.connect(served.database) as owner:
        owner.execute("SELECT set_config('evenreach.authority', '1', true)")
        return owner.execute(query, values).fetchall()


def evening_of(when: str) -> datetime:
    """The evening of `Tuesday 24 November 2026, morning, 9am to midday`."""
    day = datetime.strptime(f"{when.partition(',')[0]}, 17:00", "%A %d %B %Y, %H:%M")  # noqa: DTZ007
    return day.replace(tzinfo=ZoneInfo("Europe/London"))
