"""Serves an example until it is told to end."""

import sys
from typing import Any

import uvicorn

from starting.settings import Settings

__all__ = ["serve"]


def serve(web: Any, settings: Settings, *words: str) -> None:
    """Say what to open, and serve an ASGI application, with TLS if there is a certificate.

    Args:
        web: The application.
        settings: Where it listens.
        words: What else is worth saying at the start.
    """
    for one in (f"Open {settings.app_url}", *words):
        sys.stdout.write(one + "\n")
    sys.stdout.flush()
    certificate, key = settings.tls or (None, None)
    uvicorn.run(
        web,
        host=settings.host,
        port=settings.port,
        log_level="warning",
        ssl_certfile=certificate,
        ssl_keyfile=key,
        server_header=False,
    )
