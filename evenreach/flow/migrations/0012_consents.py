"""Consent becomes a row for each answer; what was recorded until now stands as the newest.

The owner of the tables is bound by row-level security too, so the time at which an older row was
entered is worked out while its column is rewritten, not by an update that would see no row.
"""

from datetime import UTC, datetime

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models
from django.db.models import Q

YOUNG_PERSON = "The young person"
ENTERED_AT_MIDDAY = """
ALTER TABLE flow_consent ALTER COLUMN entered_at TYPE timestamptz
USING (given_on + time '12:00') AT TIME ZONE 'Europe/London'
"""


def to(model, **more):
    return models.ForeignKey(
        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=model, **more
    )


def choices(*values):
    return [(value, value.replace("_", " ").title()) for value in values]


class Migration(migrations.Migration):
    dependencies = [("flow", "0011_asking")]

    operations = [
        migrations.AlterField("consent", "school_request", to("flow.schoolrequest")),
        migrations.AlterField(
            "consent",
            "outcome",
            models.CharField(
                choices=choices("requested", "given", "refused", "disagreed", "withdrawn"),
                max_length=10,
            ),
        ),
        migrations.AlterField(
            "consent",
            "route",
            models.CharField(
                choices=choices("online", "paper", "telephone", "in_person", "own"), max_length=10
            ),
        ),
        migrations.AlterField(
            "consent",
            "given_by",
            models.CharField(
                blank=True, help_text="The relationship; no name is kept.", max_length=40
            ),
        ),
        migrations.AlterField("consent", "given_on", models.DateField(null=True)),
        migrations.AlterField("consent", "recorded_by", to(settings.AUTH_USER_MODEL, null=True)),
        migrations.AddField("consent", "is_in_care", models.BooleanField(default=False)),
        migrations.AddField(
            "consent",
            "holder_name",
            models.CharField(
                blank=True,
                default="",
                help_text="Who holds parental responsibility; for a child in care alone.",
                max_length=80,
            ),
            preserve_default=False,
        ),
        migrations.AddField(
            "consent",
            "not_self_why",
            models.TextField(
                blank=True,
                default="",
                help_text="Why a young person over 16 does not decide for themselves.",
            ),
            preserve_default=False,
        ),
        migrations.AddField(
            "consent",
            "scope",
            models.CharField(choices=choices("visit", "sharing"), default="visit", max_length=10),
        ),
        migrations.AddField(
            "consent",
            "settled_how",
            models.TextField(blank=True, default="", help_text="How a disagreement was settled."),
            preserve_default=False,
        ),
        migrations.AddField(
            "consent",
            "said",
            models.TextField(
                blank=True, default="", help_text="What the family wrote beside the answer."
            ),
            preserve_default=False,
        ),
        migrations.AddField(
            "consent",
            "entered_at",
            models.DateTimeField(default=datetime(2025, 9, 1, tzinfo=UTC)),
            preserve_default=False,
        ),
        migrations.RunSQL(ENTERED_AT_MIDDAY, migrations.RunSQL.noop),
        migrations.AddField("consent", "superseded_at", models.DateTimeField(null=True)),
        migrations.AddField(
            "consent",
            "token_digest",
            models.CharField(blank=True, default="", max_length=64),
            preserve_default=False,
        ),
        migrations.AddField("consent", "expires_at", models.DateTimeField(null=True)),
        migrations.AddConstraint(
            "consent",
            models.CheckConstraint(
                condition=(
                    Q(outcome="requested", given_by="", given_on=None, expires_at__isnull=False)
                    & ~Q(token_digest="")
                )
                | (~Q(outcome="requested") & Q(given_on__isnull=False) & ~Q(given_by="")),
                name="consents_say_by_whom_and_when",
            ),
        ),
        migrations.AddConstraint(
            "consent",
            models.CheckConstraint(
                condition=Q(is_in_care=False, holder_name="")
                | (Q(is_in_care=True) & ~Q(holder_name="")),
                name="a_child_in_care_has_a_named_holder",
            ),
        ),
        migrations.AddConstraint(
            "consent",
            models.CheckConstraint(
                condition=Q(recorded_by__isnull=False) | ~Q(token_digest=""),
                name="consents_come_from_somebody",
            ),
        ),
        migrations.AddConstraint(
            "consent",
            models.CheckConstraint(
                condition=~Q(route="own") | Q(given_by=YOUNG_PERSON),
                name="their_own_is_the_young_persons",
            ),
        ),
        migrations.AddConstraint(
            "consent",
            models.UniqueConstraint(
                fields=["school_request"],
                condition=Q(superseded_at=None),
                name="one_standing_consent_per_request",
            ),
        ),
        migrations.AddConstraint(
            "consent",
            models.UniqueConstraint(
                fields=["authority", "token_digest"],
                condition=Q(superseded_at=None) & ~Q(token_digest=""),
                name="one_standing_consent_per_link",
            ),
        ),
    ]
