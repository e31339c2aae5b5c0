"""Which row is which Clever id, former ids, how far each district was synced."""

from django.db import migrations, models


class Migration(migrations.Migration):  # type: ignore[misc]
    """Makes the three tables."""

    initial = True

    dependencies: list[tuple[str, str]] = []  # noqa: RUF012 -- Django reads it so

    operations = [  # noqa: RUF012 -- likewise
        migrations.CreateModel(
            name="District",
            fields=[
                ("district", models.CharField(max_length=64, primary_key=True, serialize=False)),
                ("cursor", models.CharField(max_length=64, null=True)),
                ("read_at", models.FloatField(null=True)),
                ("holder", models.CharField(blank=True, default="", max_length=64)),
                ("until", models.FloatField(default=0)),
            ],
            options={
                "db_table": "homeroom_district",
            },
        ),
        migrations.CreateModel(
            name="Alias",
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
                ("app_id", models.CharField(max_length=64)),
                ("until", models.FloatField(null=True)),
            ],
            options={
                "db_table": "homeroom_alias",
                "constraints": [
                    models.UniqueConstraint(
                        fields=("district", "kind", "clever_id"), name="homeroom_alias_record"
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Link",
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
                ("app_id", models.CharField(max_length=64)),
                ("archived", models.BooleanField(default=False)),
                ("line", models.BinaryField()),
                ("synced", models.BinaryField()),
                ("held", models.TextField(blank=True, default="")),
            ],
            options={
                "db_table": "homeroom_link",
                "constraints": [
                    models.UniqueConstraint(
                        fields=("district", "kind", "clever_id"), name="homeroom_link_record"
                    ),
                    models.UniqueConstraint(fields=("kind", "app_id"), name="homeroom_link_row"),
                ],
            },
        ),
    ]
