import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("flow", "0013_records")]

    operations = [
        migrations.CreateModel(
            name="LearnerMove",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "reference_given",
                    models.CharField(help_text="The present school's reference.", max_length=30),
                ),
                ("new_reference", models.CharField(blank=True, max_length=30)),
                (
                    "proposed_from",
                    models.CharField(
                        choices=[("present", "Present"), ("new", "New")], max_length=10
                    ),
                ),
                ("proposed_at", models.DateTimeField()),
                ("shares_reports", models.BooleanField(default=False)),
                (
                    "shared_by",
                    models.CharField(
                        blank=True, help_text="The relationship; no name.", max_length=40
                    ),
                ),
                ("shared_on", models.DateField(null=True)),
                (
                    "outcome",
                    models.CharField(
                        blank=True,
                        choices=[("confirmed", "Confirmed"), ("refused", "Refused")],
                        max_length=10,
                    ),
                ),
                ("settled_at", models.DateTimeField(null=True)),
                ("why", models.TextField(blank=True)),
            ],
        ),
        migrations.CreateModel(
            name="MailChoice",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("authority_id", models.BigIntegerField()),
                ("recipient", models.EmailField(help_text="In small letters.", max_length=254)),
                ("kind", models.CharField(max_length=20)),
                (
                    "goes",
                    models.CharField(
                        choices=[("at_once", "At Once"), ("daily", "Daily"), ("never", "Never")],
                        max_length=10,
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Review",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "reviewed_on",
                    models.DateField(help_text="The day on which people sat together."),
                ),
                ("written_at", models.DateTimeField()),
                (
                    "difference",
                    models.TextField(
                        help_text="What has changed for the learner, and what has not."
                    ),
                ),
                ("learner_view", models.TextField(blank=True)),
                ("family_view", models.TextField(blank=True)),
                (
                    "next_step",
                    models.CharField(
                        choices=[
                            ("close", "Close"),
                            ("ask_again", "Ask Again"),
                            ("refer_on", "Refer On"),
                        ],
                        max_length=10,
                    ),
                ),
                ("next_detail", models.TextField(blank=True)),
            ],
        ),
        migrations.CreateModel(
            name="ReviewedLine",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("what", models.TextField()),
                (
                    "done",
                    models.CharField(
                        choices=[("done", "Done"), ("partly", "Partly"), ("not", "Not")],
                        max_length=10,
                    ),
                ),
                ("why", models.TextField(blank=True)),
            ],
        ),
        migrations.AddField(
            model_name="outgoingmail",
            name="goes",
            field=models.CharField(
                choices=[("at_once", "At Once"), ("daily", "Daily"), ("never", "Never")],
                default="at_once",
                max_length=10,
            ),
        ),
        migrations.AddField(
            model_name="outgoingmail",
            name="in_digest",
            field=models.TextField(blank=True),
        ),
        migrations.AddField(
            model_name="learnermove",
            name="authority",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="+", to="flow.authority"
            ),
        ),
        migrations.AddField(
            model_name="learnermove",
            name="from_school",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="+", to="flow.school"
            ),
        ),
        migrations.AddField(
            model_name="learnermove",
            name="learner",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="flow.learner",
            ),
        ),
        migrations.AddField(
            model_name="learnermove",
            name="proposed_by",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField(
            model_name="learnermove",
            name="settled_by",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField(
            model_name="learnermove",
            name="to_school",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="+", to="flow.school"
            ),
        ),
        migrations.AddConstraint(
            model_name="mailchoice",
            constraint=models.UniqueConstraint(
                fields=("authority_id", "recipient", "kind"), name="one_choice_per_kind_of_mail"
            ),
        ),
        migrations.AddField(
            model_name="review",
            name="authority",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="+", to="flow.authority"
            ),
        ),
        migrations.AddField(
            model_name="review",
            name="reviewed_by",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField(
            model_name="review",
            name="school_request",
            field=models.OneToOneField(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="flow.schoolrequest",
            ),
        ),
        migrations.AddField(
            model_name="reviewedline",
            name="authority",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="+", to="flow.authority"
            ),
        ),
        migrations.AddField(
            model_name="reviewedline",
            name="review",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="+", to="flow.review"
            ),
        ),
        migrations.AddIndex(
            model_name="learnermove",
            index=models.Index(fields=["authority", "outcome"], name="moves_by_outcome"),
        ),
        migrations.AddConstraint(
            model_name="learnermove",
            constraint=models.CheckConstraint(
                condition=models.Q(("from_school", models.F("to_school")), _negated=True),
                name="moves_go_to_another_school",
            ),
        ),
        migrations.AddConstraint(
            model_name="learnermove",
            constraint=models.UniqueConstraint(
                condition=models.Q(("outcome", "")),
                fields=("learner",),
                name="one_open_move_of_a_learner",
            ),
        ),
        migrations.AddConstraint(
            model_name="learnermove",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("outcome", "confirmed"), _negated=True),
                    models.Q(
                        ("learner__isnull", False),
                        ("settled_at__isnull", False),
                        ("settled_by__isnull", False),
                        models.Q(("new_reference", ""), _negated=True),
                    ),
                    _connector="OR",
                ),
                name="confirmed_moves_are_complete",
            ),
        ),
        migrations.AddConstraint(
            model_name="learnermove",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("outcome", "refused"), _negated=True),
                    models.Q(("why", ""), _negated=True),
                    _connector="OR",
                ),
                name="refused_moves_say_why",
            ),
        ),
        migrations.AddConstraint(
            model_name="learnermove",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("shares_reports", False),
                    models.Q(
                        ("shared_on__isnull", False), models.Q(("shared_by", ""), _negated=True)
                    ),
                    _connector="OR",
                ),
                name="reports_are_shared_by_consent",
            ),
        ),
        migrations.AddConstraint(
            model_name="review",
            constraint=models.CheckConstraint(
                condition=models.Q(("difference", ""), _negated=True),
                name="reviews_say_what_difference_it_made",
            ),
        ),
        migrations.AddConstraint(
            model_name="review",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("next_step", "refer_on"), _negated=True),
                    models.Q(("next_detail", ""), _negated=True),
                    _connector="OR",
                ),
                name="referring_on_says_to_whom",
            ),
        ),
        migrations.AddConstraint(
            model_name="reviewedline",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("done", "done"), models.Q(("why", ""), _negated=True), _connector="OR"
                ),
                name="what_was_not_done_says_why",
            ),
        ),
    ]
