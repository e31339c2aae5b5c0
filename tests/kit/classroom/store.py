"""The application's models as a store, in whichever database a test has."""

from collections.abc import Iterator
from contextlib import contextmanager

import sqlalchemy as sa
from django.apps import apps
from django.core.management import call_command
from django.db import connections

from homeroom_kit.stores.django import DjangoStore, Mapped, TieModel
from tests.kit.classroom.models import Customer, Group, Parent, Person, Site, Teaching, Term
from tests.support.stores import Place

USING = "classroom"
MAPPED = {
    "districts": Mapped(Customer, {"name": "title"}),
    "schools": Mapped(
        Site, {"name": "title", "nces_id": "nces", "school_number": "number"}, district="customer"
    ),
    "terms": Mapped(Term, {"name": "title"}),
    "users": Mapped(
        Person,
        {"name.first": "given", "name.last": "family", "email": "mail", "roles": "does",
         "roles.student.grade": "grade", "school": "site"},
        district="customer",
        sis_ids={"student": "student_no", "teacher": "teacher_no"},
        references={"school": "schools"},
        ties={"contacts": TieModel(Parent, "parent", "child", "how")},
    ),
    "sections": Mapped(
        Group,
        {"name": "title", "school": "site", "term_id": "term"},
        references={"school": "schools", "term_id": "terms"},
        ties={
            "students": TieModel(Group.students.through, "group", "person"),
            "teachers": TieModel(Teaching, "group", "person", "how", {"is_active": True}),
        },
    ),
}  # fmt: skip


@contextmanager
def a_classroom(place: Place) -> Iterator[DjangoStore]:
    """The application with empty tables, in a database of its own."""
    configured = {"ENGINE": "django.db.backends.sqlite3", "NAME": place.home / "classroom.sqlite"}
    if place.database_url:
        url = sa.make_url(place.database_url)
        configured = {
            "ENGINE": "django.db.backends.postgresql", "NAME": url.database,
            "HOST": url.host, "PORT": url.port, "USER": url.username,
        }  # fmt: skip
    all_of_them = connections.configure_settings({"default": {}, USING: configured})
    connections.databases[USING] = all_of_them[USING]
    connection = connections[USING]
    try:
        call_command("migrate", "homeroom_store", database=USING, verbosity=0)
        with connection.schema_editor() as editor:
            for model in apps.get_app_config("classroom").get_models():
                editor.create_model(model)
        yield DjangoStore(MAPPED, USING)
    finally:
        connection.close()
        del connections[USING]
        del connections.databases[USING]


def empty() -> None:
    """Delete every row."""
    for label in ("classroom", "homeroom_store"):
        for model in reversed(list(apps.get_app_config(label).get_models())):
            model._base_manager.using(USING).all().delete()
