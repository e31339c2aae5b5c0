"""Which row is which Clever id, former ids, how far each district was synced, what was unread."""

from django.db import models

__all__ = ["Alias", "District", "Link", "Unread"]


class Link(models.Model):  # type: ignore[misc]
    """A row of the application and the record that it is."""

    district = models.CharField(max_length=64)
    kind = models.CharField(max_length=16)
    clever_id = models.CharField(max_length=64)
    app_id = models.CharField(max_length=64)
    archived = models.BooleanField(default=False)
    line = models.BinaryField()
    synced = models.BinaryField()
    held = models.TextField(blank=True, default="")

    class Meta:
        """A record has one row, and a row is one record."""

        db_table = "homeroom_link"
        constraints = (
            models.UniqueConstraint(
                fields=["district", "kind", "clever_id"], name="homeroom_link_record"
            ),
            models.UniqueConstraint(fields=["kind", "app_id"], name="homeroom_link_row"),
        )

    def __str__(self) -> str:  # type: ignore[explicit-override] # `override` is no part of Python 3.11
        return f"{self.kind} {self.app_id}: {self.clever_id}"


class Alias(models.Model):  # type: ignore[misc]
    """An id that a row had before."""

    district = models.CharField(max_length=64)
    kind = models.CharField(max_length=16)
    clever_id = models.CharField(max_length=64)
    app_id = models.CharField(max_length=64)
    until = models.FloatField(null=True)

    class Meta:
        """A former id means one row."""

        db_table = "homeroom_alias"
        constraints = (
            models.UniqueConstraint(
                fields=["district", "kind", "clever_id"], name="homeroom_alias_record"
            ),
        )

    def __str__(self) -> str:  # type: ignore[explicit-override] # `override` is no part of Python 3.11
        return f"{self.kind} {self.app_id}: {self.clever_id} before"


class District(models.Model):  # type: ignore[misc]
    """How far a district was synced, and who works on it."""

    district = models.CharField(max_length=64, primary_key=True)
    cursor = models.CharField(max_length=64, null=True)  # noqa: DJ001 -- blank is the feed's start
    read_at = models.FloatField(null=True)
    holder = models.CharField(max_length=64, blank=True, default="")
    until = models.FloatField(default=0)

    class Meta:
        """Where it is."""

        db_table = "homeroom_district"

    def __str__(self) -> str:  # type: ignore[explicit-override] # `override` is no part of Python 3.11
        return str(self.district)


class Unread(models.Model):  # type: ignore[misc]
    """A record that could not be read, and is asked for again."""

    district = models.CharField(max_length=64)
    kind = models.CharField(max_length=16)
    clever_id = models.CharField(max_length=64)

    class Meta:
        """A record is named once."""

        db_table = "homeroom_unread"
        constraints = (
            models.UniqueConstraint(
                fields=["district", "kind", "clever_id"], name="homeroom_unread_record"
            ),
        )

    def __str__(self) -> str:  # type: ignore[explicit-override] # `override` is no part of Python 3.11
        return f"{self.kind}: {self.clever_id}"
