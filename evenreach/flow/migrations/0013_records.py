import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models
from django.db.models import F, Q

NOT_KEPT = "not recorded"


def key():
    return models.BigAutoField(
        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
    )


def to(model, **more):
    return models.ForeignKey(
        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=model, **more
    )


def level():
    return models.PositiveSmallIntegerField(null=True)


def on_its_scale(name):
    return models.CheckConstraint(
        condition=Q(**{name: None}) | Q(**{f"{name}__gte": 1, f"{name}__lte": 10}),
        name=f"{name}_is_on_its_scale",
    )


def state(default):
    return models.CharField(
        choices=[
            ("draft", "Draft"),
            ("complete", "Complete"),
            ("to_check", "To Check"),
            ("checked", "Checked"),
        ],
        default=default,
        max_length=10,
    )


class Migration(migrations.Migration):
    dependencies = [("flow", "0012_consents")]

    operations = [
        migrations.AddField(
            model_name="specialistpost",
            name="needs_checking",
            field=models.BooleanField(
                default=False,
                help_text="A trainee's or assistant's records are checked by another.",
            ),
        ),
        migrations.RemoveConstraint(model_name="visitrecord", name="records_identify_need"),
        migrations.RemoveConstraint(model_name="visitrecord", name="further_assessment_says_what"),
        migrations.AddField("visitrecord", "edition", models.PositiveIntegerField(default=1)),
        migrations.AddField("visitrecord", "state", state("complete")),
        migrations.AlterField("visitrecord", "state", state("draft")),
        migrations.AddField("visitrecord", "checked_by", to(settings.AUTH_USER_MODEL, null=True)),
        migrations.AddField("visitrecord", "checked_at", models.DateTimeField(null=True)),
        *(
            migrations.AddField(
                "visitrecord", name, models.TextField(blank=True, default=""), False
            )
            for name in ("returned_why", "correcting")
        ),
        *(
            migrations.AddField(
                "visitrecord",
                f"assessment_{name}",
                models.CharField(blank=True, max_length=200, default=NOT_KEPT),
                False,
            )
            for name in ("what", "by", "when")
        ),
        *(
            migrations.AlterField("visitrecord", name, models.TextField(blank=True))
            for name in ("context", "strengths", "need_identified")
        ),
        migrations.AlterField(
            "visitrecord", "need_area", models.CharField(blank=True, max_length=40)
        ),
        migrations.AlterField(
            "visitrecord",
            "further_assessment",
            models.CharField(
                blank=True,
                choices=[("none", "None"), ("indicated", "Indicated"), ("included", "Included")],
                max_length=10,
            ),
        ),
        *(
            migrations.AlterField("provisionline", name, models.TextField(blank=True))
            for name in ("what", "who", "how_often")
        ),
        migrations.AlterField("provisionline", "until", models.DateField(null=True)),
        migrations.AddField("report", "reason", models.TextField(blank=True, default=""), False),
        migrations.AddConstraint(
            "visitrecord",
            models.CheckConstraint(
                condition=Q(state="draft")
                | ~Q(context="") & ~Q(strengths="") & ~Q(need_area="") & ~Q(need_identified=""),
                name="records_identify_need",
            ),
        ),
        migrations.AddConstraint(
            "visitrecord",
            models.CheckConstraint(
                condition=Q(state="draft")
                | Q(further_assessment="none")
                | Q(further_assessment="indicated")
                & ~Q(assessment_what="")
                & ~Q(assessment_by="")
                & ~Q(assessment_when="")
                | Q(further_assessment="included")
                & ~Q(assessment_what="")
                & ~Q(assessment_detail=""),
                name="further_assessment_says_what",
            ),
        ),
        migrations.AddConstraint(
            "visitrecord",
            models.CheckConstraint(
                condition=Q(state="checked", checked_by__isnull=False, checked_at__isnull=False)
                & ~Q(checked_by=F("written_by"))
                | ~Q(state="checked") & Q(checked_by=None, checked_at=None),
                name="a_second_person_checks",
            ),
        ),
        migrations.AddConstraint(
            "report",
            models.CheckConstraint(
                condition=Q(version=1, reason="") | Q(version__gt=1) & ~Q(reason=""),
                name="corrected_reports_say_why",
            ),
        ),
        migrations.CreateModel(
            name="Outcome",
            fields=[
                ("id", key()),
                ("number", models.PositiveSmallIntegerField()),
                ("what", models.TextField(blank=True)),
                ("baseline", level()),
                ("expected", level()),
                ("achieved", level()),
                ("weight", models.PositiveSmallIntegerField(default=1)),
                ("authority", to("flow.authority")),
                ("record", to("flow.visitrecord")),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        fields=["record", "number"], name="outcomes_are_numbered"
                    ),
                    *(on_its_scale(name) for name in ("baseline", "expected", "achieved")),
                    models.CheckConstraint(
                        condition=Q(baseline=None)
                        | Q(expected=None)
                        | Q(baseline__lt=F("expected")),
                        name="more_is_expected",
                    ),
                    models.CheckConstraint(
                        condition=Q(achieved=None)
                        | Q(baseline__isnull=False, expected__isnull=False) & ~Q(what=""),
                        name="only_the_agreed_is_achieved",
                    ),
                    models.CheckConstraint(
                        condition=Q(weight__gte=1, weight__lte=3),
                        name="outcomes_have_a_weight",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="FamilyLink",
            fields=[
                ("id", key()),
                ("token_digest", models.CharField(max_length=64)),
                ("sent_at", models.DateTimeField()),
                ("expires_on", models.DateField()),
                ("authority", to("flow.authority")),
                ("report", to("flow.report")),
                ("sent_by", to(settings.AUTH_USER_MODEL)),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        fields=["authority", "token_digest"], name="one_family_link_per_token"
                    )
                ],
            },
        ),
        migrations.AddField(
            "visit",
            "ended_cause",
            models.CharField(
                blank=True,
                choices=[
                    ("school", "School"),
                    ("service", "Service"),
                    ("learner_away", "Learner Away"),
                    ("no_access", "No Access"),
                ],
                default="",
                max_length=12,
            ),
            False,
        ),
        migrations.AddField(
            "visit",
            "ended_notice",
            models.CharField(
                blank=True,
                choices=[("before", "Before"), ("same_day", "Same Day"), ("none", "None")],
                default="",
                max_length=12,
            ),
            False,
        ),
        migrations.AddConstraint(
            "visit",
            models.CheckConstraint(
                condition=Q(ended_cause="", ended_notice="")
                | (~Q(ended_cause="") & ~Q(ended_notice="")),
                name="causes_have_a_notice",
            ),
        ),
        migrations.CreateModel(
            name="StepDone",
            fields=[
                ("id", key()),
                ("step", models.TextField()),
                ("ticked_at", models.DateTimeField()),
                ("authority", to("flow.authority")),
                ("visit", to("flow.visit")),
                ("ticked_by", to(settings.AUTH_USER_MODEL)),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=["visit", "step"], name="a_step_is_done_once")
                ],
            },
        ),
    ]
