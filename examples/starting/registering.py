"""Registers an example with the sandbox of this machine, and remembers what it was given.

Only a sandbox can be asked for this (docs/reference/sandbox-admin.md). At any other hub a developer
registers the application on its page, and sets `HUB_URL`, `CLIENT_ID` and `CLIENT_SECRET`.
"""

import json
import os
import shlex
import shutil
import subprocess
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import httpx2

from starting.playing import RegistrationError, Sandbox

__all__ = ["Registration", "registered"]

_SECONDS: Final = 30.0
_UNKNOWN: Final = 401


@dataclass(frozen=True, slots=True)
class Registration:
    """What an application tells a hub of itself.

    Attributes:
        name: What people read.
        types: `library`, `district_sso`, `secure_sync`.
        user_types: Who is to sign in.
        record_types: What it reads of a district, if it reads one.
        events: Whether it reads events.
    """

    name: str
    types: tuple[str, ...]
    user_types: tuple[str, ...]
    record_types: tuple[str, ...] = ()
    events: bool = False


def registered(
    wanted: Registration, hub_url: str, callback: str, home: Path, environ: Mapping[str, str]
) -> tuple[str, str]:
    """Return client id and secret: those of last time if the hub still knows them, or new ones.

    With new ones comes a district of its own to try it with: connected, unless it is for teachers
    to add.

    Raises:
        RegistrationError: The hub is no sandbox of this machine, or does not answer.
    """
    file = home / "registration.json"
    before = json.loads(file.read_text()) if file.is_file() else {}
    if before.get("hub") == hub_url and before.get("callback") == callback:
        client = before["client_id"], before["client_secret"]
        if _is_known(hub_url, *client):
            return client
    sandbox = Sandbox(hub_url, _token(wanted, environ))
    made = _register(wanted, sandbox, callback)
    kept = {"hub": hub_url, "callback": callback, **made}
    kept["district"] = _try_out(wanted, sandbox, made["client_id"])
    with os.fdopen(os.open(file, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w") as written:
        json.dump(kept, written)
    return made["client_id"], made["client_secret"]


def _is_known(hub_url: str, client_id: str, secret: str) -> bool:
    """Whether the hub takes them; a sandbox that was built anew does not."""
    asked = {"owner_type": "district"}
    try:
        answer = httpx2.get(
            f"{hub_url}/oauth/tokens", params=asked, auth=(client_id, secret), timeout=_SECONDS
        )
    except httpx2.TransportError as silent:
        raise RegistrationError(
            f"No hub answers at {hub_url}. Start one with `make run`, or set HUB_URL."
        ) from silent
    return answer.status_code != _UNKNOWN


def _token(wanted: Registration, environ: Mapping[str, str]) -> str:
    """The sandbox's own token: as given, or as the sandbox of this machine tells it."""
    given = environ.get("SANDBOX_TOKEN", "")
    command = Path(sys.executable).with_name("homeroom")
    named = str(command) if command.is_file() else shutil.which("homeroom")
    if not given and named is not None:
        done = subprocess.run(  # noqa: S603 -- the hub's own command
            [named, "sandbox", "env"], capture_output=True, text=True, env={**environ}, check=False
        )
        words = (shlex.split(line) for line in done.stdout.splitlines() if line)
        told = dict(word[0].split("=", 1) for word in words if word and "=" in word[0])
        given = told.get("SANDBOX_TOKEN", "")
    if not given:
        raise RegistrationError(
            f"Nobody registered {wanted.name}, and there is no sandbox here to ask. Start one with "
            "`make run`, or set HUB_URL, CLIENT_ID and CLIENT_SECRET as the hub gave them."
        )
    return given


def _register(wanted: Registration, sandbox: Sandbox, callback: str) -> dict[str, str]:
    asked: dict[str, Any] = {
        "name": wanted.name,
        "types": list(wanted.types),
        "user_types": list(wanted.user_types),
        "redirect_uris": [callback],
        "events": wanted.events,
        "listing": "library" in wanted.types,
    }
    if wanted.record_types:
        asked["record_types"] = list(wanted.record_types)
    made: dict[str, str] = sandbox.post("/applications", asked)
    sys.stdout.write(f"{wanted.name} is registered now with the sandbox at {sandbox.url}\n")
    return {name: made[name] for name in ("client_id", "client_secret")}


def _try_out(wanted: Registration, sandbox: Sandbox, client_id: str) -> str:
    """Make a district to try it with, and say who signs in there."""
    is_added = "library" in wanted.types
    made = sandbox.post("/districts", {"kind": "lantern-library" if is_added else "lantern-ridge"})
    district: str = made["district"]
    if not is_added:
        connection = {"client_id": client_id, "types": list(wanted.types)}
        sandbox.post(f"/districts/{district}/connections", connection)
    people = sandbox.get(f"/districts/{district}")["people"].values()
    lines = [
        f"To try it there is the invented district {made['name']}.",
        f"Sign in at {made['login_url']} as one of these, then press the button here:",
    ]
    for role in wanted.user_types:
        # Who has one role only is not asked in which one she comes.
        found = next((one for one in people if [role] == one["roles"] and one["username"]), None)
        if found:
            lines.append(f"  {found['username']} (password {found['password']}), {role}")
    sys.stdout.write("\n".join(lines) + "\n")
    return district
