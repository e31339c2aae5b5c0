"""What signing in works with: store, clock, secrets, log, the password pool, the limits."""

import threading
from dataclasses import dataclass, field
from typing import Final, Self
from weakref import WeakKeyDictionary

from homeroom.accounts.people import People
from homeroom.accounts.proof.pool import Pool
from homeroom.accounts.rules import Lasting, Limits
from homeroom.foundation.clock import Clock
from homeroom.foundation.database import Store
from homeroom.foundation.log import Logger
from homeroom.foundation.parts import Parts
from homeroom.foundation.secrets import Sealer


@dataclass(frozen=True)
class Desk:
    """One hub's accounts, as its pages, its endpoints and its commands share them."""

    store: Store
    clock: Clock
    sealer: Sealer
    log: Logger
    pool: Pool
    people: People
    limits: Limits = field(default_factory=Limits)
    lasting: Lasting = field(default_factory=Lasting)
    require_second_factor: bool = True
    """For dashboard roles; a sandbox's own people need none (ruling R25)."""
    finds_district: bool = False
    """Whether a user name without a district is looked for in every sandbox district."""

    @classmethod
    def of(cls, parts: Parts, pool: Pool | None = None) -> Self:
        """Return a desk for the hub; `desk_of` is the one that its requests share."""
        return cls(
            parts.store,
            parts.clock,
            parts.sealer,
            parts.log,
            pool or Pool(gives_way=parts.store.kind == "sqlite"),
            People(parts.store),
            require_second_factor=not parts.settings.sandbox,
            finds_district=parts.settings.sandbox,
        )

    def now(self) -> int:
        """Return the hub's time in milliseconds; limits never follow a district's clock (R26)."""
        return round(self.clock.now().timestamp() * 1000)


# Each hub has a store of its own, so the store names the hub.
_DESKS: Final[WeakKeyDictionary[Store, Desk]] = WeakKeyDictionary()
_MAKING: Final = threading.Lock()


def desk_of(parts: Parts) -> Desk:
    """Return the hub's own desk, with its one pool; made at the first request for it."""
    with _MAKING:
        desk = _DESKS.get(parts.store)
        if desk is None:
            desk = _DESKS[parts.store] = Desk.of(parts)
        return desk
