"""Which districts are connected, and what became of each sync."""

from django.db import models

__all__ = ["Connection", "Run", "Setting"]


class Connection(models.Model):  # type: ignore[misc]
    """A district, as far as it lets us in.

    Attributes:
        is_open: Whether the hub lists it. If not, its people get no further; their rows stay.
        read_at: When it was last read to the end, by our own clock in seconds.
    """

    district = models.CharField(max_length=64, primary_key=True)
    is_open = models.BooleanField(default=True)
    read_at = models.FloatField(null=True)

    def __str__(self) -> str:  # type: ignore[explicit-override] # `override` is no part of Python 3.11
        return str(self.district)


class Run(models.Model):  # type: ignore[misc]
    """A sync that was asked for: it waits, runs, and then says what became of it.

    Attributes:
        state: `waiting`, `running`, `ok`, `partial` (some records wait or were not understood),
            `failed` (nothing was changed).
        errors: Of each record that was left: its id, its type and the reason.
        told: The report as text.
        guarded: Whether a run that archives too much is refused.
        alive_at: When whoever does it last said that it is being done, in seconds.
    """

    district = models.CharField(max_length=64, db_index=True)
    mode = models.CharField(max_length=8)
    asked_by = models.CharField(max_length=64)
    asked_at = models.DateTimeField()
    finished_at = models.DateTimeField(null=True)
    state = models.CharField(max_length=8, default="waiting", db_index=True)
    errors = models.JSONField(default=list)
    told = models.TextField(blank=True, default="")
    guarded = models.BooleanField(default=True)
    alive_at = models.FloatField(null=True)

    class Meta:
        """The newest come first."""

        ordering = ("-pk",)

    def __str__(self) -> str:  # type: ignore[explicit-override] # `override` is no part of Python 3.11
        return f"{self.mode} of {self.district}: {self.state}"


class Setting(models.Model):  # type: ignore[misc]
    """A number that all processes share: how far the clock was moved, when we last looked."""

    name = models.CharField(max_length=32, primary_key=True)
    value = models.FloatField()

    def __str__(self) -> str:  # type: ignore[explicit-override] # `override` is no part of Python 3.11
        return f"{self.name}: {self.value}"
