"""Roles begin and end with their dates; leavers see nothing at once."""

from datetime import date, timedelta

import pytest
from django.db import IntegrityError, transaction

from evenreach.flow.journal.scope import acting_for
from evenreach.flow.people.actions import NameTaken, add_person, grant_role
from evenreach.flow.people.eyes import Eyes, eyes_of
from evenreach.flow.people.models import Person, Role, RoleGrant
from evenreach.flow.people.queries import authority_at, people_with, time_at


def test_roles_have_dates(people, at, northumberland):
    today = at.date()
    grant = RoleGrant.objects.of(northumberland.pk).get(person=people.alison)
    assert eyes_of(people.alison, on=today).urns == {122170}
    assert eyes_of(people.alison, on=date(2025, 6, 30)).urns == frozenset()
    grant.ends_on = today
    grant.save()
    assert eyes_of(people.alison, on=today).urns == frozenset()
    assert eyes_of(people.alison, on=today - timedelta(days=1)).urns == {122170}


def test_a_leaver_sees_nothing(people, at):
    people.tom.is_active = False
    assert eyes_of(people.tom, on=at.date()).roles == frozenset()


def test_each_role_gives_its_own_eyes(people, at):
    roles = {
        name: eyes_of(getattr(people, name), on=at.date()).roles
        for name in ("alison", "tom", "jean", "morag", "anil")
    }
    assert roles == {
        "alison": {Role.SCHOOL},
        "tom": {Role.SPECIALIST},
        "jean": {Role.SERVICE_LEAD},
        "morag": {Role.AUTHORITY_LEAD},
        "anil": {Role.EVALUATOR},
    }


def test_an_address_is_one_person_here_and_another_elsewhere(people, at, elsewhere):
    by = Eyes(authority_id=people.alison.authority_id, name="Morag")
    with pytest.raises(NameTaken, match="already signs in"):
        add_person(by=by, at=at, name="Twin", email=people.alison.email, password=None)
    with acting_for(elsewhere.pk):
        there = Eyes(authority_id=elsewhere.pk, name="Somebody")
        twin = add_person(by=there, at=at, name="Twin", email=people.alison.email, password=None)
        assert Person.objects.get(email=people.alison.email) == twin


def test_a_school_role_names_its_school(people, at):
    by = Eyes(authority_id=people.alison.authority_id, name="Morag")
    with pytest.raises(IntegrityError, match="school_roles"), transaction.atomic():
        grant_role(by=by, at=at, person=people.tom, role=Role.SCHOOL, starts_on=at.date())


def test_people_are_found_by_role(people, at, northumberland):
    found = people_with(northumberland.pk, Role.SCHOOL, on=at.date(), urn=122170)
    assert {person.name for person in found} == {people.alison.name, people.dawn.name}


def test_an_authority_answers_at_its_host(northumberland, elsewhere):
    assert authority_at("elsewhere.test") == elsewhere
    assert authority_at("anything.test") == northumberland


def test_a_demonstrations_clock_runs_on_from_where_it_was_set(northumberland):
    later = northumberland.clock_set_at + timedelta(hours=3)
    assert time_at(northumberland, real=later) == northumberland.clock_shows + timedelta(hours=3)
    northumberland.clock_shows = northumberland.clock_set_at = None
    assert time_at(northumberland, real=later) == later
