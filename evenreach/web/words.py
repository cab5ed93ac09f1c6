"""What every door calls needs, areas of need, phases and year groups, by the codes kept."""

from evenreach.flow.requests.models import Learner

DEMONSTRATION = "Demonstration: learners, staff and activity are invented"

NEEDS: dict[str, str] = {
    "SPLD": "Specific learning difficulty",
    "MLD": "Moderate learning difficulty",
    "SLD": "Severe learning difficulty",
    "PMLD": "Profound and multiple learning difficulty",
    "SEMH": "Social, emotional and mental health",
    "SLCN": "Speech, language and communication",
    "HI": "Hearing impairment",
    "VI": "Vision impairment",
    "MSI": "Multi-sensory impairment",
    "PD": "Physical disability",
    "ASD": "Autism",
    "OTH": "Another difficulty or disability",
    "NSA": "SEN support without a specialist assessment yet",
    "DS": "Down syndrome",
}
AREAS: dict[str, str] = {
    "communication_and_interaction": "Communication and interaction",
    "cognition_and_learning": "Cognition and learning",
    "social_emotional_and_mental_health": "Social, emotional and mental health",
    "sensory_and_physical": "Sensory and physical",
}
"""Source: SEND code of practice: 0 to 25 years (2015), paragraphs 6.28 to 6.35."""

SCHOOL_TITLES = ("Headteacher", "SENCO", "Deputy SENCO", "Business manager")

PHASES: dict[str, str] = {
    "nursery": "Nursery",
    "primary": "Primary",
    "middle_deemed_primary": "Middle deemed primary",
    "middle_deemed_secondary": "Middle deemed secondary",
    "secondary": "Secondary",
    "all_through": "All-through",
    "special": "Special",
    "alternative_provision": "Alternative provision",
    "sixteen_plus": "16 plus",
}
"""From the youngest learners to the oldest, in the words of the national register of schools."""

YEARS: dict[str, str] = {
    "N1": "Nursery, first year",
    "N2": "Nursery, second year",
    "R": "Reception",
    **{str(year): f"Year {year}" for year in range(1, 15)},
}

ROUNDING_METHODS: dict[str, str] = {
    "sainte_lague": "Sainte-Laguë",
    "largest_remainder": "Largest remainder",
    "huntington_hill": "Huntington-Hill",
    "dhondt": "D’Hondt",
    "adams": "Adams",
}
"""How exact shares become whole sessions, the usual one first."""
IDENTITIES: dict[str, str] = {
    Learner.IdentifiedBy.REFERENCE: "Your reference",
    Learner.IdentifiedBy.UPN: "UPN",
}
