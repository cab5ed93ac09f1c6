"""Primary need by school as the DfE publishes it: its provisions, its needs, its figures' names.

Every learner with SEN support or an EHC plan has one primary need; a school has one figure for each
provision and need, such as `sen-support-slcn`. Labels are compared without capitals and signs.

Sources: DfE, Special educational needs in England 2024/25, Explore education statistics, previews:
“School underlying data file 2025 (2026 format)” (“All pupils”), “Pupils in all schools, by type of
SEN provision” and “Year group, by type of SEN provision and type of need” (the other labels); DfE,
Analysts' guide, Special educational needs (the labels to which its files shall conform).
"""

import re
from functools import lru_cache
from typing import Final

ALL: Final = "all"
NONE: Final = "none"
NOT_RECORDED: Final = "not-recorded"
PROVISIONS: Final = ("sen-support", "ehc-plans")
PROVISION_LABELS: dict[str, tuple[str, ...]] = {
    ALL: ("All pupils", "Total"),
    "sen-support": ("SEN support", "SEN support / SEN without an EHC plan"),
    "ehc-plans": (
        "Education, health and care plan",
        "Education, health and care plans",
        "EHC plan",
        "EHC plans",
    ),
    NONE: ("No identified SEN", "No SEN provision", "No SEN", "No special educational need"),
}
NEED_LABELS: dict[str, tuple[str, ...]] = {
    "spld": ("Specific learning difficulty",),
    "mld": ("Moderate learning difficulty",),
    "sld": ("Severe learning difficulty",),
    "pmld": ("Profound & multiple learning difficulty",),
    "semh": ("Social, emotional and mental health",),
    "slcn": (
        "Speech, language and communication needs",
        "Speech, language and communications needs",
    ),
    "hi": ("Hearing impairment",),
    "vi": ("Vision impairment", "Visual impairment"),
    "msi": ("Multi-sensory impairment",),
    "pd": ("Physical disability",),
    "asd": ("Autistic spectrum disorder",),
    "ds": ("Down syndrome", "Downs syndrome", "Down's syndrome"),
    "oth": ("Other difficulty or disability", "Other difficulty/disability"),
    "nsa": ("SEN support but no specialist assessment of type of need",),
    NOT_RECORDED: ("Missing",),
}
NEEDS: Final = tuple(NEED_LABELS)
FIGURES: dict[str, tuple[str, str]] = {
    f"{provision}-{need}": (provision, need) for provision in PROVISIONS for need in NEEDS
}
"""Provision and need by the name of their figure, in the order in which they are read."""


def need_said(need: str) -> str:
    """SLCN, the DfE's code; not recorded is no code."""
    return "not recorded" if need == NOT_RECORDED else need.upper()


def plain_label(label: str) -> str:
    """A label without what publishers vary: capitals, signs, & for and."""
    return " ".join(re.findall(r"\w+", label.casefold().replace("&", " and ").replace("'", "")))


PROVISION_OF = {
    plain_label(label): provision
    for provision, labels in PROVISION_LABELS.items()
    for label in labels
}
NEED_OF = {
    plain_label(label): need
    for need, labels in (NEED_LABELS | {ALL: PROVISION_LABELS[ALL]}).items()
    for label in (*labels, need)
}


@lru_cache(maxsize=256)
def provision_named(label: str) -> str | None:
    """The provision that a label names; None for an unknown label."""
    return PROVISION_OF.get(plain_label(label))


@lru_cache(maxsize=256)
def need_named(label: str) -> str | None:
    """The need that a label or a DfE code names; None for an unknown label."""
    return NEED_OF.get(plain_label(label))
