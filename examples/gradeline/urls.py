"""Every address. The probe's are there only where it was opened."""

from typing import Any, Final

from django.urls import include, path

from gradeline.pages import classes, district, home, people, trouble

__all__ = ["handler400", "handler403", "handler404", "handler500", "urlpatterns"]

urlpatterns: Final[list[Any]] = [
    path("", include("homeroom_kit.frameworks.django.urls")),
    path("", home.home, name="home"),
    path("style.css", home.style, name="style"),
    path("classes/<int:key>", classes.room, name="class"),
    path("classes/<int:key>/marks", classes.mark, name="mark"),
    path("classes/<int:key>/name", classes.rename, name="rename"),
    path("classes/<int:key>/add", classes.add, name="add"),
    path("classes/<int:key>/remove", classes.remove, name="remove"),
    path("groups", classes.group, name="group"),
    path("people/<int:key>", people.student, name="person"),
    path("people/<int:key>/roles", people.role, name="role"),
    path("people", people.create, name="people"),
    path("district", district.district, name="district"),
    path("district/sync", district.sync, name="sync"),
]

handler400 = trouble.bad
handler403 = trouble.forbidden
handler404 = trouble.missing
handler500 = trouble.failed
