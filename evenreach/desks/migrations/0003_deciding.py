"""Consultations on policies, the schools' answers, and the record of each decision."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("desks", "0002_policies")]

    operations = [
        migrations.CreateModel(
            name="Consultation",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("academic_year", models.PositiveSmallIntegerField()),
                ("question", models.TextField()),
                ("opened_at", models.DateTimeField()),
                ("opened_by", models.TextField()),
                (
                    "closes_on",
                    models.DateField(help_text="The last day on which a school may answer."),
                ),
                ("closed_at", models.DateTimeField(null=True)),
                ("closed_by", models.TextField(blank=True)),
                (
                    "authority",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="flow.authority",
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
        ),
        migrations.CreateModel(
            name="ConsultationOption",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("letter", models.CharField(max_length=1)),
                ("is_proposed", models.BooleanField()),
                ("name", models.TextField()),
                ("terms", models.JSONField()),
                ("sessions", models.PositiveIntegerField()),
                ("input_sha256", models.CharField(max_length=64)),
                ("findings", models.JSONField(help_text="As allocation.findings writes them.")),
                (
                    "authority",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="flow.authority",
                    ),
                ),
                (
                    "consultation",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="desks.consultation",
                    ),
                ),
                (
                    "policy",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="desks.policy",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="ConsultationAnswer",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("answered_by", models.TextField()),
                ("answered_at", models.DateTimeField()),
                (
                    "agreement",
                    models.CharField(
                        choices=[
                            ("strongly_agree", "Strongly Agree"),
                            ("agree", "Agree"),
                            ("neither", "Neither"),
                            ("disagree", "Disagree"),
                            ("strongly_disagree", "Strongly Disagree"),
                        ],
                        max_length=17,
                    ),
                ),
                ("comment", models.TextField(blank=True)),
                (
                    "authority",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="flow.authority",
                    ),
                ),
                (
                    "consultation",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="desks.consultation",
                    ),
                ),
                (
                    "person",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
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
                    "preferred",
                    models.ForeignKey(
                        help_text="None: neither.",
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="desks.consultationoption",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Decision",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("number", models.PositiveSmallIntegerField()),
                (
                    "replaces",
                    models.PositiveSmallIntegerField(
                        default=0, help_text="The version that stood when it was decided; 0: none."
                    ),
                ),
                ("not_consulted_why", models.TextField(blank=True)),
                ("reasons", models.TextField(blank=True)),
                ("who_could_lose", models.TextField(blank=True)),
                ("protected_characteristics", models.TextField(blank=True)),
                ("mitigation", models.TextField(blank=True)),
                ("decided_by", models.TextField(blank=True)),
                ("decided_on", models.DateField(null=True)),
                ("evidence", models.JSONField(default=dict)),
                ("input_sha256", models.CharField(blank=True, max_length=64)),
                ("decided_at", models.DateTimeField(null=True)),
                ("recorded_by", models.TextField(blank=True)),
                (
                    "authority",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="flow.authority",
                    ),
                ),
                (
                    "consultation",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="desks.consultation",
                    ),
                ),
                (
                    "policy",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="desks.policy",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="OptionFigure",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("phase", models.TextField()),
                ("roll", models.PositiveIntegerField(null=True)),
                ("sessions", models.PositiveIntegerField()),
                ("explanation", models.JSONField()),
                (
                    "authority",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="flow.authority",
                    ),
                ),
                (
                    "option",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="desks.consultationoption",
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
            ],
        ),
        migrations.AddConstraint(
            model_name="consultation",
            constraint=models.UniqueConstraint(
                condition=models.Q(("closed_at", None)),
                fields=("service", "academic_year"),
                name="one_consultation_open_at_a_time",
            ),
        ),
        migrations.AddConstraint(
            model_name="consultation",
            constraint=models.CheckConstraint(
                condition=models.Q(("question", ""), _negated=True),
                name="consultations_ask_something",
            ),
        ),
        migrations.AddConstraint(
            model_name="consultationoption",
            constraint=models.UniqueConstraint(
                fields=("consultation", "letter"), name="one_option_per_letter"
            ),
        ),
        migrations.AddConstraint(
            model_name="consultationoption",
            constraint=models.UniqueConstraint(
                fields=("consultation", "policy"), name="one_option_per_policy"
            ),
        ),
        migrations.AddConstraint(
            model_name="consultationoption",
            constraint=models.UniqueConstraint(
                condition=models.Q(("is_proposed", True)),
                fields=("consultation",),
                name="one_option_is_proposed",
            ),
        ),
        migrations.AddConstraint(
            model_name="decision",
            constraint=models.UniqueConstraint(
                fields=("policy", "number"), name="one_decision_per_number"
            ),
        ),
        migrations.AddConstraint(
            model_name="decision",
            constraint=models.UniqueConstraint(
                condition=models.Q(("decided_at", None)),
                fields=("policy",),
                name="one_decision_in_draft_per_policy",
            ),
        ),
        migrations.AddConstraint(
            model_name="decision",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("decided_at", None),
                    models.Q(
                        ("decided_on__isnull", False),
                        models.Q(("reasons", ""), _negated=True),
                        models.Q(("who_could_lose", ""), _negated=True),
                        models.Q(("protected_characteristics", ""), _negated=True),
                        models.Q(("mitigation", ""), _negated=True),
                        models.Q(("decided_by", ""), _negated=True),
                        models.Q(("input_sha256", ""), _negated=True),
                        models.Q(
                            ("consultation__isnull", False),
                            models.Q(("not_consulted_why", ""), _negated=True),
                            _connector="OR",
                        ),
                    ),
                    _connector="OR",
                ),
                name="decisions_give_their_reasons",
            ),
        ),
        migrations.AddConstraint(
            model_name="optionfigure",
            constraint=models.UniqueConstraint(
                fields=("option", "school"), name="one_figure_per_school"
            ),
        ),
    ]
