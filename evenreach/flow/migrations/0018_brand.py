import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("flow", "0017_casework_rest")]

    operations = [
        migrations.CreateModel(
            name="BrandChoice",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("colour", models.CharField(max_length=7)),
                ("logo", models.TextField(blank=True)),
                ("picture", models.BinaryField(default=b"")),
                ("chosen_at", models.DateTimeField()),
                ("chosen_by", models.TextField()),
                (
                    "authority",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="flow.authority",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("colour__regex", "^#[0-9a-f]{6}$")),
                        name="a_brand_has_one_colour",
                    )
                ],
            },
        ),
    ]
