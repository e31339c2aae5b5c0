"""The server's own sockets, bound before anything else is done, so that a taken port is told first.

They take connections only once the hub has started; a client that comes before is refused.
"""

import errno
import socket
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import replace
from typing import Any, Final

from homeroom.foundation.errors import ConflictError, SettingsError
from homeroom.foundation.settings import Settings

_TRIES: Final = 20
_GREATEST_PORT: Final = 65_535
_NOT_HERE: Final = frozenset({errno.EADDRNOTAVAIL, errno.EAFNOSUPPORT})


@contextmanager
def bound(settings: Settings) -> Iterator[list[socket.socket]]:
    """Give a socket for each address that the host's name stands for; closed at the end."""
    with ExitStack() as stack:
        made, last = [], None
        for family, address in _addresses(settings):
            try:
                made.append(stack.enter_context(_bound(family, address)))
            except OSError as error:
                # `localhost` stands for an IPv6 address too, also where the machine has none.
                if error.errno not in _NOT_HERE:
                    raise _refusal(error, settings) from None
                last = error
        if not made and last is not None:
            raise _refusal(last, settings)
        yield made


@contextmanager
def bound_beside(settings: Settings) -> Iterator[tuple[int, list[socket.socket]]]:
    """Give the next free port after the hub's, and its sockets; closed at the end."""
    with ExitStack() as stack:
        yield _next_free(stack, settings)


def _next_free(stack: ExitStack, settings: Settings) -> tuple[int, list[socket.socket]]:
    last = min(settings.port + _TRIES, _GREATEST_PORT)
    for port in range(settings.port + 1, last + 1):
        try:
            return port, stack.enter_context(bound(replace(settings, port=port)))
        except ConflictError:
            continue
    raise ConflictError(
        f"None of the ports after {settings.port} is free for the demo application. Choose another"
        " port with --port or HOMEROOM_PORT.",
        "port_taken",
    )


def _addresses(settings: Settings) -> list[tuple[int, Any]]:
    try:
        found = socket.getaddrinfo(
            settings.host or None, settings.port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE
        )
    except (OSError, UnicodeError):
        raise SettingsError(f"HOMEROOM_HOST {settings.host!r} is no address to listen on") from None
    return list(dict.fromkeys((int(family), address) for family, _, _, _, address in found))


def _bound(family: int, address: Any) -> socket.socket:
    made = socket.socket(family, socket.SOCK_STREAM)
    try:
        made.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        if family == socket.AF_INET6:
            made.setsockopt(socket.IPPROTO_IPV6, socket.IPV6_V6ONLY, 1)
        made.bind(address)
    except OSError:
        made.close()
        raise
    return made


def _refusal(error: OSError, settings: Settings) -> Exception:
    where = f"port {settings.port} of {settings.host}"
    if error.errno == errno.EADDRINUSE:
        return ConflictError(
            f"Another program listens on {where}. End it, or choose another port with --port or"
            " HOMEROOM_PORT.",
            "port_taken",
        )
    if error.errno == errno.EACCES:
        return SettingsError(f"This user may not listen on {where}; take a port from 1024")
    if error.errno in _NOT_HERE:
        return SettingsError(f"HOMEROOM_HOST {settings.host!r} is no address of this machine")
    return error
