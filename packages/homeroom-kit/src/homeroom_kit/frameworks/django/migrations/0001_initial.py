"""Whose account a user is at the hub."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):  # type: ignore[misc]
    """Makes the table."""

    initial = True
    dependencies = [migrations.swappable_dependency(settings.AUTH_USER_MODEL)]  # noqa: RUF012 -- Django reads it so
    operations = [  # noqa: RUF012 -- likewise
        migrations.CreateModel(
            name="Link",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("clever_id", models.CharField(max_length=64, unique=True)),
                ("district", models.CharField(blank=True, db_index=True, max_length=64)),
                ("type", models.CharField(max_length=32)),
                ("authorized_by", models.CharField(max_length=16)),
                ("values", models.JSONField(default=dict)),
                ("held", models.JSONField(default=list)),
                (
                    "user",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="homeroom",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
        ),
    ]
