"""Districts, schools, terms, courses and classes, as the hub shows them."""

from django.db import models

__all__ = ["LONGEST", "LONGEST_ID", "Course", "District", "School", "Section", "Term"]

LONGEST = 255
"""Characters of a text; longer ones are cut and not refused (SYN-R5)."""

LONGEST_ID = 64


class FromDistrict(models.Model):  # type: ignore[misc]
    """What every record of a district has."""

    district = models.CharField(max_length=LONGEST_ID, db_index=True, blank=True, default="")
    name = models.CharField(max_length=LONGEST, blank=True, default="")
    archived = models.BooleanField(default=False)

    class Meta:
        """It has no table of its own."""

        abstract = True

    def __str__(self) -> str:  # type: ignore[explicit-override] # `override` is no part of Python 3.11
        return self.name or "(without a name)"


class District(FromDistrict):
    """A district; `district` is its own id."""


class School(FromDistrict):
    """A school."""

    sis_id = models.CharField(max_length=LONGEST, blank=True, default="")
    number = models.CharField(max_length=LONGEST, blank=True, default="")
    low_grade = models.CharField(max_length=64, blank=True, default="")
    high_grade = models.CharField(max_length=64, blank=True, default="")


class Term(FromDistrict):
    """A span of the school year. Dates are text, as they came: some terms have none."""

    start = models.CharField(max_length=64, blank=True, default="")
    end = models.CharField(max_length=64, blank=True, default="")


class Course(FromDistrict):
    """What is taught."""

    number = models.CharField(max_length=LONGEST, blank=True, default="")


class Section(FromDistrict):
    """A class. Its school, course and term may be missing or change; it goes on."""

    sis_id = models.CharField(max_length=LONGEST, blank=True, default="", db_index=True)
    subject = models.CharField(max_length=LONGEST, blank=True, default="")
    grade = models.CharField(max_length=64, blank=True, default="")
    period = models.CharField(max_length=LONGEST, blank=True, default="")
    school = models.ForeignKey(School, null=True, on_delete=models.PROTECT)
    course = models.ForeignKey(Course, null=True, on_delete=models.PROTECT)
    term = models.ForeignKey(Term, null=True, on_delete=models.PROTECT)
