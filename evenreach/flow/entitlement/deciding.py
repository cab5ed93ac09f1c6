"""Who decides about minutes: for a school, and for the authority."""

from datetime import datetime

from django.utils import timezone

from evenreach.flow.journal.refusal import Refusal
from evenreach.flow.people.actions import NotTheirs
from evenreach.flow.people.eyes import Eyes
from evenreach.flow.people.queries import school_grants
from evenreach.flow.register.models import School

DECIDING_TITLES = ("Headteacher", "SENCO")


class DoesNotDecide(Refusal):
    """Somebody without a deciding title tried to give a school's minutes away or take others'."""

    def __init__(self, school_name: str) -> None:
        super().__init__(
            f"The minutes of {school_name} are given and taken by its headteacher or its SENCO. "
            "Ask one of them to do it."
        )


def decides_for(eyes: Eyes, school: School, *, at: datetime) -> bool:
    """Whether a person is headteacher or SENCO of a school at a moment."""
    if eyes.person_id is None or school.urn not in eyes.urns:
        return False
    held = school_grants(eyes.authority_id, school.urn, on=timezone.localdate(at))
    return held.filter(person_id=eyes.person_id, title__in=DECIDING_TITLES).exists()


def demand_decides_for(by: Eyes, school: School, *, at: datetime) -> None:
    """Raises DoesNotDecide unless the person is the school's headteacher or SENCO."""
    if not decides_for(by, school, at=at):
        raise DoesNotDecide(school.name)


def demand_authority_lead(by: Eyes) -> None:
    """Raises NotTheirs unless an authority lead acts."""
    if not by.is_authority_lead:
        raise NotTheirs(by, "the authority")
