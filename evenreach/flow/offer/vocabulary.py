"""The fixed words of an offer: modes, phases, areas of need and the DfE's codes."""

from typing import Literal

Mode = Literal["per_school", "by_criteria", "on_request", "partnership"]
SHARED_MODES: tuple[Mode, ...] = ("per_school", "partnership")
"""The modes in which each school has a number of sessions; the others have no quota."""
Phase = Literal[
    "nursery",
    "primary",
    "middle_deemed_primary",
    "middle_deemed_secondary",
    "secondary",
    "all_through",
    "special",
    "alternative_provision",
    "sixteen_plus",
]
AreaOfNeed = Literal[
    "communication_and_interaction",
    "cognition_and_learning",
    "social_emotional_and_mental_health",
    "sensory_and_physical",
]
NeedCode = Literal[
    "SPLD",
    "MLD",
    "SLD",
    "PMLD",
    "SEMH",
    "SLCN",
    "HI",
    "VI",
    "MSI",
    "PD",
    "ASD",
    "OTH",
    "NSA",
    "DS",
]
Asker = Literal[
    "senco",
    "headteacher",
    "designated_teacher",
    "setting",
    "family",
    "health",
    "authority",
]
Actor = Literal["school", "service", "family", "school_and_service"]
Unit = Literal["session", "visit", "meeting", "place", "programme"]
VatTreatment = Literal["standard", "reduced", "zero", "exempt", "outside_scope"]
PriceStatus = Literal["demonstration", "published"]
