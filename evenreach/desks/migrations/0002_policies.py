from django.db import migrations


class Migration(migrations.Migration):

    dependencies = [("desks", "0001_initial"), ("flow", "0008_the_year")]

    operations = []
