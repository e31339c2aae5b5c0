"""Where an application keeps its rows, as a sync sees it.

`protocol` says what a store must be able to do; `memory` does it in memory; `sqlalchemy` maps onto
an application's own tables and needs the extra `homeroom-kit[sqlalchemy]`, `django` onto its models
and needs `homeroom-kit[django]`. Whoever writes another store runs
`homeroom_kit.testing.store_checks` on it.
"""

from homeroom_kit.stores.memory import MemoryStore
from homeroom_kit.stores.protocol import Held, State, Store, Wanted

__all__ = ["Held", "MemoryStore", "State", "Store", "Wanted"]
