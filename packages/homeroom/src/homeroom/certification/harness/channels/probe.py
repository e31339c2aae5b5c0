"""An application's probe: one contract, three equal carriers (certification.md 6.2).

What comes through is checked and bounded before anybody reads it: an application may lie, hang or
answer without end.
"""

import importlib
import json
import os
import subprocess
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final, Protocol

import msgspec

from homeroom.certification.harness.channels.careful import LARGEST_ANSWER, Careful, is_good
from homeroom.certification.harness.errors import ConfigurationError, UndecidedError
from homeroom.certification.harness.views import AppView, Record, record_of

__all__ = ["Carrier", "CommandCarrier", "HTTPCarrier", "Info", "Probe", "PythonCarrier", "Run"]

_CONTRACT: Final = 1
_LAST_WORDS: Final = 200
_MOST_PAGES: Final = 5_000
_MOST_RECORDS: Final = 500_000
_LONGEST_READ: Final = 300.0
_WHOLE: Final = frozenset({"seed", "edit"})
"""Operations whose body is one object of the application's own words."""

_BODIES: Final = frozenset({"progress", "seed", "edit", "clock"})
_STATES: Final = frozenset({"running", "ok", "partial", "failed"})


class Carrier(Protocol):
    """How a call travels: operation and arguments in, a JSON value out."""

    def call(self, operation: str, **said: Any) -> Any:
        """Carry out one operation of the contract.

        Raises:
            UndecidedError: There was no answer that could be read.
        """
        ...

    def close(self) -> None:
        """Let go of whatever was opened."""
        ...


class HTTPCarrier:
    """The probe by its operations over HTTP."""

    def __init__(self, http: Careful) -> None:
        self._http = http

    def close(self) -> None:
        """Let go of the connections."""
        self._http.close()

    def call(self, operation: str, **said: Any) -> Any:
        """Carry out one operation over HTTP."""
        method, path, query, body = _request(operation, said)
        status, told = self._http.ask(method, path, query=query, body=body)
        if not is_good(status):
            raise UndecidedError(f"The probe answered {method} {path} with {status}: {told!r:.200}")
        return told


def _request(
    operation: str, said: Mapping[str, Any]
) -> tuple[str, str, Mapping[str, str] | None, Mapping[str, Any] | None]:
    if operation == "info":
        return "GET", "/info", None, None
    if operation == "records":
        query = {name: str(value) for name, value in said.items() if value is not None}
        return "GET", "/records", query, None
    if operation == "run":
        return "GET", f"/runs/{said['run']}", None, None
    posts = {"seed": "/accounts", "edit": "/edits"}
    said = {name: value for name, value in said.items() if value is not None}
    return "POST", posts.get(operation, f"/{operation}"), None, said


class PythonCarrier:
    """The probe as an object with the methods of the contract, in the harness's own process."""

    def __init__(self, probe: Any) -> None:
        self._probe = probe

    def close(self) -> None:
        """Nothing was opened."""

    @classmethod
    def named(cls, name: str) -> "PythonCarrier":
        """Import `package.module:attribute`; what can be called without arguments is called."""
        module, _, attribute = name.partition(":")
        try:
            found = getattr(importlib.import_module(module), attribute)
        except (ImportError, AttributeError, ValueError) as odd:
            raise ConfigurationError(f"The probe {name!r} cannot be imported: {odd}.") from odd
        try:
            return cls(found() if isinstance(found, type) else found)
        except Exception as odd:
            # Whatever the application's own code raises, somebody has to be told where.
            raise ConfigurationError(
                f"The probe {name!r} cannot be made: {type(odd).__name__}: {odd!s:.200}"
            ) from odd

    def call(self, operation: str, **said: Any) -> Any:
        """Call the method of that name; what it raises is the application's failure."""
        method = getattr(self._probe, operation, None)
        if method is None:
            raise UndecidedError(f"The probe has no operation {operation!r}.")
        arguments = (said,) if operation in _WHOLE else tuple(said.values())
        try:
            return method(*arguments)
        except Exception as odd:
            # Whatever the application's own code raises, the run goes on to the next check.
            raise UndecidedError(
                f"The probe's {operation} failed with {type(odd).__name__}: {odd!s:.200}"
            ) from odd


class CommandCarrier:
    """The probe as a program: `probe-cmd records --type user`, JSON on its standard output."""

    def __init__(self, command: Sequence[str], seconds: float = 60.0) -> None:
        self._command = list(command)
        self._seconds = seconds

    def close(self) -> None:
        """Nothing stays open."""

    def call(self, operation: str, **said: Any) -> Any:
        """Run the program once, without the variables of the harness that are named as tokens."""
        words = [operation]
        if operation not in _BODIES:
            for name, value in said.items():
                # `run` takes its run as a plain word, the others take options.
                words += [] if value is None else _words(operation, name, str(value))
        body = json.dumps(said).encode() if operation in _BODIES else b""
        kept = {name: one for name, one in os.environ.items() if "TOKEN" not in name.upper()}
        try:
            done = subprocess.run(  # noqa: S603 -- the command is the developer's own
                [*self._command, *words],
                capture_output=True,
                timeout=self._seconds,
                check=False,
                env=kept,
                input=body,
            )
        except (OSError, subprocess.SubprocessError) as odd:
            raise UndecidedError(f"The probe's {operation} failed: {type(odd).__name__}.") from odd
        if done.returncode != 0 or len(done.stdout) > LARGEST_ANSWER:
            last = done.stderr[-_LAST_WORDS:].decode(errors="replace").strip()
            raise UndecidedError(f"The probe's {operation} ended with {done.returncode}: {last}")
        if not done.stdout.strip():
            return None
        try:
            return msgspec.json.decode(done.stdout)
        except (msgspec.MsgspecError, UnicodeError, RecursionError):
            raise UndecidedError(f"The probe's {operation} printed no JSON.") from None


