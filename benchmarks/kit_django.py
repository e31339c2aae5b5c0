"""The application of `kit_apps` once more, in Django: the same users, by the kit and by row."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Final

import django
import httpx2
import sqlalchemy as sa
from django.conf import settings
from django.core.management import call_command
from django.db import connections, models, transaction

from benchmarks.kit_apps import Page, User
from homeroom_kit import Hub, sync

settings.configure(
    INSTALLED_APPS=["homeroom_kit.stores.django"],
    DATABASES={"default": {"ENGINE": "django.db.backends.sqlite3", "NAME": ":memory:"}},
)
django.setup()

from homeroom_kit.stores.django import DjangoStore, Mapped  # noqa: E402 -- needs the settings


class Person(models.Model):  # type: ignore[misc]
    """The same columns and indexes as in `kit_apps`."""

    clever_id = models.CharField(max_length=24, null=True, unique=True)  # noqa: DJ001
    district = models.CharField(max_length=24, null=True)  # noqa: DJ001 -- as in `kit_apps`
    given = models.TextField(null=True)  # noqa: DJ001
    family = models.TextField(null=True)  # noqa: DJ001
    mail = models.TextField(null=True, db_index=True)  # noqa: DJ001
    grade = models.TextField(null=True)  # noqa: DJ001
    student_number = models.TextField(null=True, db_index=True)  # noqa: DJ001
    teacher_number = models.TextField(null=True, db_index=True)  # noqa: DJ001
    archived = models.BooleanField(default=False)

    class Meta:
        """It belongs to no app of its own."""

        app_label = "reader"

    def __str__(self) -> str:  # type: ignore[explicit-override]  # of object
        return f"{self.given} {self.family}"


_MAPPED: Final = {
    "users": Mapped(
        Person,
        {"name.first": "given", "name.last": "family", "email": "mail",
         "roles.student.grade": "grade"},
        district="district",
        sis_ids={"student": "student_number", "teacher": "teacher_number"},
    )
}  # fmt: skip


@contextmanager
def opened(home: str, database_url: str) -> Iterator[Any]:
    """Give the application's database, as durable as the hub's."""
    Path(home).mkdir(parents=True, exist_ok=True)
    durable = {"init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL;"}
    chosen: dict[str, Any] = {
        "ENGINE": "django.db.backends.sqlite3", "NAME": f"{home}/django.db", "OPTIONS": durable,
    }  # fmt: skip
    if database_url:
        url = sa.make_url(database_url)
        chosen = {
            "ENGINE": "django.db.backends.postgresql", "NAME": url.database,
            "HOST": url.host or url.query.get("host"), "PORT": url.port, "USER": url.username,
        }  # fmt: skip
    connections.databases["default"] = connections.configure_settings({"default": chosen})[
        "default"
    ]
    del connections["default"]
    try:
        yield connections["default"]
    finally:
        connections.close_all()


def create(connection: Any) -> None:
    """Create the empty tables."""
    call_command("migrate", "homeroom_store", verbosity=0)
    with connection.schema_editor() as editor:
        editor.create_model(Person)


def people_in(_: Any) -> int:
    return int(Person.objects.count())


def by_kit(_: Any, port: int, token: str) -> int:
    """Sync as the documentation tells, all settings at their defaults."""
    with Hub(f"http://127.0.0.1:{port}", token) as hub:
        report = sync(hub, DjangoStore(_MAPPED))
    assert (report.state, report.comparison) == ("done", "agrees"), report
    return report.count("create")


def again_by_kit(_: Any, port: int, token: str) -> None:
    with Hub(f"http://127.0.0.1:{port}", token) as hub:
        report = sync(hub, DjangoStore(_MAPPED))
    assert (report.state, report.written) == ("done", 0), report


def by_row(_: Any, port: int, token: str) -> int:
    """Follow pages of the default size; look each person up, then add or change her."""
    path: str | None = "/v3.1/users?limit=100"
    count = 0
    headers = {"Authorization": f"Bearer {token}"}
    with httpx2.Client(base_url=f"http://127.0.0.1:{port}", headers=headers) as client:
        while path is not None:
            page = Page.model_validate(client.get(path).raise_for_status().json())
            with transaction.atomic():
                for one in page.data:
                    _take(one.data)
            count += len(page.data)
            path = next((one["uri"] for one in page.links if one["rel"] == "next"), None)
    return count


def _take(user: User) -> None:
    student, teacher = user.roles.student, user.roles.teacher
    Person.objects.update_or_create(
        clever_id=user.id,
        defaults={
            "district": user.district,
            "given": user.name.first,
            "family": user.name.last,
            "mail": user.email,
            "grade": student.grade if student else None,
            "student_number": student.sis_id if student else None,
            "teacher_number": teacher.sis_id if teacher else None,
            "archived": False,
        },
    )
