"""The public pages and the API at 178 and at 25,085 schools, against an empty view.

The empty view stands behind the same middleware and asks the database as often, each time for one
row by its key. Page and yardstick take turns in one process (Django's test client, no network), as
the serving role under row-level security. Both registers are in one database: Northumberland's
schools once as an authority of their own, and once more within England.
"""

from collections.abc import Callable
from itertools import count
from statistics import median, quantiles
from time import perf_counter

from benchmarks import Ratio
from benchmarks._england import AT, database, load, tidy_up

GOAL = 3
PAIRS = 40
WARMING = 5
URN = 122170
SMALL, LARGE = "127.0.0.1", "localhost"
CLOCK = f"--clock-shows={AT.isoformat()}"
AUTHORITIES = (
    ("--code=929", "--name=Northumberland", f"--host={SMALL}", CLOCK),
    ("--code=ENG", "--name=England", f"--host={LARGE}", CLOCK),
)
PAGES = {
    "a school's page": f"/schools/{URN}/",
    "search by a word": "/schools/?q=church",
    "search near a place": "/schools/?near=NE46+4PL",
    "API, list": "/api/v1/schools?limit=25",
}


def run() -> list[Ratio]:
    with database("pages_once", *AUTHORITIES):
        from django.test.utils import override_settings

        from evenreach.demo.england import england_files
        from evenreach.demo.setting import REGISTER

        load("929", {path.name: path.read_bytes() for path in REGISTER.glob("*.csv")})
        load("ENG", england_files())
        tidy_up()
        with override_settings(ROOT_URLCONF="benchmarks._empty_view"):
            return [
                _compared(f"{name}, {schools} schools / empty view", host, address)
                for name, address in PAGES.items()
                for host, schools in ((SMALL, "178"), (LARGE, "25,085"))
            ]


def _compared(name: str, host: str, address: str) -> Ratio:
    """A page and its yardstick in turns: the ratio of the medians, and the middle half of pairs."""
    asks = _asker(host)
    queries = _queries(asks, address) - _queries(asks, f"/empty/0/{URN}/")
    empty = f"/empty/{queries}/{URN}/"
    for _ in range(WARMING):
        asks(address), asks(empty)
    pairs = [(asks(address), asks(empty)) for _ in range(PAIRS)]
    page, yardstick = (median(times) for times in zip(*pairs, strict=True))
    lower, _, upper = quantiles((a / b for a, b in pairs), n=4)
    detail = {
        "page_ms": round(page * 1000, 2),
        "empty_ms": round(yardstick * 1000, 2),
        "queries": queries,
        "middle_half_of_pairs": [round(lower, 2), round(upper, 2)],
    }
    return Ratio(name, page / yardstick, GOAL, "lower", detail)


def _asker(host: str) -> Callable[[str], float]:
    """Seconds to answer an address; each time for another client, as the API counts them."""
    from django.test import Client

    client, asked = Client(headers={"host": host}), count()

    def ask(address: str) -> float:
        who = f"192.0.2.{next(asked) % 250}"
        started = perf_counter()
        response = client.get(address, REMOTE_ADDR=who)
        taken = perf_counter() - started
        if response.status_code != 200:
            raise RuntimeError(f"{address} was answered with {response.status_code}")
        return taken

    return ask


def _queries(asks: Callable[[str], float], address: str) -> int:
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    with CaptureQueriesContext(connection) as captured:
        asks(address)
    return len(captured)
