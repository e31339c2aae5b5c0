"""A store on an application's own models, through Django's ORM; tried on SQLite and PostgreSQL.

`Mapped` says which model and fields hold a record kind, `TieModel` where ties are; the store links
rows to Clever ids in four small tables of its own: put `homeroom_kit.stores.django` into
INSTALLED_APPS and migrate. Needs `homeroom-kit[django]`.
"""

from homeroom_kit.stores.django.mapping import Mapped, TieModel
from homeroom_kit.stores.django.store import DjangoStore

__all__ = ["DjangoStore", "Mapped", "TieModel"]
