"""The app with the store's own tables."""

from django.apps import AppConfig

__all__ = ["StoreConfig"]


class StoreConfig(AppConfig):  # type: ignore[misc]
    """The app `homeroom_store`."""

    name = "homeroom_kit.stores.django"
    label = "homeroom_store"
    verbose_name = "Homeroom's sync"
    default_auto_field = "django.db.models.BigAutoField"
