"""What the search looks in is stored beside each school, and found by indexes.

Adding a stored column writes the table of schools anew: seconds for a country.
"""

import django.contrib.postgres.indexes
from django.db import migrations, models
from django.db.models import F, Func, Q, Value
from django.db.models.functions import Replace, Upper

from evenreach.flow.register.models import Place


class Migration(migrations.Migration):
    dependencies = [("flow", "0008_the_year")]

    operations = [
        migrations.AddField(
            model_name="school",
            name="plain_name",
            field=models.GeneratedField(
                db_persist=True,
                expression=Upper(Func("name", Value("-’'.,"), Value(" "), function="TRANSLATE")),
                output_field=models.TextField(db_collation="C"),
            ),
        ),
        migrations.AddField(
            model_name="school",
            name="compact_postcode",
            field=models.GeneratedField(
                db_persist=True,
                expression=Upper(Replace("postcode", Value(" "), Value(""))),
                output_field=models.TextField(db_collation="C"),
            ),
        ),
        migrations.RemoveIndex(model_name="school", name="school_by_name"),
        migrations.AddIndex(
            model_name="school",
            index=models.Index(
                condition=Q(is_open=True),
                fields=["authority", "name", "urn"],
                include=["plain_name", "compact_postcode"],
                name="open_school_by_words",
            ),
        ),
        migrations.AddIndex(
            model_name="school",
            index=models.Index(fields=["authority", "compact_postcode"], name="school_by_postcode"),
        ),
        migrations.AddIndex(
            model_name="school",
            index=models.Index(
                condition=Q(is_open=True),
                fields=["authority", "establishment_type"],
                name="open_school_by_type",
            ),
        ),
        migrations.AddIndex(
            model_name="school",
            index=django.contrib.postgres.indexes.GistIndex(
                F("authority"),
                Place("easting", "northing"),
                condition=Q(is_open=True),
                name="open_school_by_place",
            ),
        ),
    ]
