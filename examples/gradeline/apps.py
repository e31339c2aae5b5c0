"""The Django app."""

from django.apps import AppConfig

__all__ = ["GradelineConfig"]


class GradelineConfig(AppConfig):  # type: ignore[misc]
    """The app `gradeline`."""

    name = "gradeline"
    verbose_name = "Gradeline"
    default_auto_field = "django.db.models.BigAutoField"
