"""Whose account a user of Django's is at the hub."""

from django.conf import settings
from django.db import models

__all__ = ["Link"]


class Link(models.Model):  # type: ignore[misc]
    """A user and the person at the hub whose account it is.

    What is known of her beyond name and e-mail, and what she answered, lies in `values` and
    `held`: an application that needs more has tables of its own and its own `Accounts`.
    """

    user = models.OneToOneField(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="homeroom"
    )
    clever_id = models.CharField(max_length=64, unique=True)
    district = models.CharField(max_length=64, blank=True, db_index=True)
    type = models.CharField(max_length=32)
    authorized_by = models.CharField(max_length=16)
    values = models.JSONField(default=dict)
    held = models.JSONField(default=list)

    class Meta:
        """Where the table belongs."""

        app_label = "homeroom_kit"

    def __str__(self) -> str:  # type: ignore[explicit-override] # `override` is no part of Python 3.11
        return f"{self.user} ({self.type})"
