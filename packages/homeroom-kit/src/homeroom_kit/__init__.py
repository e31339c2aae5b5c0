"""What an application needs to integrate with a Homeroom hub: today, only its errors.

The client, login and sync come in later releases. What will not change is that this package
never needs the hub: it depends on the wire shapes and an HTTP client, nothing else.
"""

from importlib.metadata import version

from homeroom_kit.errors import (
    ConfigurationError,
    KitError,
    MatchConflictError,
    RetryError,
    StoreError,
    TokenRejectedError,
)

__all__ = [
    "ConfigurationError",
    "KitError",
    "MatchConflictError",
    "RetryError",
    "StoreError",
    "TokenRejectedError",
    "__version__",
]

__version__ = version("homeroom-kit")
