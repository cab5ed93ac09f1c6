from django.db import migrations


class Migration(migrations.Migration):

    dependencies = [("desks", "0002_policies")]

    operations = []
