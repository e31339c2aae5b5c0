"""The tables at the beginning."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):  # type: ignore[misc]
    """Makes them."""

    initial = True

    dependencies: list[tuple[str, str]] = []

    operations = [
        migrations.CreateModel(
            name="Person",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("password", models.CharField(max_length=128, verbose_name="password")),
                (
                    "last_login",
                    models.DateTimeField(blank=True, null=True, verbose_name="last login"),
                ),
                (
                    "district",
                    models.CharField(blank=True, db_index=True, default="", max_length=64),
                ),
                ("first", models.CharField(blank=True, default="", max_length=255)),
                ("middle", models.CharField(blank=True, default="", max_length=255)),
                ("last", models.CharField(blank=True, default="", max_length=255)),
                ("email", models.CharField(blank=True, db_index=True, default="", max_length=255)),
                ("roles", models.JSONField(default=list)),
                ("schools", models.JSONField(default=list)),
                ("grade", models.CharField(blank=True, default="", max_length=64)),
                ("phone", models.CharField(blank=True, default="", max_length=255)),
                (
                    "student_sis",
                    models.CharField(blank=True, db_index=True, default="", max_length=255),
                ),
                (
                    "teacher_sis",
                    models.CharField(blank=True, db_index=True, default="", max_length=255),
                ),
                (
                    "staff_sis",
                    models.CharField(blank=True, db_index=True, default="", max_length=255),
                ),
                ("archived", models.BooleanField(default=False)),
                ("login_name", models.CharField(max_length=255, null=True, unique=True)),
            ],
            options={
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="Connection",
            fields=[
                ("district", models.CharField(max_length=64, primary_key=True, serialize=False)),
                ("is_open", models.BooleanField(default=True)),
                ("read_at", models.FloatField(null=True)),
            ],
        ),
        migrations.CreateModel(
            name="Course",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "district",
                    models.CharField(blank=True, db_index=True, default="", max_length=64),
                ),
                ("name", models.CharField(blank=True, default="", max_length=255)),
                ("archived", models.BooleanField(default=False)),
                ("number", models.CharField(blank=True, default="", max_length=255)),
            ],
            options={
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="District",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "district",
                    models.CharField(blank=True, db_index=True, default="", max_length=64),
                ),
                ("name", models.CharField(blank=True, default="", max_length=255)),
                ("archived", models.BooleanField(default=False)),
            ],
            options={
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="Run",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("district", models.CharField(db_index=True, max_length=64)),
                ("mode", models.CharField(max_length=8)),
                ("asked_by", models.CharField(max_length=64)),
                ("asked_at", models.DateTimeField()),
                ("finished_at", models.DateTimeField(null=True)),
                ("state", models.CharField(db_index=True, default="waiting", max_length=8)),
                ("errors", models.JSONField(default=list)),
                ("told", models.TextField(blank=True, default="")),
                ("guarded", models.BooleanField(default=True)),
            ],
            options={
                "ordering": ("-pk",),
            },
        ),
        migrations.CreateModel(
            name="School",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "district",
                    models.CharField(blank=True, db_index=True, default="", max_length=64),
                ),
                ("name", models.CharField(blank=True, default="", max_length=255)),
                ("archived", models.BooleanField(default=False)),
                ("sis_id", models.CharField(blank=True, default="", max_length=255)),
                ("number", models.CharField(blank=True, default="", max_length=255)),
                ("low_grade", models.CharField(blank=True, default="", max_length=64)),
                ("high_grade", models.CharField(blank=True, default="", max_length=64)),
            ],
            options={
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="Setting",
            fields=[
                ("name", models.CharField(max_length=32, primary_key=True, serialize=False)),
                ("value", models.FloatField()),
            ],
        ),
        migrations.CreateModel(
            name="Term",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "district",
                    models.CharField(blank=True, db_index=True, default="", max_length=64),
                ),
                ("name", models.CharField(blank=True, default="", max_length=255)),
                ("archived", models.BooleanField(default=False)),
                ("start", models.CharField(blank=True, default="", max_length=64)),
                ("end", models.CharField(blank=True, default="", max_length=64)),
            ],
            options={
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="Group",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("district", models.CharField(db_index=True, max_length=64)),
                ("name", models.CharField(max_length=255)),
                (
                    "made_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="groups_made",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "members",
                    models.ManyToManyField(related_name="groups", to=settings.AUTH_USER_MODEL),
                ),
            ],
        ),
        migrations.AddField(
            model_name="person",
            name="school",
            field=models.ForeignKey(
                null=True, on_delete=django.db.models.deletion.PROTECT, to="gradeline.school"
            ),
        ),
        migrations.CreateModel(
            name="Section",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "district",
                    models.CharField(blank=True, db_index=True, default="", max_length=64),
                ),
                ("name", models.CharField(blank=True, default="", max_length=255)),
                ("archived", models.BooleanField(default=False)),
                ("sis_id", models.CharField(blank=True, db_index=True, default="", max_length=255)),
                ("subject", models.CharField(blank=True, default="", max_length=255)),
                ("grade", models.CharField(blank=True, default="", max_length=64)),
                ("period", models.CharField(blank=True, default="", max_length=255)),
                (
                    "course",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        to="gradeline.course",
                    ),
                ),
                (
                    "school",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        to="gradeline.school",
                    ),
                ),
                (
                    "term",
                    models.ForeignKey(
                        null=True, on_delete=django.db.models.deletion.PROTECT, to="gradeline.term"
                    ),
                ),
            ],
            options={
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="Mark",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("text", models.CharField(max_length=255)),
                ("at", models.DateTimeField()),
                (
                    "given_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="marks_given",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "student",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="marks",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "section",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="marks",
                        to="gradeline.section",
                    ),
                ),
            ],
            options={
                "ordering": ("-at", "-pk"),
            },
        ),
        migrations.CreateModel(
            name="Kin",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("how", models.CharField(blank=True, default="", max_length=255)),
                (
                    "contact",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="children",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "student",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="contacts",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("contact", "student"), name="kin_once")
                ],
            },
        ),
        migrations.CreateModel(
            name="Membership",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("role", models.CharField(max_length=16)),
                ("how", models.CharField(blank=True, default="", max_length=16)),
                (
                    "person",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="memberships",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "section",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="memberships",
                        to="gradeline.section",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        fields=("section", "person", "role"), name="member_once"
                    )
                ],
            },
        ),
    ]
