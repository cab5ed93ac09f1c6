"""The public pages' words for what the register and the offer keep as codes."""

from evenreach.flow.offer.vocabulary import (
    Actor,
    Asker,
    Mode,
    Unit,
    VatTreatment,
)
from evenreach.flow.register.queries import Spot

NOT_KNOWN = "Not known"
MODES: dict[Mode, str] = {
    "per_school": "A share of sessions for every school",
    "by_criteria": "For learners who meet published criteria",
    "on_request": "On request, answered by need",
    "partnership": "Time agreed with each school",
}
ASKERS: dict[Asker, str] = {
    "senco": "The SENCO",
    "headteacher": "The headteacher",
    "designated_teacher": "The designated teacher for children in care",
    "authority": "The authority",
}
ACTORS: dict[Actor, str] = {
    "school": "The school",
    "service": "The service",
    "family": "The family",
    "school_and_service": "The school and the service",
}
UNITS: dict[Unit, str] = {
    "session": "a session",
    "visit": "a visit",
    "meeting": "a meeting",
    "place": "a place",
    "programme": "a programme",
}
VAT: dict[VatTreatment, str] = {
    "standard": "Added at the standard rate",
    "reduced": "Added at the reduced rate",
    "zero": "Zero-rated",
    "exempt": "Exempt",
    "outside_scope": "Outside the scope of VAT",
}
FUNDING = {"yes": "Yes", "no": "No", "unknown": "Not known"}
METRES_IN_A_MILE = 1609.344


def miles(metres: float) -> str:
    """0.4 miles; less than 0.1 miles; 12 miles, without tenths from 10 on."""
    count = metres / METRES_IN_A_MILE
    if count < 0.05:
        return "less than 0.1 miles"
    written = f"{count:.1f}" if count < 9.95 else f"{count:.0f}"
    return f"{written} mile" if written == "1.0" else f"{written} miles"


def measured_from(spot: Spot) -> str:
    """From where distances are straight lines, and how that place is known."""
    if spot.found_by == "school":
        return f"Distances are straight lines from {spot.name}."
    if spot.found_by == "postcode":
        return f"Distances are straight lines from the school at {spot.name}."
    return (
        "No school on the register has exactly this postcode, so distances are straight lines "
        f"from the middle of the schools in {spot.name}."
    )


def school_days(count: int) -> str:
    """5 school days, 1 school day."""
    return f"{count} school day" if count == 1 else f"{count} school days"


def within_school_days(count: int) -> str:
    """Within 10 school days; on the same day."""
    return f"Within {school_days(count)}" if count else "On the same day"
