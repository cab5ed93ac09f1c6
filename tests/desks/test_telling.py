"""Anybody can work the adopted sessions out again from what `evenreach explain` prints."""

import json
from fractions import Fraction

from evenreach.desks.allocation.queries import shares_of, standing_policies
from evenreach.desks.allocation.telling import explained, explained_in_words

from ..methods.apportionment_twins import seat_by_seat

YEAR = 2025
SENCO_URN = 122170


def test_every_school_can_be_worked_out_from_the_printed_facts_alone(northumberland):
    told = json.loads(json.dumps(explained(northumberland.pk, academic_year=YEAR)))
    assert told["method"] == "sainte_lague"
    assert [service["service"] for service in told["services"]] == [
        "educational-psychology",
        "specialist-teaching",
    ]
    for service in told["services"]:
        schools, base = service["schools"], service["base_sessions"]
        needs = []
        for school in schools:
            products = [
                None if factor["value"] is None else Fraction(factor["value"]) * weight
                for factor in school["factors"]
                if (weight := Fraction(factor["weight"]))
            ]
            need = Fraction(0) if None in products else sum(products, Fraction(0))
            assert Fraction(school["need"]) == need
            needs.append(need)
        again = seat_by_seat(
            service["method"],
            needs,
            service["capacity_sessions"] - base * len(schools),
            [school["floor"] - base for school in schools],
            [None if school["cap"] is None else school["cap"] - base for school in schools],
            [school["rank"] for school in schools],
        )
        assert [base + more for more in again] == [school["sessions"] for school in schools]
        assert sum(school["sessions"] for school in schools) == service["capacity_sessions"]


def test_the_facts_are_those_that_were_adopted(northumberland):
    told = explained(northumberland.pk, academic_year=YEAR)
    for service, policy in zip(
        told["services"], standing_policies(northumberland.pk, academic_year=YEAR), strict=True
    ):
        assert service["policy"] == policy.name
        assert {school["urn"]: school["sessions"] for school in service["schools"]} == dict(
            shares_of(policy).values_list("school__urn", "sessions")
        )


def test_one_schools_text_ends_in_its_sessions(northumberland):
    told = explained(northumberland.pk, academic_year=YEAR)
    lines = explained_in_words(northumberland.pk, academic_year=YEAR, urn=SENCO_URN)
    for service in told["services"]:
        sessions = next(s["sessions"] for s in service["schools"] if s["urn"] == SENCO_URN)
        base = service["base_sessions"]
        assert f"  Sessions: {base} + {sessions - base} = {sessions}" in lines


def test_a_school_without_a_share_has_no_text(northumberland):
    assert explained_in_words(northumberland.pk, academic_year=YEAR, urn=999_999) == []
    assert explained(northumberland.pk, academic_year=1999)["services"] == []
