"""People, which classes they are in, and whose contacts they are."""

from typing import Any

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models

from gradeline.models.places import LONGEST, School, Section
from gradeline.models.running import Connection

__all__ = ["Kin", "Membership", "Person"]


class Person(AbstractBaseUser):  # type: ignore[misc]
    """Somebody: the row that a sync writes is the user who signs in.

    One person is one row, however many roles she has; a role that she loses at the hub is gone
    here with the next sync. `login_name` and a password have only accounts that are older than the
    connection: with them somebody proves once that such an account is hers.
    """

    district = models.CharField(max_length=64, blank=True, default="", db_index=True)
    first = models.CharField(max_length=LONGEST, blank=True, default="")
    middle = models.CharField(max_length=LONGEST, blank=True, default="")
    last = models.CharField(max_length=LONGEST, blank=True, default="")
    email = models.CharField(max_length=LONGEST, blank=True, default="", db_index=True)
    roles = models.JSONField(default=list)
    school = models.ForeignKey(School, null=True, on_delete=models.PROTECT)
    schools = models.JSONField(default=list)
    grade = models.CharField(max_length=64, blank=True, default="")
    phone = models.CharField(max_length=LONGEST, blank=True, default="")
    student_sis = models.CharField(max_length=LONGEST, blank=True, default="", db_index=True)
    teacher_sis = models.CharField(max_length=LONGEST, blank=True, default="", db_index=True)
    staff_sis = models.CharField(max_length=LONGEST, blank=True, default="", db_index=True)
    archived = models.BooleanField(default=False)
    login_name = models.CharField(max_length=LONGEST, null=True, unique=True)  # noqa: DJ001 -- most have none, and none is unique

    USERNAME_FIELD = "login_name"
    objects = BaseUserManager()

    def __str__(self) -> str:  # type: ignore[explicit-override] # `override` is no part of Python 3.11
        return self.name

    @property
    def name(self) -> str:
        """First and last name, or whatever there is of them."""
        told = " ".join(part for part in (self.first.strip(), self.last.strip()) if part)
        return told or self.email or "somebody without a name"

    @property
    def is_active(self) -> Any:
        """Whether she may be here at all: Django asks at each request.

        Who is archived may not, nor may anybody whose district has disconnected (SYN-30).
        """
        closed = Connection.objects.filter(district=self.district, is_open=False)
        return not self.archived and not closed.exists()


class Membership(models.Model):  # type: ignore[misc]
    """Somebody in a class."""

    section = models.ForeignKey(Section, on_delete=models.CASCADE, related_name="memberships")
    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="memberships")
    role = models.CharField(max_length=16)
    how = models.CharField(max_length=16, blank=True, default="")

    class Meta:
        """A person is in a class once in each role."""

        constraints = (
            models.UniqueConstraint(fields=["section", "person", "role"], name="member_once"),
        )

    def __str__(self) -> str:  # type: ignore[explicit-override] # `override` is no part of Python 3.11
        return f"{self.person} in {self.section} as {self.role}"


class Kin(models.Model):  # type: ignore[misc]
    """A contact of a student; `how` is relationship and type of this student's alone (SYN-29)."""

    contact = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="children")
    student = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="contacts")
    how = models.CharField(max_length=LONGEST, blank=True, default="")

    class Meta:
        """A contact belongs to a student once."""

        constraints = (models.UniqueConstraint(fields=["contact", "student"], name="kin_once"),)

    def __str__(self) -> str:  # type: ignore[explicit-override] # `override` is no part of Python 3.11
        return f"{self.contact} of {self.student}"

    @property
    def relationship(self) -> str:
        """What the contact is to the student."""
        return str(self.how).partition("|")[0]
