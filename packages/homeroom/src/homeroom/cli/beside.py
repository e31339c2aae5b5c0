"""A second, small server in a thread of its own, which ends with the command that began it."""

import socket
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any, Final

import uvicorn

_STOP_SECONDS: Final = 5.0


@contextmanager
def serving_beside(sockets: list[socket.socket]) -> Iterator[Callable[[Any], None]]:
    """Give what serves an ASGI application on these sockets from then on, until the end."""
    begun: list[tuple[uvicorn.Server, threading.Thread]] = []

    def serve(application: Any) -> None:
        # Its log is the hub's: a configuration of its own would be the whole process's.
        configuration = uvicorn.Config(
            application,
            loop="uvloop",
            http="httptools",
            ws="none",
            lifespan="off",
            access_log=False,
            log_config=None,
            log_level=None,
            server_header=False,
        )
        server = uvicorn.Server(configuration)
        # A daemon, so that a process that is told to end at once does not wait for a page.
        thread = threading.Thread(target=server.run, args=(sockets,), name="demo", daemon=True)
        begun.append((server, thread))
        thread.start()

    try:
        yield serve
    finally:
        for server, thread in begun:
            server.should_exit = True
            thread.join(_STOP_SECONDS)
