"""What the carried registers are written with keeps GIAS's manner and adds no guess."""

import pytest

from tools.gias_format import gias_csv, windows_1252
from tools.open_data import census_facts, counted, detail_facts

MERGED = {"urn": "150054", "census_urns": "138683;139940"}


def test_text_is_quoted_and_numbers_are_bare():
    acomb = {"URN": "122170", "EstablishmentName": 'The "First" School', "Easting": "393526"}
    assert gias_csv(["URN", "EstablishmentName", "Postcode", "Easting"], [acomb]) == (
        b'"URN","EstablishmentName","Postcode","Easting"\r\n'
        b'122170,"The ""First"" School","",393526\r\n'
    )


def test_a_byte_that_was_misread_as_latin_1_is_written_as_it_was():
    assert windows_1252("St John\x92s, Ch\xe2teau") == b"St John\x92s, Ch\xe2teau"


def test_a_character_that_gias_could_not_have_written_stops_the_writing():
    with pytest.raises(UnicodeEncodeError):
        windows_1252("ARET\ufffd LEARNING TRUST")


def test_schools_that_merged_are_summed_only_if_each_was_counted():
    one, other = {"sen_support": "53"}, {"sen_support": "38"}
    both = {"138683": one, "139940": other}
    assert counted(MERGED, both, "sen_support") == "91"
    assert counted(MERGED, {"138683": one}, "sen_support") == ""
    assert counted({"urn": "152094", "census_urns": ""}, both, "sen_support") == ""
    assert counted(MERGED, both | {"139940": {"sen_support": "0"}}, "sen_support") == "53"


def test_a_school_that_is_in_no_source_gets_no_facts():
    assert (census_facts({}), detail_facts({})) == ({}, {})
