"""Serving an ASGI application from a thread, on the loopback interface and a port that was free."""

import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, Final

import uvicorn

__all__ = ["free_socket", "listening"]

_PATIENCE: Final = 10.0


def free_socket() -> socket.socket:
    """Bind a port that is free; nobody is answered there before somebody listens."""
    bound = socket.socket()
    bound.bind(("127.0.0.1", 0))
    return bound


@contextmanager
def listening(application: Any, at: socket.socket | None = None, **tls: Any) -> Iterator[int]:
    """Serve an application that was started, and give its port; its own end is its owner's.

    Args:
        application: The hub, or what stands before it.
        at: Where; a port that is free if nothing is said.
        tls: What uvicorn is told to serve over TLS.
    """
    at = at or free_socket()
    configuration = uvicorn.Config(
        application, lifespan="off", log_level="error", http="httptools", ws="none", **tls
    )
    server = uvicorn.Server(configuration)
    began = threading.Event()
    start = server.startup

    async def startup(*arguments: Any, **named: Any) -> None:
        await start(*arguments, **named)
        began.set()

    server.startup = startup  # type: ignore[method-assign]
    thread = threading.Thread(target=server.run, args=([at],), daemon=True)
    thread.start()
    if not began.wait(_PATIENCE):
        raise RuntimeError(f"The hub did not begin to listen within {_PATIENCE:.0f} seconds.")
    try:
        yield at.getsockname()[1]
    finally:
        server.should_exit = True
        thread.join(_PATIENCE)
