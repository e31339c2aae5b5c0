"""The models of a Django application that was there before its hub: names and habits of its own."""

import uuid
from typing import Any

from django.db import models
from typing_extensions import override


class Present(models.Manager):  # type: ignore[misc]
    """What the application shows: a store that asked it would lose whoever is archived."""

    def get_queryset(self) -> Any:
        return super().get_queryset().filter(archived=False)


class Kept(models.Model):  # type: ignore[misc]
    title = models.CharField(max_length=200, null=True)  # noqa: DJ001 -- as old tables are
    archived = models.BooleanField(default=False)

    class Meta:
        abstract = True

    @override
    def __str__(self) -> str:
        return str(self.title)


class Customer(Kept):
    pass


class Site(Kept):
    customer = models.CharField(max_length=24, null=True)  # noqa: DJ001 -- likewise
    nces = models.CharField(max_length=20, null=True)  # noqa: DJ001 -- likewise
    number = models.CharField(max_length=20, null=True)  # noqa: DJ001 -- likewise


class Term(Kept):
    pass


class Person(models.Model):  # type: ignore[misc]
    id = models.UUIDField(primary_key=True, default=uuid.uuid4)
    customer = models.CharField(max_length=24, blank=True, default="")
    given = models.CharField(max_length=40)
    family = models.CharField(max_length=40)
    mail = models.CharField(max_length=200, null=True)  # noqa: DJ001 -- likewise
    does = models.JSONField(null=True)
    grade = models.CharField(max_length=20, null=True)  # noqa: DJ001 -- likewise
    site = models.ForeignKey(Site, null=True, on_delete=models.PROTECT)
    student_no = models.CharField(max_length=40, null=True)  # noqa: DJ001 -- likewise
    teacher_no = models.CharField(max_length=40, null=True)  # noqa: DJ001 -- likewise
    points = models.IntegerField(default=0)
    archived = models.BooleanField(default=False)
    objects = Present()

    @override
    def __str__(self) -> str:
        return f"{self.given} {self.family}"


class Group(Kept):
    site = models.ForeignKey(Site, null=True, on_delete=models.PROTECT)
    term = models.ForeignKey(Term, null=True, on_delete=models.PROTECT)
    title = models.CharField(max_length=40)
    students = models.ManyToManyField(Person, related_name="groups")


class Teaching(models.Model):  # type: ignore[misc]
    group = models.ForeignKey(Group, on_delete=models.CASCADE)
    person = models.ForeignKey(Person, on_delete=models.CASCADE)
    how = models.CharField(max_length=20, blank=True)
    is_active = models.BooleanField(default=True)

    @override
    def __str__(self) -> str:
        return f"{self.person} in {self.group}"


class Parent(models.Model):  # type: ignore[misc]
    parent = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="children")
    child = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="parents")
    how = models.CharField(max_length=80, blank=True)

    @override
    def __str__(self) -> str:
        return f"{self.parent} of {self.child}"


class Locker(Kept):
    """What fills itself: a moment, a default that is made, one that is not given."""

    made_at = models.DateTimeField(auto_now_add=True)
    code = models.UUIDField(default=uuid.uuid4)
    colour = models.CharField(max_length=20, default="grey")
    site = models.ForeignKey(Site, null=True, on_delete=models.PROTECT)
    marks = models.JSONField(default=list)


class Fellow(Kept):
    """What takes no text: a day, a moment, numbers, yes and no."""

    district = models.CharField(max_length=24, blank=True)
    born = models.DateField(null=True)
    begun = models.DateTimeField(null=True)
    changed = models.DateTimeField(null=True)
    year = models.IntegerField(null=True)
    grade = models.PositiveSmallIntegerField(null=True)
    average = models.FloatField(null=True)
    gifted = models.BooleanField(default=False)
    learns = models.BooleanField(null=True)
