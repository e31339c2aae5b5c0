"""`homeroom sandbox`: a hub with invented districts, in the foreground, and what belongs to it."""

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Annotated, Any, Final
from urllib.parse import urlsplit

import typer

from homeroom.cli.beside import serving_beside
from homeroom.cli.listening import bound_beside
from homeroom.cli.serve import run_server
from homeroom.foundation.clock import SystemClock
from homeroom.foundation.database import open_store
from homeroom.foundation.errors import ConflictError
from homeroom.foundation.occupying import held, occupied
from homeroom.foundation.parts import Parts
from homeroom.foundation.settings import Settings, load_settings
from homeroom.hub import FEATURES, create_hub
from homeroom.migrations import bring_up, version_of
from homeroom.sandbox import building, people, resetting
from homeroom.sandbox.applications import APPLICATIONS
from homeroom.sandbox.demo import Client, create_demo
from homeroom.sandbox.kept import Kept, StaleSandboxError, read_kept
from homeroom.web import Feature

_RUNNING_FILE: Final = "sandbox.running"
_START_SECONDS: Final = 30.0
_STORY_GETS_OLD: Final = timedelta(days=10)

commands: Final = typer.Typer(
    name="sandbox",
    help="A hub with invented districts, to build and test against.",
    invoke_without_command=True,
)

Home = Annotated[Path | None, typer.Option(help="Folder of the sandbox's files.")]


@commands.callback()
def serve_sandbox(
    context: typer.Context,
    *,
    host: Annotated[str | None, typer.Option(help="Address to listen on.")] = None,
    port: Annotated[int | None, typer.Option(help="Port to listen on.")] = None,
    home: Home = None,
    worker: Annotated[bool | None, typer.Option(help="Work sync runs in this process.")] = None,
) -> None:
    """Build the sandbox if there is none yet, and serve it until told to end."""
    if context.invoked_subcommand is not None:
        context.obj = home
        return
    settings = _settings(host=host, port=port, home=home, worker=worker)
    typer.echo(f"Homeroom's sandbox starts; its files are in {settings.home}", err=True)
    with (
        _running(settings),
        bound_beside(settings) as (demo_port, sockets),
        serving_beside(sockets) as serve_demo,
    ):
        listening = threading.Event()
        demo_url = _beside(settings.base_url, demo_port)
        run_server(settings, _announcing(listening, demo_url, serve_demo), listening.set)


@commands.command()
def env(context: typer.Context, *, home: Home = None) -> None:
    """Print the sandbox's address, ids and secrets as KEY=VALUE lines for a shell."""
    for line in _kept(_settings(home=home or context.obj)).lines():
        typer.echo(line)


@commands.command()
def reset(context: typer.Context, *, home: Home = None) -> None:
    """Build the sandbox anew: other secrets, and the school days up to the last one."""
    settings = _settings(home=home or context.obj)
    hub = create_hub(settings)
    try:
        with _running(settings, alone=True), occupied(settings.home):
            bring_up(hub.parts.store)
            resetting.reset(hub.parts)
            kept = building.build(hub.parts)
    finally:
        hub.stop()
    typer.echo(f"The sandbox is new. District {kept.of('small').id} is small.", err=True)


def _settings(**given: Any) -> Settings:
    return load_settings(sandbox=True, **given)


@contextmanager
def _running(settings: Settings, *, alone: bool = False) -> Iterator[None]:
    """Hold the home folder as a running sandbox does; `alone` is refused while one runs."""
    doing = "running" if alone else "being built anew"
    refusal = f"The sandbox in {settings.home} is {doing}; end that first."
    with held(settings.home / _RUNNING_FILE, refusal, alone=alone):
        yield


def _kept(settings: Settings) -> Kept:
    """Return what was kept of a sandbox that is complete and still in its store."""
    kept = read_kept(settings.home)
    if kept is None or not kept.is_complete:
        raise ConflictError(
            f"The sandbox in {settings.home} is not complete. Start it with: homeroom sandbox"
            " (if it runs elsewhere, give HOMEROOM_HOME as it was started with)",
            "sandbox_not_built",
        )
    if kept.store == "sqlite" and not _is_known(settings, kept):
        raise StaleSandboxError(f"The store in {settings.home} is not the one of this sandbox.")
    return kept


def _is_known(settings: Settings, kept: Kept) -> bool:
    # On PostgreSQL the hub's environment names the store, and this shell's need not.
    if not (settings.home / "control.db").exists():
        return False
    store = open_store(settings.home)
    try:
        now = int(SystemClock().now().timestamp() * 1000)
        return all(version_of(half) for _, half in store.halves()) and building.is_known(
            store, kept, now
        )
    finally:
        store.close()


def _beside(base_url: str, port: int) -> str:
    """Return the demo's address: the hub's own host, where that needs no certificate."""
    address = urlsplit(base_url)
    host = address.hostname or "" if address.scheme == "http" else "localhost"
    return f"http://{f'[{host}]' if ':' in host else host}:{port}"


def _announcing(
    listening: threading.Event, demo_url: str, serve_demo: Callable[[Any], None]
) -> tuple[Feature, ...]:
    """Return the features, the sandbox's one telling what to open when it is complete and served.

    The demo begins then too, for only then there are clients. A server that never begins has told
    why itself; then nothing is ready.
    """

    def prepare(parts: Parts) -> None:
        kept = building.build(parts, demo_url)
        serve_demo(_demo(kept))
        if listening.wait(_START_SECONDS):
            _announce(parts, kept)

    return tuple(
        replace(feature, prepare=prepare) if feature.name == "sandbox" else feature
        for feature in FEATURES
    )


def _demo(kept: Kept) -> Any:
    """Return the demo with every application that is registered; the buttons' two come first."""
    by_key = {one.key: one for one in APPLICATIONS}
    ordered = [by_key.pop("small"), by_key.pop("library"), *by_key.values()]
    clients = [
        Client(
            one.key,
            one.name,
            kept.client(one.key).client_id,
            kept.client(one.key).client_secret,
            one.redirect_uri(kept.demo_url),
            one.path,
            asks_openid=bool(one.said.get("oidc_enabled")),
        )
        for one in ordered
    ]
    return create_demo(kept.url, clients)


def _announce(parts: Parts, kept: Kept) -> None:
    url, token = kept.url, kept.of("small").token
    known = "\n".join(f"  {who.username:<36}{role}" for role, who in people.introduced(kept))
    typer.echo(
        f"""
Homeroom is ready at {url}

  Sign in           {url}/login
  Dashboard         {url}/district
  Developers        {kept.url}/developers  (sign in as {kept.people["developer"].username})
  Demo application  {kept.demo_url}
  Try the API       {url}/docs/api
  Fields            {url}/docs/schema
  First request     curl -H 'Authorization: Bearer {token}' '{url}/v3.1/users?limit=2'
  Ids and secrets   homeroom sandbox env

Sign in as one of these; the password is the user name once more, and no district is needed:

{known}
"""
    )
    if parts.clock.now() - building.built_at(kept) > _STORY_GETS_OLD:
        typer.echo(
            "The school days played here grow old: homeroom sandbox reset plays them again.\n"
        )
