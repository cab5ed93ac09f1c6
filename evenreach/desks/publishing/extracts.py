"""What a letter tells one school, as a frozen value that other desks' results are put into."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class Sessions:
    """What a school has of one service in a year, and how it came about."""

    service: str
    policy: str
    version: int
    base: int
    by_need: int
    sessions: int
    session_minutes: int
    last_year: int | None
    is_incomplete: bool


@dataclass(frozen=True, slots=True)
class Access:
    """A service without a quota: how a learner comes to it."""

    service: str
    how: str


@dataclass(frozen=True, slots=True)
class SchoolExtract:
    """Everything in one school's letter that is not the same in all of them."""

    school_id: int
    school: str
    urn: int
    services: Sequence[Sessions]
    access: Sequence[Access]

    def content(self) -> dict[str, Any]:
        """As it is stored with the letter."""
        return {
            "school": self.school,
            "urn": self.urn,
            "services": [asdict(service) for service in self.services],
            "access": [asdict(service) for service in self.access],
        }
