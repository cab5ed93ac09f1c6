from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("flow", "0016_asking_together")]
    operations = []
