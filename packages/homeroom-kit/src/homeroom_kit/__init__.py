"""What an application needs to integrate with a hub, Homeroom or Clever: client, matching, sync.

`Hub` reads, `sync` brings a district into the application's own tables, `matching` decides whose
account it is, `stores` has stores to map onto, `testing` checks for those who write their own.
This package never needs the hub: it depends on the wire shapes and an HTTP client, nothing else.
"""

from importlib.metadata import version

from homeroom_kit.client import Hub
from homeroom_kit.errors import (
    ConfigurationError,
    KitError,
    MatchConflictError,
    NotFoundError,
    RetryError,
    StoreError,
    TokenRejectedError,
)
from homeroom_kit.matching import Match
from homeroom_kit.stores import Held, MemoryStore, Store
from homeroom_kit.sync import Guard, Holds, Policy, SyncReport, sync

__all__ = [
    "ConfigurationError",
    "Guard",
    "Held",
    "Holds",
    "Hub",
    "KitError",
    "Match",
    "MatchConflictError",
    "MemoryStore",
    "NotFoundError",
    "Policy",
    "RetryError",
    "Store",
    "StoreError",
    "SyncReport",
    "TokenRejectedError",
    "__version__",
    "sync",
]

__version__ = version("homeroom-kit")
