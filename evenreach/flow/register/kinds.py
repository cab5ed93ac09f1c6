"""What the register's own words say of a school: who funds it, and the phase it belongs to.

Source: Get Information About Schools, values of TypeOfEstablishment and PhaseOfEducation.
"""

MAINSTREAM = frozenset(
    {
        "Community school",
        "Voluntary aided school",
        "Voluntary controlled school",
        "Foundation school",
        "City technology college",
        "Academy sponsor led",
        "Academy converter",
        "Free schools",
        "Studio schools",
        "University technical college",
        "Local authority nursery school",
        "Free schools 16 to 19",
        "Academy 16-19 converter",
        "Academy 16 to 19 sponsor led",
    }
)
SPECIAL = frozenset(
    {
        "Community special school",
        "Foundation special school",
        "Academy special sponsor led",
        "Academy special converter",
        "Free schools special",
    }
)
ALTERNATIVE = frozenset(
    {
        "Pupil referral unit",
        "Academy alternative provision converter",
        "Academy alternative provision sponsor led",
        "Free schools alternative provision",
    }
)
NOT_STATE_FUNDED = frozenset(
    {
        "Other independent school",
        "Other independent special school",
        "Non-maintained special school",
        "Special post 16 institution",
        "Online provider",
    }
)
PHASES = {
    "Nursery": "nursery",
    "Primary": "primary",
    "Middle deemed primary": "middle_deemed_primary",
    "Middle deemed secondary": "middle_deemed_secondary",
    "Secondary": "secondary",
    "All-through": "all_through",
    "16 plus": "sixteen_plus",
}
OPEN = frozenset({"Open", "Open, but proposed to close"})


def is_state_funded(establishment_type: str, published_phase: str) -> bool | None:
    """Whether an establishment is state-funded; None where the register does not say.

    Where the type is not known the phase can tell: only state-funded mainstream schools have one.
    """
    if establishment_type in MAINSTREAM | SPECIAL | ALTERNATIVE:
        return True
    if not establishment_type and published_phase in PHASES:
        return True
    return False if establishment_type in NOT_STATE_FUNDED else None


def phase_of(establishment_type: str, published_phase: str) -> str:
    """The phase that services name; empty where the register does not say."""
    if establishment_type in SPECIAL:
        return "special"
    if establishment_type in ALTERNATIVE:
        return "alternative_provision"
    return PHASES.get(published_phase, "")
