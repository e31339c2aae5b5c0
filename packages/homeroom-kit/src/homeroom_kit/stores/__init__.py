"""Where an application keeps its rows, as a sync sees it.

`protocol` says what a store must be able to do; `memory` does it in memory; `sqlalchemy` maps onto
an application's own tables and needs the extra `homeroom-kit[sqlalchemy]`, `django` onto its models
and needs `homeroom-kit[django]`. Whoever writes another store runs
`homeroom_kit.testing.store_checks` on it.
"""

from homeroom_kit.stores.memory import MemoryStore
from homeroom_kit.stores.protocol import LIBRARY, Held, Owner, State, Store, Wanted
from homeroom_kit.stores.showing import Shown, ShownRow

__all__ = [
    "LIBRARY",
    "Held",
    "MemoryStore",
    "Owner",
    "Shown",
    "ShownRow",
    "State",
    "Store",
    "Wanted",
]
