"""The districts that are connected with an application, each with its token.

A token is read here again whenever it is needed, so that a rotated one costs nothing (SYN-28), and
a district that is no longer in the list has disconnected.
"""

from collections.abc import Mapping
from typing import Final

import httpx2
import msgspec

from homeroom_kit.client.sending import BROKEN, Patience, may_help, pause
from homeroom_kit.clock import Clock, SystemClock
from homeroom_kit.errors import UNREADABLE, ConfigurationError, RetryError
from homeroom_wire.tokens import DistrictTokens

__all__ = ["connected_districts"]

_OK: Final = 200
_ASKED: Final = {"owner_type": "district"}
_NOT_SAID: Final = "The hub does not list districts"
_LOOK: Final = "Look at client id and secret."
_QUICK: Final = Patience(attempts=3, longest=10.0, timeout=20.0)


def connected_districts(  # noqa: PLR0913 -- the last three are for tests and for impatient callers
    hub: str,
    client_id: str,
    client_secret: str,
    *,
    transport: httpx2.BaseTransport | None = None,
    clock: Clock | None = None,
    patience: Patience = _QUICK,
) -> Mapping[str, str]:
    """Return tokens by the districts' ids.

    Args:
        hub: The hub's address; at Clever the one of its login, not the API's.
        client_id: The application's id there.
        client_secret: Its secret; it travels in a header.
        transport: Who carries requests, and `clock` who waits, for tests.
        patience: How long a busy hub is given.

    Raises:
        RetryError: The hub is busy or broken, or cannot be reached. It says nothing of districts.
        ConfigurationError: The hub does not know the application.
    """
    clock, trouble = clock or SystemClock(), ""
    with httpx2.Client(
        base_url=hub.rstrip("/"), transport=transport, timeout=patience.timeout
    ) as client:
        for attempt in range(patience.attempts):
            try:
                answer = client.get("/oauth/tokens", params=_ASKED, auth=(client_id, client_secret))
            except BROKEN as broken:
                trouble = f"it cannot be reached ({type(broken).__name__})"
                pause(clock, patience, attempt)
                continue
            if answer.status_code == _OK:
                return _tokens(answer.content)
            trouble = f"it answered {answer.status_code}"
            if not may_help(answer.status_code):
                raise ConfigurationError("wrong_setup", f"{_NOT_SAID}: {trouble}. {_LOOK}")
            pause(clock, patience, attempt, answer)
    raise RetryError("hub_unavailable", f"{_NOT_SAID}: {trouble}.")


def _tokens(body: bytes) -> Mapping[str, str]:
    try:
        found = msgspec.json.decode(body, type=DistrictTokens)
    except UNREADABLE as odd:
        raise RetryError("not_understood", f"The list of districts does not read ({odd}).") from odd
    return {one.owner.id: one.access_token for one in found.data}
