"""`homeroom backup` and `homeroom restore`."""

from pathlib import Path
from typing import Annotated, Any, Final

import msgspec
import typer

from homeroom.foundation.clock import SystemClock
from homeroom.foundation.database import open_store
from homeroom.foundation.errors import SettingsError
from homeroom.foundation.settings import Settings, load_settings
from homeroom.intake.console.printing import bar, remark, say, say_json
from homeroom.migrations import HEAD
from homeroom.operator.backups import manifest, restoring, saving
from homeroom.operator.checkup.keys import key_standing
from homeroom.operator.console.asked import Home, Json
from homeroom.operator.rules import size_words
from homeroom.web.pages.rendering import moment

Folder = Annotated[Path, typer.Argument(help="Folder of the backup.")]

KEYS: Final = {
    "right": "The master key that is set opens what is sealed in it.",
    "wrong": "The master key that is set is NOT the one of this backup: set HOMEROOM_MASTER_KEY to"
    " the key that the hub had then, before you start it.",
    "missing": "The master key is not in a backup: set HOMEROOM_MASTER_KEY to the key that the hub"
    " had then (a sandbox's lies in its home folder as master.key), before you start it.",
    "untried": "Nothing in it is sealed yet, so no master key is tied to it.",
    "later": "The master key is not in a backup: set HOMEROOM_MASTER_KEY to the key that the hub"
    " had then. Whether it is, `homeroom doctor` says after the first start.",
}
"""What is to be said of the master key, by how it stands."""


def backup(folder: Folder, *, as_json: Json = False, home: Home = None) -> None:
    """Copy all that the hub keeps, but its master key, into an empty folder; it may be running."""
    settings = load_settings(home=home)
    with bar(wanted=not as_json) as tell:
        made = saving.back_up(settings, SystemClock(), folder, tell)
    if as_json:
        say_json({"folder": str(folder.absolute())} | _row(made))
        return
    say(f"{folder} holds the hub as of {_moment(made)}: {_contents(made)}.")
    remark(
        "The master key is not in it. Keep that elsewhere: without it, tokens and keys in the"
        " backup cannot be opened."
    )


def restore(
    folder: Folder,
    *,
    replace: Annotated[
        bool, typer.Option("--replace", help="Set aside what the hub holds now.")
    ] = False,
    as_json: Json = False,
    home: Home = None,
) -> None:
    """Put a backup in place of what the hub holds; every hub that uses it must have ended."""
    settings = load_settings(home=home)
    with bar(wanted=not as_json) as tell:
        done = restoring.restore(settings, SystemClock(), folder, tell, replace=replace)
    standing = _standing(settings, done.backup)
    if as_json:
        aside = str(done.aside.absolute()) if done.aside else None
        said = {"home": str(settings.home.absolute()), "replaced": aside}
        found = {"finished": done.finished, "master_key": standing}
        say_json(said | _row(done.backup) | found)
        return
    if done.finished:
        say("The restore that was broken off here is finished.")
    say(f"The hub is as it was at {_moment(done.backup)}: {_contents(done.backup)}.")
    if done.aside:
        say(f"What it held before is in {done.aside}; remove that when you do not need it.")
    if _is_older(done.backup):
        say("Its schema is of an earlier version; the next start brings it to this one.")
    remark(KEYS[standing])


def _row(made: manifest.Manifest) -> dict[str, Any]:
    row: dict[str, Any] = msgspec.to_builtins(made)
    return row | {"files": len(made.files), "size": made.size}


def _moment(made: manifest.Manifest) -> str:
    return moment(round(made.began_at.timestamp() * 1000))


def _contents(made: manifest.Manifest) -> str:
    return f"{len(made.files):,} files, {size_words(made.size)}, Homeroom {made.version}"


def _is_older(made: manifest.Manifest) -> bool:
    return set(made.schema.values()) != {HEAD}


def _standing(settings: Settings, made: manifest.Manifest) -> str:
    if _is_older(made):
        return "later"  # its tables may lack columns that are asked for
    store = open_store(settings.home, settings.database_url)
    try:
        return key_standing(settings, store)
    except SettingsError:
        return "wrong"
    finally:
        store.close()
