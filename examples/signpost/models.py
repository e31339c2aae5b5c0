"""Signpost's tables, beside Django's users and the kit's link between a user and the hub."""

from django.conf import settings
from django.contrib.auth.models import AbstractUser
from django.db import models

__all__ = ["District", "Person", "Sign"]


class District(models.Model):  # type: ignore[misc]
    """A district whose people sign in, under the hub's id."""

    clever_id = models.CharField(max_length=64, primary_key=True)
    name = models.CharField(max_length=400, blank=True)

    def __str__(self) -> str:  # type: ignore[explicit-override] # `override` is no part of Python 3.11
        return f"{self.name or self.clever_id}"


class Person(AbstractUser):  # type: ignore[misc]
    """Django's user, with room for every name that a school may write.

    Attributes:
        roles: All that she is at her schools, as her last login told it.
    """

    first_name = models.CharField(max_length=400, blank=True)
    last_name = models.CharField(max_length=400, blank=True)
    roles = models.JSONField(default=list)


class Sign(models.Model):  # type: ignore[misc]
    """A notice: where to find what. Everybody of the district reads it."""

    district = models.ForeignKey(District, on_delete=models.PROTECT, related_name="signs")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="signs")
    what = models.CharField(max_length=100)
    where = models.CharField(max_length=100)

    class Meta:
        """In which order they are read."""

        ordering = ("what", "id")

    def __str__(self) -> str:  # type: ignore[explicit-override] # likewise
        return f"{self.what}: {self.where}"
