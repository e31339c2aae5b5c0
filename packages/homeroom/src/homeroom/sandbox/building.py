"""Builds the sandbox: each step looks whether it was done, so a build that was cut off goes on.

So does one that was complete before the sandbox had all that it has now: it keeps its secrets and
its feed, and gets the rest.
"""

import fcntl
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Final

from homeroom.foundation.database import Store
from homeroom.foundation.parts import Parts
from homeroom.foundation.secrets import hash_secret, new_secret
from homeroom.oauth.queries import client_named, grant_of
from homeroom.roster import queries
from homeroom.sandbox import developing, raising
from homeroom.sandbox.admin.logins import literal
from homeroom.sandbox.applications import (
    APPLICATIONS,
    COBBLE_APP,
    DEMO_URL,
    LIBRARY_APP,
    SMALL_APP,
)
from homeroom.sandbox.kept import EXTENT, Kept, read_kept, write_kept
from homeroom.sandbox.preset import PRESETS
from homeroom.sandbox.registering import register
from homeroom.sharing.queries import connection_named

LOCK_FILE: Final = "sandbox.lock"


def prepare(parts: Parts) -> None:
    """Build what is missing before the hub calls itself ready."""
    with _alone(parts.settings.home):
        literal.settle(parts, _built(parts, ""))


def build(parts: Parts, demo_url: str = "") -> Kept:
    """The sandbox is complete; return what was kept of it. Quick when nothing is missing.

    `demo_url` says where the demo runs now; without one it is where it was.
    """
    with _alone(parts.settings.home):
        return _built(parts, demo_url)


def is_whole(parts: Parts, kept: Kept) -> bool:
    """True if every token and secret that was kept still opens something."""
    return is_known(parts.store, kept, _now(parts))


def built_at(kept: Kept) -> datetime:
    """Return when the sandbox was built, by the hub's clock."""
    return datetime.fromtimestamp(kept.built_at / 1000, UTC)


def is_known(store: Store, kept: Kept, now: int) -> bool:
    """True if the store knows every token, application and district that was kept."""
    connected = [kept.of(preset.name) for preset in PRESETS if preset.access is not None]
    clients = [kept.client(asked.key) for asked in APPLICATIONS]
    with store.control.reading() as session:
        grants = [grant_of(session, hash_secret(one.token), now) for one in connected]
        known = all(
            client_named(session, one.client_id, hash_secret(one.client_secret), now)
            for one in clients
        ) and all(queries.district_named(session, preset.name) for preset in PRESETS)
    with store.roster.reading() as session:
        return known and all(
            grant is not None and connection_named(session, grant.district, grant.connection)
            for grant in grants
        )


def _built(parts: Parts, demo_url: str) -> Kept:
    home, url = parts.settings.home, parts.settings.base_url
    kept = read_kept(home) or Kept()
    demo_url = demo_url or kept.demo_url or DEMO_URL
    token = parts.settings.sandbox_token or kept.admin_token or new_secret("sandbox_")
    if kept.is_complete and is_whole(parts, kept):
        if (kept.url, kept.demo_url, kept.admin_token) != (url, demo_url, token):
            kept.admin_token = token
            _move(parts, kept, url, demo_url)
        return kept
    kept.complete, kept.admin_token = False, token
    for preset in PRESETS:
        raising.Raising(parts, preset, kept, demo_url).run()
    _move(parts, kept, url, demo_url)
    raising.connect_sign_in(parts, kept.client(COBBLE_APP.key).application)
    developing.settle(parts, kept, _now(parts))
    kept.store, kept.built_at = parts.store.kind, kept.built_at or _now(parts)
    kept.complete, kept.extent = True, EXTENT
    write_kept(home, kept)
    return kept


def _move(parts: Parts, kept: Kept, url: str, demo_url: str) -> None:
    """Hub and demo have these addresses, and every application sends its users to the demo."""
    for asked in APPLICATIONS:
        register(parts, kept, asked, _now(parts), demo_url)
    kept.url, kept.demo_url = url, demo_url
    kept.redirect_uri = SMALL_APP.redirect_uri(demo_url)
    kept.library_redirect_uri = LIBRARY_APP.redirect_uri(demo_url)
    write_kept(parts.settings.home, kept)


@contextmanager
def _alone(home: Path) -> Iterator[None]:
    # Of two processes that start together one builds, and the other finds it built.
    with (home / LOCK_FILE).open("w") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield


def _now(parts: Parts) -> int:
    return int(parts.clock.now().timestamp() * 1000)
