"""Plays the demonstration's half-year through the same actions that people use.

Schools are real; learners, staff and everything that happens are invented. The clock and the dice
are the demonstration's own, so every run gives the same.
"""

import heapq
import json
import time
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import Any

from evenreach.demo import figures
from evenreach.demo.after import begin_reviews
from evenreach.demo.authority import CLOCK_SHOWS, LA_CODE
from evenreach.demo.cases import Cases
from evenreach.demo.comparing import draft_to_compare
from evenreach.demo.leaving import move_learners
from evenreach.demo.letters import write_letters
from evenreach.demo.next_year import draft_next_year
from evenreach.demo.setting import YEAR, set_the_scene
from evenreach.demo.year import Year
from evenreach.desks.allocation.telling import explained
from evenreach.flow.journal.post import send_waiting
from evenreach.flow.journal.scope import acting_for
from evenreach.flow.journal.senders import sender
from evenreach.flow.people.eyes import Eyes
from evenreach.flow.people.models import Authority
from evenreach.flow.register.queries import schools_on_register

Act = Callable[[datetime], None]


class Clock:
    """Acts in the order of their times, up to what the demonstration's clock shows."""

    def __init__(self, until: datetime) -> None:
        self.until = until
        self._waiting: list[tuple[datetime, int, Act]] = []
        self._count = 0

    def at(self, when: datetime, act: Act) -> None:
        """Let something happen at a time, if that time comes before the end."""
        if when < self.until:
            self._count += 1
            heapq.heappush(self._waiting, (when, self._count, act))

    def run(self) -> None:
        while self._waiting:
            when, _, act = heapq.heappop(self._waiting)
            act(when)


def ensure_played() -> None:
    """Play into an empty database; what was entered since is kept."""
    authority = Authority.objects.get(code=LA_CODE)
    with acting_for(authority.pk):
        played = schools_on_register(authority.pk).exists()
    if not played:
        print("Playing the demonstration: real schools, invented activity …", flush=True)
        _play(authority)


def once(build: Path) -> None:
    """Play into an empty database, send all mail, make every report's PDF, write the figures."""
    started = time.monotonic()
    authority = Authority.objects.get(code=LA_CODE)
    _empty(build / "mail")
    _play(authority)
    send_waiting(authority.pk, authority.mail_from, sender())
    with acting_for(authority.pk):
        summary: dict[str, Any] = figures.summary(authority, build)
        shares = explained(authority.pk, academic_year=YEAR)
    summary["seconds"] = round(time.monotonic() - started, 1)
    build.mkdir(exist_ok=True)
    told = json.dumps(shares, indent=1, ensure_ascii=False)
    (build / "explain.json").write_text(told + "\n", encoding="utf-8")
    (build / "demo.json").write_text(json.dumps(summary, indent=2) + "\n", encoding="utf-8")
    print(json.dumps(summary, indent=2), flush=True)


def _play(authority: Authority) -> None:
    """All or nothing: a play that is stopped leaves an empty database to be played into again."""
    by = Eyes(authority_id=authority.pk, name="Demonstration", is_authority_lead=True)
    with acting_for(authority.pk):
        cast = set_the_scene(by=by)
        clock = Clock(CLOCK_SHOWS)
        Cases(by=by, cast=cast, clock=clock).begin()
        write_letters(cast)
        begin_reviews(authority_id=authority.pk, clock=clock)
        clock.run()
        move_learners(authority_id=authority.pk, cast=cast)
        Year(by=by, cast=cast).play()
        draft_to_compare(by=by, academic_year=YEAR)
        draft_next_year(by=by, year=YEAR)


def _empty(folder: Path) -> None:
    for message in folder.glob("*.eml"):
        message.unlink()
