import django.contrib.postgres.constraints
import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models
from django.db.models import Q

SIGNS = (
    Q(kind__in=["grant", "adjust", "release", "appeal", "buy"], minutes__gt=0, refers_to=None)
    | Q(
        kind__in=["recall", "reserve", "use", "return", "expire"],
        minutes__lt=0,
        refers_to=None,
    )
    | Q(kind__in=["carry", "transfer", "move"], minutes__lt=0, refers_to=None)
    | Q(kind__in=["carry", "transfer", "move"], minutes__gt=0, refers_to__isnull=False)
    | (Q(kind__in=["correction"], refers_to__isnull=False) & ~Q(minutes=0))
)
KINDS = [
    ("grant", "Grant"),
    ("recall", "Recall"),
    ("adjust", "Adjust"),
    ("reserve", "Reserve"),
    ("release", "Release"),
    ("use", "Use"),
    ("return", "Return"),
    ("expire", "Expire"),
    ("carry", "Carry"),
    ("transfer", "Transfer"),
    ("appeal", "Appeal"),
    ("correction", "Correction"),
    ("move", "Move"),
    ("buy", "Buy"),
]

IDENTITIES = [("reference", "Reference"), ("upn", "Upn")]
# The owner of the tables is bound by row-level security too, and an update would see no row: what
# was booked until now is each visit's own while its column is rewritten.
EACH_ITS_OWN = """
ALTER TABLE flow_learnerbooking ALTER COLUMN party TYPE bigint USING -visit_id
"""


class Migration(migrations.Migration):
    dependencies = [("flow", "0015_offline_notes")]

    operations = [
        migrations.RemoveConstraint(model_name="account", name="one_account_per_year"),
        migrations.RemoveConstraint(model_name="ledgerentry", name="kinds_have_their_sign"),
        migrations.AddField(
            model_name="account",
            name="is_bought",
            field=models.BooleanField(
                default=False, help_text="Holds what the school has bought, and nothing else."
            ),
        ),
        migrations.AddField(
            model_name="schoolrequest",
            name="may_use_bought",
            field=models.BooleanField(
                default=False, help_text="The school lets the service draw on what it has bought."
            ),
        ),
        migrations.AlterField(
            model_name="ledgerentry",
            name="kind",
            field=models.CharField(choices=KINDS, max_length=10),
        ),
        migrations.AddConstraint(
            model_name="account",
            constraint=models.UniqueConstraint(
                fields=("school", "service", "academic_year", "is_bought"),
                name="one_account_per_year",
            ),
        ),
        migrations.AddConstraint(
            model_name="ledgerentry",
            constraint=models.CheckConstraint(condition=SIGNS, name="kinds_have_their_sign"),
        ),
        migrations.AddConstraint(
            model_name="ledgerentry",
            constraint=models.UniqueConstraint(
                condition=Q(kind="buy"),
                fields=("account", "why"),
                name="an_order_is_recorded_once",
            ),
        ),
        migrations.AddField(
            model_name="schoolrequest",
            name="joined_to",
            field=models.ForeignKey(
                help_text="The request of another service with which this one is for one visit.",
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="flow.schoolrequest",
            ),
        ),
        migrations.AddConstraint(
            model_name="schoolrequest",
            constraint=models.UniqueConstraint(
                condition=~Q(state__in=["declined", "signposted", "withdrawn"]),
                fields=("joined_to",),
                name="one_companion_at_a_time",
            ),
        ),
        migrations.AddField(
            model_name="learner",
            name="identified_by",
            field=models.CharField(
                choices=IDENTITIES,
                default="reference",
                help_text="What `school_reference` holds.",
                max_length=10,
            ),
        ),
        migrations.CreateModel(
            name="IdentityRule",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("identified_by", models.CharField(choices=IDENTITIES, max_length=10)),
                ("set_at", models.DateTimeField()),
                (
                    "authority",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="flow.authority",
                    ),
                ),
                (
                    "set_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("authority",), name="one_identity_rule")
                ]
            },
        ),
        migrations.RemoveConstraint(model_name="learnerbooking", name="learner_in_one_place"),
        migrations.AddField(
            model_name="learnerbooking",
            name="party",
            field=models.BigIntegerField(
                default=0,
                help_text="The first request of a joint visit, which both its bookings name.",
            ),
            preserve_default=False,
        ),
        migrations.RunSQL(EACH_ITS_OWN, migrations.RunSQL.noop),
        migrations.AddConstraint(
            model_name="learnerbooking",
            constraint=django.contrib.postgres.constraints.ExclusionConstraint(
                condition=Q(holds=True),
                expressions=[("learner", "="), ("during", "&&"), ("party", "<>")],
                name="learner_in_one_place",
            ),
        ),
    ]
