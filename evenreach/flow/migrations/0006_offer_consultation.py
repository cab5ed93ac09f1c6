from django.db import migrations, models
from django.db.models import Q


class Migration(migrations.Migration):

    dependencies = [("flow", "0005_background_imports")]

    operations = [
        migrations.AddField("offerversion", "reason", models.TextField(default="")),
        migrations.AddField("offerversion", "opened_at", models.DateTimeField(null=True)),
        migrations.AddField("offerversion", "opened_by", models.TextField(default="")),
        migrations.AddField("offerversion", "closes_on", models.DateField(null=True)),
        migrations.AddField("offerversion", "returned_why", models.TextField(default="")),
        migrations.AlterField(
            "serviceoffer",
            "mode",
            models.CharField(
                choices=[
                    ("per_school", "Per School"),
                    ("by_criteria", "By Criteria"),
                    ("on_request", "On Request"),
                    ("partnership", "Partnership"),
                ],
                max_length=20,
            ),
        ),
        migrations.AddConstraint(
            "offerversion",
            models.UniqueConstraint(
                fields=["authority", "academic_year"],
                condition=Q(published_at=None),
                name="one_offer_in_hand_per_year",
            ),
        ),
        migrations.AddConstraint(
            "offerversion",
            models.CheckConstraint(
                condition=Q(number=1) | ~Q(reason=""), name="corrections_say_why"
            ),
        ),
        migrations.AddConstraint(
            "offerversion",
            models.CheckConstraint(
                condition=Q(opened_at=None, closes_on=None, opened_by="")
                | Q(opened_at__isnull=False, closes_on__isnull=False) & ~Q(opened_by=""),
                name="consultations_are_whole",
            ),
        ),
    ]
