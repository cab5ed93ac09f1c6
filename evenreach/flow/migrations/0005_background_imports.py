import django.db.models.deletion
import django.db.models.functions.datetime
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [("flow", "0004_partnerships")]

    operations = [
        migrations.CreateModel(
            name="Task",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("authority_id", models.BigIntegerField()),
                ("job", models.TextField(help_text="The name of the job that does it.")),
                ("table", models.TextField()),
                ("row_id", models.BigIntegerField()),
                ("person_id", models.BigIntegerField(help_text="Who asked, and as whom it is done.")),
                ("started_by", models.TextField()),
                ("queued_at", models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
                ("started_at", models.DateTimeField(null=True)),
                ("words", models.TextField(blank=True, help_text="The step that is under way.")),
                ("done", models.PositiveIntegerField(default=0)),
                ("total", models.PositiveIntegerField(null=True)),
                ("finished_at", models.DateTimeField(null=True)),
                ("failed", models.TextField(blank=True, help_text="Why nothing was done, as a sentence.")),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("finished_at", None)),
                        fields=("authority_id", "table", "row_id"),
                        name="one_task_under_way_about_a_row",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="RegisterUpload",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("part", models.CharField(help_text="Which of PublishedFiles it is.", max_length=10)),
                ("name", models.TextField()),
                ("source", models.TextField()),
                ("counted_on", models.DateField()),
                ("packed", models.BinaryField()),
                ("authority", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to="flow.authority")),
                ("by_import", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to="flow.registerimport")),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("by_import", "part"), name="one_upload_per_part")
                ],
            },
        ),
        migrations.AlterField(
            model_name="registerimport",
            name="state",
            field=models.CharField(
                choices=[
                    ("waiting", "Waiting"),
                    ("refused", "Refused"),
                    ("unchanged", "Unchanged"),
                    ("previewed", "Previewed"),
                    ("discarded", "Discarded"),
                    ("applying", "Applying"),
                    ("applied", "Applied"),
                    ("undoing", "Undoing"),
                    ("undone", "Undone"),
                ],
                max_length=10,
            ),
        ),
        migrations.RemoveConstraint(model_name="registerimport", name="one_preview_at_a_time"),
        migrations.RemoveConstraint(model_name="registerimport", name="imports_say_from_what_to_what"),
        migrations.AddConstraint(
            model_name="registerimport",
            constraint=models.UniqueConstraint(
                condition=models.Q(("state__in", ["waiting", "previewed", "applying", "undoing"])),
                fields=("authority",),
                name="one_import_at_a_time",
            ),
        ),
        migrations.AddConstraint(
            model_name="registerimport",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(
                        ("after", None),
                        ("before", None),
                        ("state__in", ["waiting", "refused", "unchanged", "discarded"]),
                    ),
                    models.Q(
                        models.Q(("state__in", ["waiting", "refused", "unchanged"]), _negated=True),
                        ("after__isnull", False),
                        ("before__isnull", False),
                    ),
                    _connector="OR",
                ),
                name="imports_say_from_what_to_what",
            ),
        ),
    ]
