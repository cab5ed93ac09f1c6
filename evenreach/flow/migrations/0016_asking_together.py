from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("flow", "0015_offline_notes")]
    operations = []
