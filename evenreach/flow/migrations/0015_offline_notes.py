import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("flow", "0014_after")]
    operations = [
        migrations.CreateModel(
            name="HoldingTime",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("hours", models.PositiveSmallIntegerField()),
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
                    models.UniqueConstraint(fields=("authority",), name="one_holding_time"),
                    models.CheckConstraint(
                        condition=models.Q(("hours__gte", 4), ("hours__lte", 168)),
                        name="notes_are_held_for_hours_or_days",
                    ),
                ],
            },
        ),
    ]
