"""Data that others published, and where each was read."""

import csv
from pathlib import Path

import numpy as np

from evenreach.methods.comparison.staggered import NEVER

DATA = Path(__file__).parents[1] / "data"


def minimum_wage():
    """Log teen employment of 500 US counties, 2003 to 2007, and when their minimum wage rose.

    `mpdta` of the R package `did` (Callaway and Sant'Anna), as copied in PyPI's moderndid 0.4.1,
    rounded to six places. Starts count from 2003.
    """
    rows = _rows("mpdta.csv")
    outcomes = np.array([[float(value) for value in row[2:]] for row in rows])
    starts = [NEVER if row[1] == "0" else int(row[1]) - 2003 for row in rows]
    return outcomes, starts


def sicily():
    """Acute coronary events by month in Sicily, 2002 to 2006, and the standardised population.

    Supplement of Lopez Bernal, Cummins and Gasparrini (2017), International Journal of Epidemiology
    46, 348: sicily.csv in gasparrini/2017_lopezbernal_IJE_codedata. The ban came after 36 months.
    """
    rows = _rows("sicily.csv")
    return [int(row[0]) for row in rows], [float(row[1]) for row in rows]


def cigarettes():
    """Packs sold a head in 39 US states, 1970 to 2000; California's tax rose after 1988.

    Abadie, Diamond and Hainmueller (2010), as copied in PyPI's synthdid-py 0.1.0.
    """
    return {row[0]: [float(value) for value in row[1:]] for row in _rows("prop99.csv")}


def _rows(name):
    with (DATA / name).open(encoding="utf-8", newline="") as lines:
        return list(csv.reader(lines))[1:]
