from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("flow", "0014_after")]
    operations = []
