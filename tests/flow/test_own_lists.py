"""The authority's own lists are read from either form, and refused by row, column and value."""

from datetime import datetime

import pytest

from evenreach.flow.people.inviting import OneTimeLink, invite
from evenreach.flow.people.queries import open_role_invitations, person_at, school_grants
from evenreach.flow.people.school_roles import Place
from evenreach.flow.people.standings import Standing, Wanted, standing_of, standings_of
from evenreach.flow.register.faults import FileRefused
from evenreach.flow.register.own_lists import (
    ContactRow,
    PartnershipRow,
    read_contacts,
    read_partnerships,
)
from tests.flow.test_bad_files import lines, workbook

KNOWN = {122170, 122171}
TITLES = ("Headteacher", "SENCO")
PARTNERSHIPS = "urn,partnership"
CONTACTS = "urn,name,email,title"
SUE = "122170,Sue,sue@example.com,SENCO"


def partnerships(raw: bytes) -> list[PartnershipRow]:
    return read_partnerships(raw, "file", known=KNOWN)


def contacts(raw: bytes) -> list[ContactRow]:
    return read_contacts(raw, "file", known=KNOWN, titles=TITLES)


BAD_PARTNERSHIPS = {
    "not on the register": (("999999,Hexham",), 2, "urn", "999999", "a school on this register"),
    "no URN": ((",Hexham",), 2, "urn", "", "a URN"),
    "no name": (("122170,",), 2, "partnership", "", "cell is empty"),
    "a school twice": (("122170,A", "122170,B"), 3, "urn", "122170", "row 2 has it too"),
    "two spellings": (
        ("122170,Tyne Valley", "122171,tyne  valley"),
        3, "partnership", "tyne valley", "row 2 has “Tyne Valley”",
    ),
    "a long name": (("122170," + "a" * 101,), 2, "partnership", "a" * 101, "at most 100"),
}  # fmt: skip
BAD_CONTACTS = {
    "no address": (("122170,Sue,sue,SENCO",), 2, "email", "sue", "name@example.com"),
    "no title": (("122170,Sue,sue@example.com,",), 2, "title", "", "cell is empty"),
    "another title": (
        ("122170,Sue,sue@example.com,Boss",), 2, "title", "Boss", "one of: Headteacher; SENCO",
    ),
    "not an open school": (
        ("999999,Sue,sue@example.com,SENCO",), 2, "urn", "999999", "an open school here",
    ),
    "a person twice": ((SUE, SUE), 3, "email", "sue@example.com", "row 2 has it"),
}  # fmt: skip
EVERY_BAD_LIST = [
    pytest.param(read, header, *case, id=f"{read.__name__}: {what}")
    for read, header, cases in (
        (partnerships, PARTNERSHIPS, BAD_PARTNERSHIPS),
        (contacts, CONTACTS, BAD_CONTACTS),
    )
    for what, case in cases.items()
]


@pytest.mark.parametrize(
    ("read", "header", "rows", "row", "column", "value", "expected"), EVERY_BAD_LIST
)
def test_a_bad_list_is_refused_by_row_column_and_value(
    read, header, rows, row, column, value, expected
):
    with pytest.raises(FileRefused) as refused:
        read(lines(header, *rows))
    [fault] = refused.value.faults
    assert (fault.row, fault.column, fault.value) == (row, column, value)
    assert expected in fault.expected


def test_every_fault_of_a_list_is_told_at_once():
    with pytest.raises(FileRefused) as refused:
        contacts(lines(CONTACTS, "999999,,not-an-address,Boss", "122170,Sue,sue@example.com,Boss"))
    assert [(fault.row, fault.column) for fault in refused.value.faults] == [
        (2, "name"),
        (2, "email"),
        (2, "title"),
        (2, "urn"),
        (3, "title"),
    ]


def test_a_list_of_partnerships_is_read_from_either_form():
    expected = [PartnershipRow(122170, "Hexham"), PartnershipRow(122171, "Haydon Bridge")]
    book = workbook((" URN", "Partnership"), (122170, "Hexham"), (122171.0, "Haydon  Bridge"))
    assert partnerships(book) == expected
    text = lines("Partnership,URN", "Hexham,122170", "Haydon Bridge,122171")
    assert partnerships(text) == expected


def test_a_list_of_contacts_is_read_from_either_form():
    expected = [ContactRow(2, 122170, "Sue Hall", "sue@example.com", "SENCO")]
    row = ("122170", "Sue Hall", "Sue@Example.com", "SENCO")
    assert contacts(workbook(tuple(CONTACTS.split(",")), row)) == expected
    assert contacts(lines(CONTACTS, ",".join(row))) == expected


def slowly(authority_id: int, wanted: Wanted, at: datetime) -> Standing:
    """Asked row by row."""
    person = person_at(authority_id, wanted.email)
    if person is None:
        invited = open_role_invitations(authority_id, wanted.place.urn)
        is_invited = invited.filter(email__iexact=wanted.email).exists()
        return Standing.INVITED if is_invited else Standing.NEW
    if not person.is_active:
        return Standing.CLOSED
    held = school_grants(authority_id, wanted.place.urn, on=at.date())
    return Standing.HOLDS if held.filter(person=person).exists() else Standing.KNOWN


def test_many_standings_are_what_each_is_by_itself_and_ask_no_more(
    people, eyes, northumberland, at, django_assert_num_queries
):
    people.brian.is_active = False
    people.brian.save()
    nell, kit = ("Nell", "nell@school.example"), ("Kit", "kit@school.example")
    here, there = Place(122170, "Here"), Place(122171, "There")
    invite(
        by=eyes(people.dawn),
        at=at,
        wanted=Wanted(here, *nell, "SENCO"),
        link=OneTimeLink("for-nell", "http://testserver/join/for-nell/"),
    )
    told = [(p.name, p.email) for p in (people.alison, people.brian, people.dawn, people.tom)]
    listed = [
        Wanted(place, name, email.upper(), "SENCO")
        for place in (here, there)
        for name, email in (*told, nell, kit)
    ]
    each = [slowly(northumberland.pk, wanted, at) for wanted in listed]
    with django_assert_num_queries(3):
        assert standings_of(northumberland.pk, listed, at=at) == each
    assert [standing_of(northumberland.pk, wanted, at=at) for wanted in listed] == each
    assert set(each) == set(Standing)
