"""One line of the report, and what decides between OK, WARN and FAIL."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final, Literal

State = Literal["OK", "WARN", "FAIL"]

_BACKUP_IS_OLD: Final = timedelta(days=7)
_CLOCKS_DIFFER: Final = timedelta(seconds=5)
_CLOCKS_ARE_APART: Final = timedelta(minutes=5)
_LEAST_BYTES: Final = 200_000_000


@dataclass(frozen=True)
class Finding:
    """What was looked at, how it is, and what to do about it."""

    check: str
    state: State
    said: str
    remedy: str = ""


def of_rights(what: str, mode: int) -> Finding:
    """Judge who may open what is about children."""
    if mode & 0o077:
        said = f"{what} is open to others than its owner ({mode & 0o777:03o})."
        return Finding("home", "WARN", said, f"chmod go-rwx {what}")
    return Finding("home", "OK", f"{what} is its owner's only.")


def of_revision(half: str, found: str, head: str) -> Finding:
    """Judge the schema of a half of the store."""
    name = half or "the database"
    if not found:
        return Finding(
            "database", "FAIL", f"{name} holds no store yet.", "Run homeroom migrate, or serve."
        )
    if found == head:
        return Finding("database", "OK", f"{name} answers and is at {head}.")
    if found > head:
        said = f"{name} is at {found}; this version knows {head}."
        return Finding("database", "FAIL", said, "Install the version that wrote it, or a later.")
    said = f"{name} is at {found}, and this version needs {head}."
    return Finding("database", "WARN", said, "Back up, then run homeroom migrate, or serve.")


def of_disk(free: int, total: int, troubles: list[str], words: str) -> Finding:
    """Judge the room that is left."""
    if free < _LEAST_BYTES:
        return Finding("disk", "FAIL", f"{words} free.", "Make room now: writes begin to fail.")
    if troubles:
        return Finding("disk", "WARN", f"{words} free of {total:,} bytes.", troubles[0])
    return Finding("disk", "OK", f"{words} free.")


def of_clock(now: datetime, newest: datetime | None, elsewhere: datetime | None) -> Finding:
    """Judge the machine's clock by what was written last, and by the database's."""
    remedy = "Set the machine's clock, and let it be kept right (NTP)."
    if newest is not None and newest - now > _CLOCKS_DIFFER:
        said = f"The clock says {now:%Y-%m-%d %H:%M:%S}Z, and the store knows of {newest:%H:%M:%S}Z"
        said += f" on {newest:%Y-%m-%d}: it went back, or was ahead then."
        state: State = "FAIL" if newest - now > _CLOCKS_ARE_APART else "WARN"
        return Finding("clock", state, said, remedy)
    if elsewhere is not None and abs(elsewhere - now) > _CLOCKS_DIFFER:
        apart = abs(elsewhere - now).total_seconds()
        said = f"The database's clock and this machine's are {apart:,.0f} seconds apart."
        state = "FAIL" if abs(elsewhere - now) > _CLOCKS_ARE_APART else "WARN"
        return Finding("clock", state, said, remedy)
    return Finding("clock", "OK", f"{now:%Y-%m-%d %H:%M:%S}Z.")


def of_backup(now: datetime, last: datetime | None, folder: str, *, sandbox: bool) -> Finding:
    """Judge how old the last backup is."""
    if sandbox:
        return Finding("backup", "OK", "A sandbox needs none: what is in it is invented.")
    remedy = "homeroom backup FOLDER, daily, and the folder elsewhere."
    if last is None:
        return Finding("backup", "WARN", "None was made here by homeroom backup.", remedy)
    age = now - last
    said = f"The last one is {age.days:,} days old: {folder}."
    if age > _BACKUP_IS_OLD:
        return Finding("backup", "WARN", said, remedy)
    return Finding("backup", "OK", said)
