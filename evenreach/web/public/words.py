"""The public pages' words for what the register keeps as codes."""

from evenreach.flow.register.finding import Spot
from evenreach.web.map_frame import METRES_IN_A_MILE

NOT_KNOWN = "Not known"
FUNDING = {"yes": "Yes", "no": "No", "unknown": "Not known"}


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
