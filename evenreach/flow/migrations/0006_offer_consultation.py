from django.db import migrations


class Migration(migrations.Migration):

    dependencies = [("flow", "0005_background_imports")]

    operations = []