def _words(operation: str, name: str, value: str) -> list[str]:
    return [value] if operation == "run" else [f"--{name}", value]


@dataclass(frozen=True, slots=True)
class Info:
    """What the application says of itself."""

    app: str = ""
    version: str = ""
    user_types: tuple[str, ...] = ()
    record_types: tuple[str, ...] = ()
    sync_modes: tuple[str, ...] = ()
    capabilities: frozenset[str] = frozenset()
    filters: frozenset[str] = frozenset()
    """By what it can be asked for some records only; an application need not offer any."""

    def stores(self, kind: str) -> bool:
        """True if the application says that it keeps records of a type."""
        return kind == "user" or kind in self.record_types


@dataclass(frozen=True, slots=True)
class Run:
    """How a sync of the application ended."""

    state: str
    errors: tuple[Mapping[str, str], ...] = ()
    seconds: float = 0.0
    why: str = ""

    @property
    def is_over(self) -> bool:
        """True unless it still runs, or nobody knows."""
        return self.state in {"ok", "partial", "failed"}


class Probe:
    """The probe, whatever carries it."""

    def __init__(self, carrier: Carrier) -> None:
        self._carrier = carrier

    def close(self) -> None:
        """Let go of whatever the carrier opened."""
        self._carrier.close()

    def info(self) -> Info:
        """Return what the application says of itself."""
        told = self._object("info", self._carrier.call("info"))
        if told.get("contract") != _CONTRACT:
            raise UndecidedError(f"The probe speaks contract {told.get('contract')!r}, not 1.")
        return Info(
            app=str(told.get("app", ""))[:200],
            version=str(told.get("version", ""))[:200],
            user_types=_texts(told.get("user_types")),
            record_types=_texts(told.get("record_types")),
            sync_modes=_texts(told.get("sync_modes")),
            capabilities=frozenset(_texts(told.get("capabilities"))),
            filters=frozenset(_texts(told.get("filters"))),
        )

    def view(self, kinds: Sequence[str], district: str = "") -> AppView:
        """Read every record of these types, archived ones too; of one district if it is named."""
        until = time.monotonic() + _LONGEST_READ
        only = {"district": district} if district else {}
        found: list[Record] = []
        for kind in kinds:
            found += self._read(kind, until, len(found), only)
        return AppView(tuple(found))

    def _read(self, kind: str, until: float, before: int, only: Mapping[str, str]) -> list[Record]:
        found: list[Record] = []
        cursor: str | None = None
        seen: set[str] = set()
        for _ in range(_MOST_PAGES):
            said = self._carrier.call("records", type=kind, cursor=cursor, **only)
            told = self._object("records", said)
            page = told.get("records")
            if not isinstance(page, list):
                raise UndecidedError(f"The probe's records of type {kind} are no list.")
            found += [record_of(kind, one) for one in page]
            if before + len(found) > _MOST_RECORDS or time.monotonic() > until:
                raise UndecidedError(f"The probe's records of type {kind} have no end.")
            cursor = told.get("next")
            if not cursor:
                return found
            if str(cursor) in seen:
                raise UndecidedError(f"The probe's pages of type {kind} go round in a circle.")
            seen.add(str(cursor))
        raise UndecidedError(f"The probe's records of type {kind} have no end.")

    def sync(self, district: str, mode: str) -> str:
        """Start a sync and return its run."""
        told = self._object("sync", self._carrier.call("sync", district=district, mode=mode))
        return str(told.get("run", ""))

    def run(self, run: str) -> Run:
        """Return how far a sync is."""
        told = self._object("run", self._carrier.call("run", run=run))
        state = told.get("state")
        if state not in _STATES:
            raise UndecidedError(f"The probe's run has the state {state!r:.80}.")
        errors = told.get("errors")
        listed = errors if isinstance(errors, list) else []
        return Run(
            str(state),
            tuple(
                {str(name): str(value)[:400] for name, value in one.items() if value is not None}
                for one in listed[:1000]
                if isinstance(one, dict)
            ),
        )

    def progress(self, clever_id: str, section: str, mark: str) -> None:
        """Plant a mark on a person's record."""
        self._carrier.call("progress", clever_id=clever_id, section=section, mark=mark)

    def seed(self, **account: Any) -> str:
        """Make an account that is older than Clever; its id in the application."""
        told = self._object("seed", self._carrier.call("seed", **account))
        return str(told.get("app_id", ""))

    def edit(self, op: str, **said: Any) -> str:
        """Edit by hand, through the application's own way; the id of what was made, if any."""
        told = self._carrier.call("edit", op=op, **said)
        return str(told.get("app_id") or "") if isinstance(told, dict) else ""

    def clock(self, advance_seconds: int) -> None:
        """Move the application's own clock, so that its daily sync comes due (ruling R35)."""
        self._carrier.call("clock", advance_seconds=advance_seconds)

    @staticmethod
    def _object(operation: str, told: Any) -> Mapping[str, Any]:
        if not isinstance(told, dict):
            raise UndecidedError(f"The probe's {operation} answered no object.")
        return told


def _texts(value: Any) -> tuple[str, ...]:
    return tuple(str(one) for one in value) if isinstance(value, list | tuple | set) else ()
