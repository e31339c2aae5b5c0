"""What people make here; no sync touches it."""

from django.db import models

from gradeline.models.people import Person
from gradeline.models.places import LONGEST, Section

__all__ = ["Group", "Mark"]


class Group(models.Model):  # type: ignore[misc]
    """A group that a teacher made. Who is archived stays a member and is not shown meanwhile."""

    district = models.CharField(max_length=64, db_index=True)
    name = models.CharField(max_length=LONGEST)
    made_by = models.ForeignKey(
        Person, null=True, on_delete=models.PROTECT, related_name="groups_made"
    )
    members = models.ManyToManyField(Person, related_name="groups")

    def __str__(self) -> str:  # type: ignore[explicit-override] # `override` is no part of Python 3.11
        return str(self.name)


class Mark(models.Model):  # type: ignore[misc]
    """A mark: it belongs to the student, and says in which class she got it (SYN-08)."""

    student = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="marks")
    section = models.ForeignKey(Section, null=True, on_delete=models.PROTECT, related_name="marks")
    text = models.CharField(max_length=LONGEST)
    given_by = models.ForeignKey(
        Person, null=True, on_delete=models.PROTECT, related_name="marks_given"
    )
    at = models.DateTimeField()

    class Meta:
        """The newest come first."""

        ordering = ("-at", "-pk")

    def __str__(self) -> str:  # type: ignore[explicit-override] # `override` is no part of Python 3.11
        return f"{self.text} of {self.student}"
