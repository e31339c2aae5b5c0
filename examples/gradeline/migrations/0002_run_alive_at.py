"""Runs say when they were last being done."""

from django.db import migrations, models


class Migration(migrations.Migration):  # type: ignore[misc]
    """One column more."""

    dependencies = [("gradeline", "0001_initial")]

    operations = [
        migrations.AddField(model_name="run", name="alive_at", field=models.FloatField(null=True)),
    ]
