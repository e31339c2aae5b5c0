"""`homeroom restore`: a backup in place of what a hub holds: the old state or the new one."""

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import count
from pathlib import Path
from typing import Final

from homeroom.foundation.clock import Clock
from homeroom.foundation.errors import ConflictError
from homeroom.foundation.occupying import occupied_alone
from homeroom.foundation.secrets import make_private
from homeroom.foundation.settings import Settings
from homeroom.migrations import HEAD
from homeroom.operator.backups import manifest, online, rules, saving, staging
from homeroom.operator.backups.dumping import DUMP, SCRIPT, Server
from homeroom.operator.backups.files import File, Tell, Twins, copy, must_fit, sum_of, uploaded

_UNPACKED: Final = 6
"""A dump is packed; its statements take several times as much, once and for a while."""


@dataclass(frozen=True)
class Restored:
    """What a restore did."""

    backup: manifest.Manifest
    aside: Path | None
    """Where what was replaced is kept; None if there was nothing."""

    finished: str = ""
    """The backup of an earlier restore, if that was finished instead."""


def restore(
    settings: Settings, clock: Clock, folder: Path, tell: Tell, *, replace: bool
) -> Restored:
    """The hub holds what the backup holds; refused while anybody uses it.

    Every file is checked before the first one moves. A restore that was broken off here is
    finished first; if it was from the same folder, that is all there is to do.
    """
    made = _fitting(settings, folder)
    target = _Target(settings, Server(settings.database_url) if settings.database_url else None)
    with occupied_alone(settings.home):
        target.must_be_idle()
        earlier = staging.begun(settings.home)
        if earlier is not None:
            staging.finish(settings.home, earlier, target.server)
            if earlier.backup == str(folder.absolute()):
                return Restored(made, target.kept(earlier.aside), finished=earlier.backup)
        target.must_be_free(replace=replace)
        note = staging.Begun(
            backup=str(folder.absolute()),
            aside=_new_name(settings.home, f"replaced-{clock.now():%Y%m%dT%H%M%SZ}"),
            names=[*_databases(made), saving.UPLOADS],
        )
        with _staged(target, made, folder, tell):
            target.set_aside(note.aside, tell)
            staging.begin(settings.home, note)
            tell("putting it in place", 0, 0)
            staging.finish(settings.home, note, target.server)
    return Restored(made, target.kept(note.aside))


def _fitting(settings: Settings, folder: Path) -> manifest.Manifest:
    """Return what is to be restored; refused if this version or this store cannot take it."""
    made = manifest.read(folder)
    mismatch = rules.store_mismatch(made.store, saving.kind_of(settings))
    if mismatch:
        raise ConflictError(mismatch, "other_store")
    if rules.is_newer(made.schema, HEAD):
        raise ConflictError(
            f"The backup was made by Homeroom {made.version}, whose schema this version does not"
            " know. Install that version or a later one.",
            "newer_backup",
        )
    return made


def _new_name(home: Path, wanted: str) -> str:
    names = (f"{wanted}-{number}" if number else wanted for number in count())
    return next(name for name in names if not (home / name).exists())


@dataclass(frozen=True)
class _Target:
    """The hub into which is restored."""

    settings: Settings
    server: Server | None

    @property
    def home(self) -> Path:
        return self.settings.home

    def must_be_idle(self) -> None:
        if self.server is not None:
            self.server.must_be_idle()
        else:
            online.must_be_idle(self.home)

    def must_be_free(self, *, replace: bool) -> None:
        """Refuse to replace anything unless that was asked for."""
        if self.server is not None:
            there = bool(self.server.tables())
            if there and replace:
                self.server.must_be_ours()
        else:
            there = any((self.home / online.file_of(half)).exists() for half in online.HALVES)
        if (there or any(uploaded(self.home / saving.UPLOADS))) and not replace:
            raise ConflictError(
                f"The hub in {self.home} holds something already. With --replace it is set aside,"
                " not removed.",
                "not_empty",
            )

    def set_aside(self, aside: str, tell: Tell) -> None:
        """Keep what a database holds; files are moved when it is their turn."""
        if self.server is not None and self.server.tables():
            make_private(self.home / aside)
            try:
                self.server.dump(self.home / aside / DUMP, tell)
            except BaseException:
                shutil.rmtree(self.home / aside, ignore_errors=True)
                raise

    def kept(self, aside: str) -> Path | None:
        folder = self.home / aside
        return folder if folder.is_dir() else None


def _databases(made: manifest.Manifest) -> list[str]:
    return [one.path for one in made.files if one.path.endswith(".db")]


@contextmanager
def _staged(target: _Target, made: manifest.Manifest, folder: Path, tell: Tell) -> Iterator[None]:
    """Have all of the backup staged, each byte of it checked; nothing stays if that fails."""
    staging.clear(target.home)
    make_private(target.home)
    place = target.home / staging.FOLDER
    must_fit(made.size + _statements(made), target.home)
    make_private(place)
    try:
        make_private(place / saving.UPLOADS)
        twins = Twins()
        done = 0
        for one in made.files:
            tell(f"checking {one.path}", done, made.size)
            _stage(folder, place, one, twins)
            done += one.size
        if target.server is not None:
            tell("reading the dump", 0, 0)
            target.server.script_of(place / DUMP, place / SCRIPT)
            (place / DUMP).unlink()
        yield
    except BaseException:
        if staging.begun(target.home) is None:
            shutil.rmtree(place, ignore_errors=True)
        raise


def _statements(made: manifest.Manifest) -> int:
    return sum(_UNPACKED * one.size for one in made.files if one.path == DUMP)


def _stage(folder: Path, place: Path, one: File, twins: Twins) -> None:
    source, staged = folder / one.path, place / one.path
    if not source.is_file() or source.stat().st_size != one.size:
        raise manifest.damaged(one.path)
    key = (one.sha256, one.size)
    if twins.has(key) and sum_of(source, one.path) == one and twins.link(key, staged, one.path):
        return
    if copy(source, staged, one.path) != one:
        raise manifest.damaged(one.path)
    twins.note(key, staged, one)
