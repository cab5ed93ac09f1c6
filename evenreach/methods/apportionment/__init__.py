"""Shares a fixed number of whole sessions in proportion to need, exactly.

`apportion` answers who gets how many; `explain_divisor` and `explain_cut_off` answer why, in
figures that can be checked with a calculator. See docs/methods/apportionment.md.
"""

from evenreach.methods.apportionment.explanation import (
    CutOff,
    Divisor,
    explain_cut_off,
    explain_divisor,
)
from evenreach.methods.apportionment.problem import Weight
from evenreach.methods.apportionment.refusals import (
    CannotApportion,
    FloorsAboveTotal,
    NoDivisor,
    NoNeed,
    NotTheseSeats,
    TotalAboveCaps,
    UnknownMethod,
    WrongLength,
    WrongLimit,
    WrongTotal,
    WrongWeight,
)
from evenreach.methods.apportionment.sharing import METHODS, apportion

__all__ = [
    "METHODS",
    "CannotApportion",
    "CutOff",
    "Divisor",
    "FloorsAboveTotal",
    "NoDivisor",
    "NoNeed",
    "NotTheseSeats",
    "TotalAboveCaps",
    "UnknownMethod",
    "Weight",
    "WrongLength",
    "WrongLimit",
    "WrongTotal",
    "WrongWeight",
    "apportion",
    "explain_cut_off",
    "explain_divisor",
]
