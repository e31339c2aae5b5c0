"""`homeroom serve`: one process, one event loop, the hub's own few threads."""

from pathlib import Path
from typing import Annotated

import typer
import uvicorn

from homeroom.foundation.settings import Settings, load_settings
from homeroom.hub import FEATURES, create_hub
from homeroom.web import Feature


def serve(
    *,
    host: Annotated[str | None, typer.Option(help="Address to listen on.")] = None,
    port: Annotated[int | None, typer.Option(help="Port to listen on.")] = None,
    home: Annotated[Path | None, typer.Option(help="Folder of the hub's files.")] = None,
    worker: Annotated[
        bool | None, typer.Option(help="Work sync runs in this process (ruling R42).")
    ] = None,
) -> None:
    """Serve the hub until it is told to end."""
    run_server(load_settings(host=host, port=port, home=home, worker=worker))


def run_server(settings: Settings, features: tuple[Feature, ...] = FEATURES) -> None:
    """Serve the hub that these settings describe; other commands (`sandbox`) call this too."""
    uvicorn.run(
        create_hub(settings, features=features),
        host=settings.host,
        port=settings.port,
        loop="uvloop",
        http="httptools",
        ws="none",
        lifespan="on",
        access_log=False,  # the shell logs requests, without query values
        log_level=settings.log_level,
        server_header=False,
        proxy_headers=settings.trust_proxy,
        forwarded_allow_ips="*" if settings.trust_proxy else None,
    )
