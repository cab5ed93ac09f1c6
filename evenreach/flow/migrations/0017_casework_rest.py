from django.db import migrations, models
from django.db.models import Q


class Migration(migrations.Migration):
    dependencies = [("flow", "0016_asking_together")]
    operations = [
        migrations.AddField(
            model_name="outgoingmail",
            name="next_try_at",
            field=models.DateTimeField(help_text="Not before then, after a failure.", null=True),
        ),
        migrations.AddField(
            model_name="outgoingmail",
            name="delivery",
            field=models.CharField(
                blank=True,
                choices=[
                    ("delivered", "Delivered"),
                    ("permanent-failure", "Permanent"),
                    ("temporary-failure", "Temporary"),
                    ("technical-failure", "Technical"),
                ],
                max_length=20,
            ),
        ),
        migrations.AddField(
            model_name="outgoingmail",
            name="ask_again_at",
            field=models.DateTimeField(help_text="When its delivery is asked after.", null=True),
        ),
        migrations.AddIndex(
            model_name="outgoingmail",
            index=models.Index(
                condition=Q(("ask_again_at__isnull", False)),
                fields=["authority_id", "ask_again_at"],
                name="mail_to_ask_after",
            ),
        ),
        migrations.AddConstraint(
            model_name="outgoingmail",
            constraint=models.CheckConstraint(
                condition=Q(
                    (
                        "delivery__in",
                        [
                            "",
                            "delivered",
                            "permanent-failure",
                            "temporary-failure",
                            "technical-failure",
                        ],
                    )
                ),
                name="delivery_is_known",
            ),
        ),
        migrations.AddConstraint(
            model_name="outgoingmail",
            constraint=models.CheckConstraint(
                condition=Q(
                    ("sent_at__isnull", False),
                    Q(("ask_again_at", None), ("delivery__in", ["", "permanent-failure"])),
                    _connector="OR",
                ),
                name="only_what_was_sent_is_delivered",
            ),
        ),
    ]
