"""The probe itself: each operation of certification.md 6.2 as a method, in plain values."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, Final

import msgspec

from homeroom_kit.probe.records import Records, type_known
from homeroom_kit.probe.runs import Running
from homeroom_kit.probe.shapes import Edit, Mark, NewAccount, ProbeError, Start, Wind, read

__all__ = ["CONTRACT", "Doing", "Probe"]

CONTRACT: Final = 1


@dataclass(frozen=True)
class Doing:
    """What an application lets a probe do; each by the same code that its pages use.

    They raise `ProbeError` for somebody or something that is not there.

    Attributes:
        progress: Writes a mark.
        seed: Makes an account that is older than the connection; returns its own id.
        edit: Changes something by hand; returns the row's own id.
        clock: Moves the application's own clock forward, so that what is due comes due.
    """

    progress: Callable[[Mark], None] | None = None
    seed: Callable[[NewAccount], str] | None = None
    edit: Callable[[Edit], str] | None = None
    clock: Callable[[int], None] | None = None


@dataclass(frozen=True)
class Probe:
    """An application, as a certification sees it.

    Attributes:
        app: The application's name.
        version: Its version, as it would name it in the certificate.
        holds: Its records.
        runs: Its syncs; None for an application that reads no roster.
        user_types: Who gets an account.
        record_types: What else it keeps, in the probe's words.
        sync_modes: How it can be synced.
        doing: What else the probe can do.
    """

    app: str
    version: str
    holds: Records
    runs: Running | None = None
    user_types: tuple[str, ...] = ("student", "teacher")
    record_types: tuple[str, ...] = ("school", "section")
    sync_modes: tuple[str, ...] = ("full", "events")
    doing: Doing = field(default_factory=Doing)

    @property
    def capabilities(self) -> list[str]:
        """What it can do beside reading and syncing."""
        return [name for name in ("progress", "seed", "edit", "clock") if getattr(self.doing, name)]

    def info(self) -> dict[str, Any]:
        """What the application is and can do."""
        return {
            "contract": CONTRACT,
            "app": self.app,
            "version": self.version,
            "user_types": list(self.user_types),
            "record_types": list(self.record_types),
            "sync_modes": list(self.sync_modes),
            "capabilities": self.capabilities,
            "filters": ["district"],
        }

    def records(
        self,
        type: str,  # noqa: A002
        cursor: str | None = None,
        district: str | None = None,
    ) -> dict[str, Any]:
        """Records of one type, archived ones too, and where the next page begins."""
        records, following = self.holds.page(type_known(type), cursor, district or "")
        return {"records": records, "next": following}

    def sync(self, district: str, mode: str = "full") -> dict[str, Any]:
        """Begin a sync; it goes on while `run` is asked."""
        if self.runs is None:
            raise ProbeError("not_offered", "This application syncs no roster.", 501)
        asked = read({"district": district, "mode": mode}, Start)
        if asked.mode not in self.sync_modes:
            raise ProbeError("unknown_mode", f"It syncs by {' or '.join(self.sync_modes)} only.")
        return {"run": self.runs.start(asked.district, asked.mode)}

    def run(self, run: str) -> dict[str, Any]:
        """What became of a sync."""
        found = self.runs.look(run) if self.runs is not None else None
        if found is None:
            raise ProbeError("unknown_run", f"There was no run {run!r}.", 404)
        told: dict[str, Any] = msgspec.to_builtins(found)
        return told

    def progress(self, clever_id: str, section: str | None = None, mark: str = "") -> None:
        """Write a mark of a student."""
        asked = read({"clever_id": clever_id, "section": section, "mark": mark}, Mark)
        _able(self.doing.progress, "progress")(asked)

    def seed(self, account: Mapping[str, Any]) -> dict[str, Any]:
        """Make an account that is older than the connection."""
        made = _able(self.doing.seed, "seed")(read(account, NewAccount))
        return {"app_id": made}

    def edit(self, edit: Mapping[str, Any]) -> dict[str, Any]:
        """Change something by hand, as a person would on the application's pages."""
        made = _able(self.doing.edit, "edit")(read(edit, Edit))
        return {"app_id": made}

    def clock(self, advance_seconds: int) -> None:
        """Move the application's own clock forward."""
        asked = read({"advance_seconds": advance_seconds}, Wind)
        _able(self.doing.clock, "clock")(asked.advance_seconds)


_Do = Callable[[Any], Any]


def _able(do: _Do | None, name: str) -> _Do:
    if do is None:
        raise ProbeError("not_offered", f"This application offers no {name}.", 501)
    return do
