import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

STATES = [
    ("drafted", "Drafted"),
    ("asked", "Asked"),
    ("returned", "Returned"),
    ("accepted", "Accepted"),
    ("declined", "Declined"),
    ("signposted", "Signposted"),
    ("booked", "Booked"),
    ("seen", "Seen"),
    ("reported", "Reported"),
    ("closed", "Closed"),
    ("withdrawn", "Withdrawn"),
]
ROLES = [
    ("school", "School"),
    ("specialist", "Specialist"),
    ("service_lead", "Service Lead"),
    ("authority_lead", "Authority Lead"),
    ("evaluator", "Evaluator"),
]


class Migration(migrations.Migration):
    dependencies = [("flow", "0009_register_indexes")]

    operations = [
        migrations.AlterField(
            model_name="schoolrequest",
            name="state",
            field=models.CharField(choices=STATES, default="drafted", max_length=10),
        ),
        migrations.AddField(
            model_name="schoolrequest",
            name="assigned_to",
            field=models.ForeignKey(
                help_text="The specialist whom the service gave it to, if it chose one.",
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AlterField(
            model_name="visit",
            name="state",
            field=models.CharField(
                choices=[
                    ("proposed", "Proposed"),
                    ("booked", "Booked"),
                    ("made", "Made"),
                    ("missed", "Missed"),
                    ("moved", "Moved"),
                    ("cancelled", "Cancelled"),
                ],
                default="proposed",
                max_length=10,
            ),
        ),
        migrations.RemoveConstraint(model_name="visit", name="ended_visits_say_why"),
        migrations.AddConstraint(
            model_name="visit",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("state__in", ["missed", "moved", "cancelled"]), _negated=True),
                    models.Q(("ended_reason", ""), _negated=True),
                    _connector="OR",
                ),
                name="ended_visits_say_why",
            ),
        ),
        migrations.CreateModel(
            name="RequestMove",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("begins", models.CharField(choices=STATES, max_length=10)),
                ("action", models.CharField(max_length=20)),
                ("ends", models.CharField(choices=STATES, max_length=10)),
                ("role", models.CharField(choices=ROLES, max_length=20)),
                ("by_name", models.TextField()),
                ("moved_at", models.DateTimeField()),
                ("why", models.TextField(blank=True)),
                (
                    "authority",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="flow.authority",
                    ),
                ),
                (
                    "by_person",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "school_request",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="flow.schoolrequest",
                    ),
                ),
            ],
            options={
                "indexes": [
                    models.Index(fields=["school_request", "moved_at"], name="moves_of_request")
                ]
            },
        ),
    ]
