"""`homeroom serve`: one process, one event loop, the hub's own few threads."""

import gc
import socket
import sys
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import Annotated, Final

import typer
import uvicorn
from typing_extensions import override

from homeroom.cli.listening import bound
from homeroom.foundation.errors import SettingsError
from homeroom.foundation.settings import Settings, load_settings
from homeroom.hub import FEATURES, Hub, create_hub
from homeroom.web import Feature

_START_FAILED: Final = 3


def serve(
    *,
    host: Annotated[str | None, typer.Option(help="Address to listen on.")] = None,
    port: Annotated[int | None, typer.Option(help="Port to listen on.")] = None,
    home: Annotated[Path | None, typer.Option(help="Folder of the hub's files.")] = None,
    worker: Annotated[bool | None, typer.Option(help="Work sync runs in this process.")] = None,
) -> None:
    """Serve the hub until it is told to end."""
    run_server(load_settings(host=host, port=port, home=home, worker=worker))


class _Server(uvicorn.Server):
    """A server that tells when it takes requests."""

    def __init__(self, configuration: uvicorn.Config, began: Callable[[], None]) -> None:
        super().__init__(configuration)
        self._began = began

    @override
    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        """Start as ever, then tell."""
        await super().startup(sockets)
        self._began()


def run_server(
    settings: Settings,
    features: tuple[Feature, ...] = FEATURES,
    began: Callable[[], None] | None = None,
) -> None:
    """Serve the hub that these settings describe; other commands (`sandbox`) call this too.

    `began` is called once requests are taken.
    """
    with bound(settings) as sockets:
        hub = create_hub(settings, features=features)

        def tell() -> None:
            gc.freeze()  # the hub itself stays to the end as well
            hub.parts.log.info("listening", host=settings.host, port=settings.port)
            if began is not None:
                began()

        server = _Server(_configuration(settings, hub), tell)
        # The server ends in its own way first; then the interrupt comes here, and is done with.
        with suppress(KeyboardInterrupt):
            server.run(sockets)
        if not server.started:
            sys.exit(_START_FAILED)


def _configuration(settings: Settings, hub: Hub) -> uvicorn.Config:
    if bool(settings.tls_certificate) != bool(settings.tls_key):
        raise SettingsError(
            "HOMEROOM_TLS_CERTIFICATE and HOMEROOM_TLS_KEY are given together, or neither is"
        )
    return uvicorn.Config(
        hub,
        loop="uvloop",
        http="httptools",
        ws="none",
        lifespan="on",
        access_log=False,  # the shell logs requests, without query values
        log_level=settings.log_level,
        server_header=False,
        proxy_headers=settings.trust_proxy,
        forwarded_allow_ips="*" if settings.trust_proxy else None,
        ssl_certfile=_readable("tls_certificate", settings.tls_certificate),
        ssl_keyfile=_readable("tls_key", settings.tls_key),
    )


def _readable(name: str, path: str) -> str | None:
    """Return the file, or None where none is named; the server's own words would name neither."""
    if path and not Path(path).is_file():
        raise SettingsError(f"HOMEROOM_{name.upper()} names {path}, which is no file")
    return path or None
