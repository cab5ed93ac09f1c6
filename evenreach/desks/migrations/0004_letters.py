from django.db import migrations


class Migration(migrations.Migration):

    dependencies = [("desks", "0003_deciding")]

    operations = []
