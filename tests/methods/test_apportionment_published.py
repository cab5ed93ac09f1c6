"""Worked examples that others published, each with where it was read."""

import pytest

from evenreach.methods.apportionment import apportion, explain_divisor

CENSUS_1790 = {
    "Connecticut": 236_841,
    "Delaware": 55_540,
    "Georgia": 70_835,
    "Kentucky": 68_705,
    "Maryland": 278_514,
    "Massachusetts": 475_327,
    "New Hampshire": 141_822,
    "New Jersey": 179_570,
    "New York": 331_589,
    "North Carolina": 353_523,
    "Pennsylvania": 432_879,
    "Rhode Island": 68_446,
    "South Carolina": 206_236,
    "Vermont": 85_533,
    "Virginia": 630_560,
}
"""Populations for apportionment, as printed at tutorsglobe.com, "The First Apportionment"."""

# US Census Bureau, 2020 Census, Table 1: apportionment population, states in alphabetical order
# (they sum to the 331,108,434 of that table).
# fmt: off
CENSUS_2020 = [
    5_030_053,
    736_081,
    7_158_923,
    3_013_756,
    39_576_757,
    5_782_171,
    3_608_298,
    990_837,
    21_570_527,
    10_725_274,
    1_460_137,
    1_841_377,
    12_822_739,
    6_790_280,
    3_192_406,
    2_940_865,
    4_509_342,
    4_661_468,
    1_363_582,
    6_185_278,
    7_033_469,
    10_084_442,
    5_709_752,
    2_963_914,
    6_160_281,
    1_085_407,
    1_963_333,
    3_108_462,
    1_379_089,
    9_294_493,
    2_120_220,
    20_215_751,
    10_453_948,
    779_702,
    11_808_848,
    3_963_516,
    4_241_500,
    13_011_844,
    1_098_163,
    5_124_712,
    887_770,
    6_916_897,
    29_183_290,
    3_275_252,
    643_503,
    8_654_542,
    7_715_946,
    1_795_045,
    5_897_473,
    577_719,
]
# fmt: on
MINNESOTA, NEW_YORK = 22, 31


@pytest.mark.parametrize(
    ("method", "seats"),
    [("sainte_lague", [5, 4, 1]), ("largest_remainder", [5, 4, 1]), ("dhondt", [6, 4, 0])],
)
def test_ten_seats_among_three_parties(method: str, seats: list[int]) -> None:
    """staatsrecht.honikel.de/en/berechnungsbeispiele-loesungen.htm"""
    assert apportion([6100, 5000, 900], 10, method=method) == seats


def test_the_house_of_1792_by_jefferson() -> None:
    """105 seats by divisor 33,000: MAA Convergence, "Jefferson's Method of Apportionment"."""
    populations = list(CENSUS_1790.values())
    assert sum(populations) == 3_615_920
    seats = apportion(populations, 105, method="dhondt")
    assert seats == [population // 33_000 for population in populations]
    assert dict(zip(CENSUS_1790, seats, strict=True))["Virginia"] == 19
    divisor = explain_divisor(populations, seats, method="dhondt")
    assert divisor.high is not None
    assert divisor.low < 33_000 < divisor.high
    hamilton = apportion(populations, 105, method="largest_remainder")
    changes = [name for name, a, b in zip(CENSUS_1790, seats, hamilton, strict=True) if a != b]
    assert changes == ["Delaware", "Virginia"]


def test_the_bill_that_washington_vetoed() -> None:
    """120 seats by Hamilton: For All Practical Purposes (10th edition), chapter 14, example 6."""
    seats = apportion(list(CENSUS_1790.values()), 120, method="largest_remainder")
    assert seats == [8, 2, 2, 2, 9, 16, 5, 6, 11, 12, 14, 2, 7, 3, 21]


def test_the_last_seat_of_2020_went_to_minnesota_by_89_new_yorkers() -> None:
    """Census Bureau briefing of 26 April 2021; the 26 of Minnesota: NPR, 1 May 2021."""
    assert sum(CENSUS_2020) == 331_108_434
    house = apportion(CENSUS_2020, 435, method="huntington_hill", minimum=1)
    assert (house[MINNESOTA], house[NEW_YORK]) == (8, 26)
    divisor = explain_divisor(CENSUS_2020, house, method="huntington_hill", minimum=1)
    assert divisor.last_won is not None
    assert divisor.next_in_line is not None
    assert (divisor.last_won[0], divisor.next_in_line[0]) == (MINNESOTA, NEW_YORK)
    assert (_new_york_with(88), _new_york_with(89)) == (26, 27)
    assert (_minnesota_with(-25), _minnesota_with(-26)) == (8, 7)


def _new_york_with(more: int) -> int:
    return _house_with(NEW_YORK, more)[NEW_YORK]


def _minnesota_with(more: int) -> int:
    return _house_with(MINNESOTA, more)[MINNESOTA]


def _house_with(state: int, more: int) -> list[int]:
    populations = list(CENSUS_2020)
    populations[state] += more
    return apportion(populations, 435, method="huntington_hill", minimum=1)
