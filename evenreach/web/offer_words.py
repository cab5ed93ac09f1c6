"""What every door calls the codes of an offer: modes, askers, units, VAT."""

from evenreach.flow.offer.vocabulary import Actor, Asker, Mode, Unit, VatTreatment

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
    "setting": "An early years setting",
    "family": "The family, or a young person",
    "health": "A health professional, with the family’s agreement",
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


def school_days(count: int) -> str:
    """5 school days, 1 school day."""
    return f"{count} school day" if count == 1 else f"{count} school days"


def within_school_days(count: int) -> str:
    """Within 10 school days; on the same day."""
    return f"Within {school_days(count)}" if count else "On the same day"
