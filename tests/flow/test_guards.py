"""What the database refuses by itself, seen as the role that serves."""

import pytest
from django.db import DatabaseError, IntegrityError, connection, transaction

from evenreach.flow.journal.models import Change
from evenreach.flow.journal.scope import Unscoped, acting_for
from evenreach.flow.models import Account, LedgerEntry, OfferVersion, RoleGrant, School

UNGUARDED = {
    "account_emailaddress": "its people are guarded, and its policy asks for them",
    "account_emailconfirmation": "as above, through the address",
    "auth_group": "Django's own, unused and not granted",
    "auth_group_permissions": "Django's own, unused and not granted",
    "auth_permission": "Django's own, unused and not granted",
    "django_cache": "counts sign-in attempts; no facts of an authority",
    "django_content_type": "names of tables",
    "django_migrations": "names of migrations",
    "django_session": "opaque; a session's person is looked up under the guard",
    "flow_authority": "the list of authorities; the serving role can only read it",
    "procrastinate_events": "when jobs began and ended",
    "procrastinate_jobs": "a job's arguments are the identifiers of an authority and of a task",
    "procrastinate_periodic_defers": "procrastinate's own, unused",
    "procrastinate_workers": "which workers live",
}


def rows(sql: str, *values: object) -> list[tuple]:
    with connection.cursor() as cursor:
        cursor.execute(sql, values)
        return cursor.fetchall()


def test_the_serving_role_is_bound(northumberland):
    [(role, superuser, bypasses)] = rows(
        "SELECT rolname, rolsuper, rolbypassrls FROM pg_roles WHERE rolname = current_user"
    )
    assert (role, superuser, bypasses) == ("evenreach_web", False, False)
    assert rows("SELECT count(*) FROM pg_tables WHERE tableowner = current_user") == [(0,)]


def test_every_table_is_guarded_or_says_why_not(northumberland):
    guarded = {
        name
        for (name,) in rows(
            "SELECT relname FROM pg_class JOIN pg_policy ON polrelid = pg_class.oid"
            " WHERE relrowsecurity AND relforcerowsecurity AND polname = 'own_authority'"
        )
    }
    tables = {
        name for (name,) in rows("SELECT tablename FROM pg_tables WHERE schemaname = 'public'")
    }
    assert tables - guarded == set(UNGUARDED)


def test_another_authority_sees_nothing(northumberland, elsewhere):
    assert School.objects.of(northumberland.pk).count() == 178
    with acting_for(elsewhere.pk):
        assert School.objects.of(northumberland.pk).count() == 0
        assert rows("SELECT count(*) FROM flow_school") == [(0,)]


def test_without_an_authority_nothing_is_seen(northumberland):
    rows("SELECT set_config('evenreach.authority', '', true)")
    assert rows("SELECT count(*) FROM flow_school") == [(0,)]


def test_nothing_is_written_for_another_authority(northumberland, elsewhere):
    with pytest.raises(DatabaseError, match="row-level security"), transaction.atomic():
        OfferVersion.objects.create(authority_id=elsewhere.pk, academic_year=2025)


def test_a_row_refers_to_its_own_authority_only(northumberland, elsewhere, people):
    with acting_for(elsewhere.pk), pytest.raises(IntegrityError), transaction.atomic():
        RoleGrant.objects.create(
            authority_id=elsewhere.pk,
            person_id=people.alison.pk,
            role="evaluator",
            starts_on="2025-09-01",
        )
        rows("SET CONSTRAINTS ALL IMMEDIATE")


def test_an_unscoped_query_raises(northumberland):
    with pytest.raises(Unscoped, match="School was queried without a scope"):
        list(School.objects.all())
    for read in (
        lambda: School.objects.count(),
        lambda: School.objects.filter(urn=122170).exists(),
        lambda: School.objects.filter(urn=122170).get(),
        lambda: School.objects.filter(urn=122170).update(name=""),
        lambda: School.objects.filter(urn=122170).delete(),
        lambda: list(School.objects.values_list("urn", flat=True).iterator()),
        lambda: School.objects.aggregate(),
    ):
        with pytest.raises(Unscoped):
            read()


def test_every_change_is_journaled_with_its_actor(northumberland, people):
    rows("SELECT set_config('evenreach.actor', %s, true)", str(people.morag.pk))
    School.objects.of(northumberland.pk).filter(urn=122170).update(ward="Another ward")
    change = Change.objects.of(northumberland.pk).order_by("-pk").first()
    assert change is not None
    assert (change.table, change.operation, change.actor_id) == (
        "flow_school",
        "update",
        people.morag.pk,
    )
    assert change.after == {"ward": "Another ward"}


def test_the_journal_is_not_written_by_hand(northumberland):
    with pytest.raises(DatabaseError, match="permission denied"), transaction.atomic():
        Change.objects.create(authority_id=northumberland.pk, table="x", row_id=1, operation="x")
    for statement in ("UPDATE flow_line SET why = ''", "DELETE FROM flow_learnerlook"):
        with pytest.raises(DatabaseError, match="permission denied"), transaction.atomic():
            rows(statement)


def test_a_password_never_enters_the_journal(northumberland, people):
    people.alison.set_password("another-long-password")
    people.alison.save()
    changes = Change.objects.of(northumberland.pk).filter(table="flow_person")
    assert changes.exists()
    assert not any("password" in (change.after or {}) for change in changes)


def test_the_ledger_is_written_once(northumberland):
    for statement in ("UPDATE flow_ledgerentry SET minutes = 1", "DELETE FROM flow_ledgerentry"):
        with pytest.raises(DatabaseError, match="written once"), transaction.atomic():
            rows(statement)


def test_the_ledger_is_never_overdrawn(northumberland, at):
    account = Account.objects.of(northumberland.pk).order_by("pk").first()
    assert account is not None
    granted = sum(
        entry.minutes for entry in LedgerEntry.objects.of(northumberland.pk).filter(account=account)
    )
    with pytest.raises(IntegrityError, match="cannot give"), transaction.atomic():
        LedgerEntry.objects.create(
            authority_id=northumberland.pk,
            account=account,
            kind="reserve",
            minutes=-granted - 1,
            entered_at=at,
            why="too much",
        )


def test_a_published_offer_never_changes(northumberland):
    for statement in (
        "UPDATE flow_offerversion SET number = 9",
        "UPDATE flow_serviceoffer SET name = 'x'",
        "DELETE FROM flow_visitspecification",
        "UPDATE desks_policy SET version = 9 WHERE adopted_at IS NOT NULL",
        "UPDATE desks_share SET sessions = 9",
    ):
        with pytest.raises(DatabaseError, match="never change"), transaction.atomic():
            rows(statement)
