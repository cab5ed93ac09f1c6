import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("desks", "0005_announcements")]
    operations = [
        migrations.CreateModel(
            name="Release",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("name", models.SlugField()),
                ("number", models.PositiveIntegerField(help_text="From 1 up for each name.")),
                ("title", models.TextField()),
                ("definition", models.TextField()),
                ("academic_year", models.PositiveSmallIntegerField()),
                ("source_on", models.DateField(help_text="The day up to which the facts are counted.")),
                ("released_at", models.DateTimeField()),
                ("released_by", models.TextField()),
                ("fewest", models.PositiveSmallIntegerField()),
                ("contributors", models.PositiveIntegerField()),
                ("cells", models.PositiveIntegerField()),
                ("cells_hidden", models.PositiveIntegerField()),
                ("content", models.JSONField()),
                ("facts", models.JSONField()),
                ("digest", models.CharField(max_length=64)),
                ("authority", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to="flow.authority")),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("authority", "name", "number"), name="one_release_per_number"),
                    models.CheckConstraint(condition=models.Q(("cells_hidden__lte", models.F("cells"))), name="no_more_hidden_than_there_are"),
                    models.CheckConstraint(condition=models.Q(("fewest__gte", 2)), name="a_release_hides_something"),
                ],
            },
        ),
        migrations.CreateModel(
            name="SmallNumbers",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("inside", models.PositiveSmallIntegerField(default=5)),
                ("in_public", models.PositiveSmallIntegerField(default=10)),
                ("schools", models.PositiveSmallIntegerField(default=3, help_text="Schools behind a public sum of theirs, who are no private persons.")),
                ("authority", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to="flow.authority")),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("authority",), name="one_row_of_small_numbers"),
                    models.CheckConstraint(condition=models.Q(("inside__gte", 2), ("schools__gte", 2)), name="small_numbers_hide_something"),
                    models.CheckConstraint(condition=models.Q(("in_public__gte", models.F("inside"))), name="in_public_no_less_is_hidden"),
                ],
            },
        ),
    ]
