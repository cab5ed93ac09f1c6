import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models
from django.db.models import F, Q

IN = ["grant", "adjust", "release", "appeal"]
OUT = ["recall", "reserve", "use", "return", "expire"]
PAIR = ["carry", "transfer", "move"]
KINDS = [
    "grant",
    "recall",
    "adjust",
    "reserve",
    "release",
    "use",
    "return",
    "expire",
    "carry",
    "transfer",
    "appeal",
    "correction",
    "move",
]


def key():
    return models.BigAutoField(
        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
    )


def to(model, **more):
    return models.ForeignKey(
        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=model, **more
    )


class Migration(migrations.Migration):
    dependencies = [("flow", "0007_staffing")]

    operations = [
        migrations.AlterField(
            model_name="ledgerentry",
            name="kind",
            field=models.CharField(
                choices=[(kind, kind.capitalize()) for kind in KINDS], max_length=10
            ),
        ),
        migrations.AddField(
            model_name="ledgerentry",
            name="refers_to",
            field=to(
                "flow.ledgerentry",
                null=True,
                help_text=(
                    "What a correction corrects; for what comes into an account, where it left one."
                ),
            ),
        ),
        migrations.RemoveConstraint(model_name="ledgerentry", name="kinds_have_their_sign"),
        migrations.AddConstraint(
            model_name="ledgerentry",
            constraint=models.CheckConstraint(
                condition=Q(kind__in=IN, minutes__gt=0, refers_to=None)
                | Q(kind__in=OUT, minutes__lt=0, refers_to=None)
                | Q(kind__in=PAIR, minutes__lt=0, refers_to=None)
                | Q(kind__in=PAIR, minutes__gt=0, refers_to__isnull=False)
                | (Q(kind__in=["correction"], refers_to__isnull=False) & ~Q(minutes=0)),
                name="kinds_have_their_sign",
            ),
        ),
        migrations.AddConstraint(
            model_name="ledgerentry",
            constraint=models.CheckConstraint(condition=~Q(why=""), name="entries_say_why"),
        ),
        migrations.AddConstraint(
            model_name="ledgerentry",
            constraint=models.UniqueConstraint(
                fields=["refers_to"], condition=Q(kind__in=PAIR), name="a_pair_has_two_halves"
            ),
        ),
        migrations.CreateModel(
            name="Transfer",
            fields=[
                ("id", key()),
                ("minutes", models.PositiveIntegerField()),
                ("why", models.TextField()),
                (
                    "state",
                    models.CharField(
                        choices=[
                            (state, state.capitalize())
                            for state in ("proposed", "agreed", "declined", "withdrawn")
                        ],
                        default="proposed",
                        max_length=10,
                    ),
                ),
                ("proposed_at", models.DateTimeField()),
                ("settled_at", models.DateTimeField(null=True)),
                ("settled_by", models.TextField(blank=True)),
                ("authority", to("flow.authority")),
                ("giver", to("flow.account")),
                ("taker", to("flow.account")),
                ("proposed_by", to(settings.AUTH_USER_MODEL)),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=Q(minutes__gt=0) & ~Q(why="") & ~Q(giver=F("taker")),
                        name="transfers_give_something_to_another",
                    ),
                    models.CheckConstraint(
                        condition=Q(state="proposed", settled_at=None, settled_by="")
                        | (Q(~Q(state="proposed"), settled_at__isnull=False) & ~Q(settled_by="")),
                        name="settled_transfers_say_when_and_by_whom",
                    ),
                ]
            },
        ),
        migrations.CreateModel(
            name="Appeal",
            fields=[
                ("id", key()),
                ("decided_on", models.DateField()),
                ("decided_by", models.TextField()),
                ("reason", models.TextField()),
                ("authority", to("flow.authority")),
                ("account", to("flow.account")),
                (
                    "entry",
                    models.OneToOneField(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="flow.ledgerentry",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=~Q(decided_by="") & ~Q(reason=""),
                        name="appeals_say_who_and_why",
                    )
                ]
            },
        ),
        migrations.CreateModel(
            name="YearEnd",
            fields=[
                ("id", key()),
                ("academic_year", models.PositiveSmallIntegerField()),
                ("lapses_on", models.DateField()),
                (
                    "carry_limit_minutes",
                    models.PositiveIntegerField(help_text="The most that a school carries."),
                ),
                ("published_at", models.DateTimeField()),
                ("closed_at", models.DateTimeField(null=True)),
                ("authority", to("flow.authority")),
                ("service", to("flow.service")),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        fields=["service", "academic_year"], name="one_year_end_per_service"
                    )
                ]
            },
        ),
        migrations.CreateModel(
            name="ContactTask",
            fields=[
                ("id", key()),
                ("opened_at", models.DateTimeField()),
                ("opened_by", models.TextField()),
                ("closed_at", models.DateTimeField(null=True)),
                (
                    "outcome",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("reached", "Reached"),
                            ("will_ask", "Will Ask"),
                            ("no_need", "No Need"),
                            ("not_reached", "Not Reached"),
                            ("not_now", "Not Now"),
                        ],
                        max_length=12,
                    ),
                ),
                ("reason", models.TextField(blank=True)),
                ("authority", to("flow.authority")),
                ("given_to", to(settings.AUTH_USER_MODEL)),
                ("school", to("flow.school")),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        fields=["school"],
                        condition=Q(closed_at=None),
                        name="one_open_contact_task",
                    ),
                    models.CheckConstraint(
                        condition=Q(closed_at=None, outcome="", reason="")
                        | (Q(closed_at__isnull=False) & ~Q(outcome="") & ~Q(reason="")),
                        name="closed_contact_tasks_say_why",
                    ),
                ]
            },
        ),
    ]
