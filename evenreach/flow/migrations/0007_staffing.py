from django.db import migrations


class Migration(migrations.Migration):

    dependencies = [("flow", "0006_offer_consultation")]

    operations = []
