"""Which records could not be read."""

from django.db import migrations, models


class Migration(migrations.Migration):  # type: ignore[misc]
    """Makes their table."""

    dependencies = [("homeroom_store", "0001_initial")]  # noqa: RUF012 -- Django reads it so

    operations = [  # noqa: RUF012 -- likewise
        migrations.CreateModel(
            name="Unread",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("district", models.CharField(max_length=64)),
                ("kind", models.CharField(max_length=16)),
                ("clever_id", models.CharField(max_length=64)),
            ],
            options={
                "db_table": "homeroom_unread",
                "constraints": [
                    models.UniqueConstraint(
                        fields=("district", "kind", "clever_id"), name="homeroom_unread_record"
                    )
                ],
            },
        ),
    ]
