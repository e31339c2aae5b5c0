"""Whether a probe may be opened at all: never by itself, and never in production."""

import hashlib
import math
import secrets
import string
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final, Self

from homeroom_kit.errors import ConfigurationError

__all__ = ["Opening"]

_BITS: Final = 128
_FEWEST: Final = 8
"""Different characters that a random token of 128 bits has at the least, near enough."""

_ALPHABETS: Final = (
    string.digits,
    "0123456789abcdef",
    "0123456789ABCDEF",
    string.digits + string.ascii_lowercase,
    string.digits + string.ascii_uppercase,
)


@dataclass(frozen=True, slots=True)
class Opening:
    """What was said about opening a probe; a probe that may not be opened is not even mounted.

    A hub tells an application nothing of whether it is the one in production, so that is declared:
    the client id of the production application is named wherever the same program may run, and a
    probe beside it does not start. The harness refuses it from its side.

    Args:
        is_on: Whether the probe is wanted; no other setting implies it.
        token: What the certification sends: 128 random bits at the least, as
            `secrets.token_urlsafe(32)` makes them.
        client_id: The client id with which the application runs.
        production_client_ids: The client ids with which no probe may be opened.

    Raises:
        ConfigurationError: It may not be opened; the message says why, without the token.
    """

    is_on: bool
    token: str = field(repr=False)
    client_id: str
    production_client_ids: frozenset[str] = frozenset()

    def __post_init__(self) -> None:
        if not self.is_on:
            raise ConfigurationError(
                "probe_off", "The probe is not switched on (PROBE=on). It is for tests only."
            )
        if not self.client_id:
            raise ConfigurationError("no_client", "The probe needs to know the client id.")
        if self.client_id in self.production_client_ids:
            raise ConfigurationError(
                "probe_in_production",
                f"{self.client_id} is the production application; a probe would show all its data "
                "and is not opened. Run it with the application of a sandbox.",
            )
        if _bits(self.token) < _BITS or len(set(self.token)) < _FEWEST:
            raise ConfigurationError(
                "probe_token",
                f"The probe's token needs {_BITS} random bits. Make one with "
                "`python -c 'import secrets; print(secrets.token_urlsafe(32))'`.",
            )

    @classmethod
    def of(cls, settings: Mapping[str, str], client_id: str) -> Self | None:
        """Read PROBE, PROBE_TOKEN and PRODUCTION_CLIENT_IDS; None where no probe is wanted.

        Raises:
            ConfigurationError: It is wanted, and may not be opened.
        """
        wanted = settings.get("PROBE", "").strip().lower()
        if wanted in ("", "off", "0", "no", "false"):
            return None
        production = settings.get("PRODUCTION_CLIENT_IDS", "").replace(",", " ").split()
        return cls(
            wanted == "on", settings.get("PROBE_TOKEN", ""), client_id, frozenset(production)
        )

    def admits(self, authorization: str) -> bool:
        """Whether a request's `Authorization` has the token; it takes as long if it has not."""
        scheme, _, given = authorization.partition(" ")
        digests = [hashlib.sha256(one.encode()).digest() for one in (given.strip(), self.token)]
        return secrets.compare_digest(*digests) and scheme.lower() == "bearer"


def _bits(token: str) -> float:
    """The bits that a text has at the most, by the smallest alphabet that it fits."""
    bare = token.replace("-", "")  # a UUID has hyphens, and is no wider for them
    for alphabet in _ALPHABETS:
        if set(bare) <= set(alphabet):
            return len(bare) * math.log2(len(alphabet))
    return len(token) * 6.0 if token.isascii() and token.isprintable() and " " not in token else 0.0
