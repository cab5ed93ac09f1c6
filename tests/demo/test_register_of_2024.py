"""Northumberland's register of June 2024 and its links: what changed until January 2026 shows."""

from collections import Counter
from pathlib import Path

from evenreach.flow.register.files import read_establishments
from evenreach.flow.register.link_files import read_links

CARRIED = Path(__file__).resolve().parents[2] / "evenreach" / "demo" / "register"
OF_2024 = "edubasealldata_northumberland_2024-06.csv"
OF_2026 = "edubasealldata_northumberland.csv"
LINKS = "links_edubasealldata_northumberland.csv"
BECAME_ACADEMIES = {
    122172: 151711,
    122188: 151712,
    122238: 151714,
    122276: 151097,
    122277: 151715,
    122284: 151098,
    122289: 151716,
    122290: 151717,
}


def establishments(name):
    return {each.urn: each for each in read_establishments((CARRIED / name).read_bytes(), name)}


def links():
    return read_links((CARRIED / LINKS).read_bytes(), LINKS)


def test_the_register_of_2024_is_read_whole():
    then = establishments(OF_2024).values()
    assert Counter(school.status for school in then) == {
        "Open": 173,
        "Open, but proposed to close": 4,
        "Proposed to open": 1,
        "Closed": 83,
    }
    assert {school.la_code for school in then} == {"929"}
    assert [school.urn for school in then] == sorted(school.urn for school in then)


def test_what_is_not_known_of_2024_stays_empty():
    then = establishments(OF_2024).values()
    nowhere = {s.urn for s in then if s.easting is None and s.status != "Closed"}
    assert nowhere == {132771, 143292, 150704}
    assert not [s.urn for s in then if s.urn in nowhere and (s.postcode or s.ward)]
    assert {(s.trust, s.low_age, s.high_age, s.lsoa, s.close_on) for s in then} == {(None,) * 5}
    assert sum(s.status == "Closed" and s.easting is None for s in then) == 78


def test_every_closed_establishment_has_a_link_to_one_that_was_not():
    then = establishments(OF_2024)
    live = {school.urn for school in then.values() if school.status != "Closed"}
    joined = {end for link in links() for end in (link.urn, link.link_urn) if live & ends(link)}
    assert set(then) - live == joined & (set(then) - live)


def ends(link):
    return {link.urn, link.link_urn}


def test_seven_of_the_eight_new_academies_have_links_to_what_they_were():
    linked = {(link.urn, link.link_urn): link.link_type for link in links()}
    ways = {
        before: (linked.get((before, after)), linked.get((after, before)))
        for before, after in BECAME_ACADEMIES.items()
    }
    shilbottle = 122238
    assert ways.pop(shilbottle) == (None, None)
    assert list(ways.values()) == [("Successor", "Predecessor")] * 7


def test_a_school_that_became_an_academy_is_in_one_register_under_each_urn():
    then, now = establishments(OF_2024), establishments(OF_2026)
    for before, after in BECAME_ACADEMIES.items():
        assert (before in then, after in then) == (True, False)
        assert (before in now, after in now) == (False, True)


def test_the_two_registers_differ_as_the_readme_says():
    then, now = establishments(OF_2024), establishments(OF_2026)
    live = {urn for urn, school in then.items() if school.status != "Closed"}
    assert live - set(now) == {*BECAME_ACADEMIES, 145184, 150704}
    assert set(now) - set(then) == {*BECAME_ACADEMIES.values(), 152094, 152312}
    renamed = [urn for urn in live & set(now) if then[urn].name != now[urn].name]
    assert len(renamed) == 19
    king_edwin = (then[122174].name, now[122174].name)
    assert king_edwin == ("Amble First School", "King Edwin Primary School")


def test_the_links_are_carried_as_gias_writes_them():
    raw = (CARRIED / LINKS).read_bytes()
    assert raw.startswith(b'"URN","LinkURN","LinkName","LinkType","LinkEstablishedDate"\r\n')
    assert raw.count(b"\n") == raw.count(b"\r\n") == 248
    assert len({(link.urn, link.link_urn, link.link_type) for link in links()}) == 247
    assert sum(link.established_on is not None for link in links()) == 200
