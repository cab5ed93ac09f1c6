import django.db.models.deletion
from django.db import migrations, models
from django.db.models import Q

FOLD = """
ALTER TABLE desks_policy DISABLE TRIGGER USER;
ALTER TABLE desks_policy NO FORCE ROW LEVEL SECURITY;
UPDATE desks_policy SET
    version = CASE WHEN adopted_at IS NULL THEN NULL ELSE 1 END,
    terms = jsonb_build_object(
        'base_sessions', base_sessions,
        'floor_sessions', 0,
        'cap_sessions', NULL,
        'weights', weights,
        'observed', '1',
        'counted', (
            SELECT coalesce(jsonb_object_agg(phase, '0'), '{}')
            FROM jsonb_array_elements_text(base_only_phases) AS phase
        ),
        'most_loss', NULL,
        'most_gain', NULL,
        'method', method
    );
ALTER TABLE desks_policy FORCE ROW LEVEL SECURITY;
ALTER TABLE desks_policy ENABLE TRIGGER USER;
"""


class Migration(migrations.Migration):

    dependencies = [("desks", "0001_initial"), ("flow", "0008_the_year")]

    operations = [
        migrations.AddField("policy", "terms", models.JSONField(default=dict)),
        migrations.AddField(
            "policy",
            "version",
            models.PositiveSmallIntegerField(
                null=True, help_text="Given on adoption, from 1."
            ),
        ),
        migrations.AddField(
            "policy",
            "reason",
            models.TextField(
                blank=True, default="", help_text="Why a version corrects the one before."
            ),
        ),
        migrations.RunSQL(FOLD, migrations.RunSQL.noop),
        migrations.AlterField(
            "policy",
            "terms",
            models.JSONField(help_text="As allocation.terms.Terms writes it."),
        ),
        migrations.AlterField(
            "policy",
            "reason",
            models.TextField(blank=True, help_text="Why a version corrects the one before."),
        ),
        migrations.RemoveConstraint("policy", "one_policy_adopted_per_year"),
        migrations.RemoveField("policy", "base_sessions"),
        migrations.RemoveField("policy", "weights"),
        migrations.RemoveField("policy", "base_only_phases"),
        migrations.RemoveField("policy", "method"),
        migrations.AddConstraint(
            "policy",
            models.UniqueConstraint(
                fields=["service", "academic_year", "version"], name="one_policy_per_version"
            ),
        ),
        migrations.AddConstraint(
            "policy",
            models.CheckConstraint(
                condition=Q(adopted_at=None, version=None)
                | Q(adopted_at__isnull=False, version__gte=1),
                name="adopted_policies_have_a_version",
            ),
        ),
        migrations.AddConstraint(
            "policy",
            models.CheckConstraint(
                condition=Q(version=None) | Q(version=1) | ~Q(reason=""),
                name="a_correction_has_its_reason",
            ),
        ),
        migrations.CreateModel(
            name="FormerShare",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("academic_year", models.PositiveSmallIntegerField()),
                ("sessions", models.PositiveIntegerField()),
                ("source", models.TextField()),
                (
                    "authority",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="flow.authority",
                    ),
                ),
                (
                    "school",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="flow.school",
                    ),
                ),
                (
                    "service",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="flow.service",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        fields=["service", "school", "academic_year"],
                        name="one_former_share_per_year",
                    )
                ],
            },
        ),
    ]
