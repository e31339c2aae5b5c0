"""PostgreSQL without the driver's upper floors, for what every request does.

BEGIN, COMMIT and a few prepared reads cost a record more than PostgreSQL's own work does: the
driver waits in a loop of its own, adapts each value and builds a cursor for each statement. Here
libpq is asked directly, which is a quarter of the cost. A statement that has anything but whole
numbers, text, bytes and NULL, on its way in or out, takes the driver's way (`ask` gives None).

BEGIN travels with the first read, and nobody waits for the answer to COMMIT: a transaction that
only reads has nothing to lose there, and each wait costs as much as a read.
"""

import select
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from itertools import count
from typing import Any, Final, Protocol

import psycopg
import sqlalchemy as sa
from psycopg import pq
from psycopg.errors import error_from_result

_INT4, _INT8, _UNKNOWN = 23, 20, 0
_INT4_LIMIT: Final = 1 << 31
_BINARY: Final = 1
_DONE: Final = frozenset({pq.ExecStatus.COMMAND_OK, pq.ExecStatus.TUPLES_OK})
BEGIN_READING: Final = "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY"
_PREPARED_BEGIN: Final = b"begin_reading"
_LOOK_AGAIN_MS: Final = 50
"""Encrypted bytes may wait inside libpq's TLS while the socket has nothing more to tell."""


def _number(value: bytes) -> int:
    return int.from_bytes(value, "big", signed=True)


_READERS: Final[Mapping[int, Callable[[bytes], Any]]] = {
    20: _number,
    21: _number,
    23: _number,
    25: bytes.decode,
    1043: bytes.decode,
    17: bytes,
    16: b"\1".__eq__,
}
"""How a column of each type reads, by the type's number in PostgreSQL's catalogue."""


_numbers: Final = count(1)
"""Names of prepared reads; never the same twice, should two sessions share a connection."""


class Numbered(Protocol):
    """A statement with `$1` marks, and the names that they stand for."""

    def numbered(self) -> tuple[str, Sequence[str], Mapping[str, Any]]:
        """Return the SQL, the names in the marks' order, and the values it brings along."""
        ...


def tell(connection: Any, sql: str) -> None:
    """Carry out a statement without parameters or rows, such as BEGIN."""
    wire = connection.pgconn
    _checked(wire, wire.exec_(sql.encode()))


def _checked(wire: Any, result: Any) -> Any:
    if result is None or result.status not in _DONE:
        if result is None or wire.status == pq.ConnStatus.BAD:
            said = wire.error_message.decode("utf-8", "replace").strip()
            raise psycopg.OperationalError(said or "the connection to the server is lost")
        raise error_from_result(result)
    return result


def _ready(wire: Any, events: int) -> Callable[[int], object]:
    """Return what waits for the connection's socket, so many milliseconds at the most."""
    socket = select.poll()
    socket.register(wire.socket, events)
    return socket.poll


class Reads:
    """The reads that one connection has prepared, and the transaction that they are in."""

    def __init__(self, connection: Any) -> None:
        self._wire = connection.pgconn
        self._prepared: dict[tuple[Numbered, tuple[int, ...]], _Read | None] = {}
        self.due = False
        """Whether a transaction was begun of which the server has not been told yet."""
        self._ending = False
        self._knows_begin = False
        self._readable = _ready(self._wire, select.POLLIN)
        self._either = _ready(self._wire, select.POLLIN | select.POLLOUT)

    def begin(self) -> None:
        """Begin a transaction that reads; the server hears of it together with its first read."""
        self.due = True

    def begin_now(self) -> None:
        """Tell the server, for a read that takes the driver's way."""
        self._settle()
        if self.due:
            _checked(self._wire, self._wire.exec_(BEGIN_READING.encode()))
            self.due = False

    def end(self) -> None:
        """End the transaction; what the server says to that is read when it is next asked."""
        if self.due:
            self.due = False
            return
        # What was read stays read, though the server be gone: whoever begins next finds out.
        with suppress(psycopg.OperationalError):
            self._wire.send_query(b"COMMIT")
            self._ending = True
            if self._wire.flush():
                self._settle()

    def _settle(self) -> None:
        if self._ending:
            self._ending = False
            self._send_all()
            while self._answer() is not None:
                pass

    def _send_all(self) -> None:
        """Send what did not fit the socket; the server may have to be read for that."""
        wire = self._wire
        while wire.flush():
            self._either(_LOOK_AGAIN_MS)
            wire.consume_input()

    def _answer(self) -> Any:
        """Return the next answer; while the server thinks, other threads go on.

        libpq's own wait keeps the interpreter to itself, so that each read of one thread would
        stop every other one for as long as PostgreSQL takes.
        """
        wire = self._wire
        while wire.is_busy():
            self._readable(_LOOK_AGAIN_MS)
            wire.consume_input()
        return wire.get_result()

    def ask(self, statement: Numbered, params: Mapping[str, Any]) -> list[tuple[Any, ...]] | None:
        """Return the rows; None if the statement must take the driver's way, and nothing ran."""
        self._settle()
        sql, names, fixed = statement.numbered()
        types: list[int] = []
        values: list[bytes | None] = []
        for name in names:
            value = params[name] if name in params else fixed[name]
            kind = type(value)
            if kind is int:
                types.append(_INT4 if -_INT4_LIMIT <= value < _INT4_LIMIT else _INT8)
                values.append(b"%d" % value)
            elif kind is str and "\0" not in value:
                types.append(_UNKNOWN)
                values.append(value.encode())
            else:
                return None
        key = (statement, tuple(types))
        if key not in self._prepared:
            self._prepared[key] = self._prepare(sql, types)
        read = self._prepared[key]
        if read is None:
            return None
        if not self.due:
            return read.rows(read.asked(self._wire, values))
        return read.rows(self._begun_by(read, values))

    def _begun_by(self, read: "_Read", values: list[bytes | None]) -> Any:
        """Ask the first read of a transaction, in one journey with its BEGIN."""
        wire = self._wire
        if not self._knows_begin:
            _checked(wire, wire.prepare(_PREPARED_BEGIN, BEGIN_READING.encode()))
            self._knows_begin = True
        wire.enter_pipeline_mode()
        wire.send_query_prepared(_PREPARED_BEGIN, None)
        wire.send_query_prepared(read.name, values, None, _BINARY)
        wire.pipeline_sync()
        self._send_all()
        said = []
        while wire.status != pq.ConnStatus.BAD:
            result = self._answer()
            if result is not None and result.status == pq.ExecStatus.PIPELINE_SYNC:
                wire.exit_pipeline_mode()
                break
            if result is not None:
                said.append(result)
        begun, found = (*said, None, None)[:2]
        _checked(wire, begun)
        self.due = False
        return _checked(wire, found)

    def _prepare(self, sql: str, types: list[int]) -> "_Read | None":
        name = b"read_%d" % next(_numbers)
        _checked(self._wire, self._wire.prepare(name, sql.encode(), types))
        described = _checked(self._wire, self._wire.describe_prepared(name))
        kinds = [described.ftype(place) for place in range(described.nfields)]
        if not kinds or any(kind not in _READERS for kind in kinds):
            return None
        return _Read(name, [_READERS[kind] for kind in kinds])


class _Read:
    """One prepared read, and how its columns read."""

    def __init__(self, name: bytes, readers: list[Callable[[bytes], Any]]) -> None:
        self.name = name
        self._readers = readers

    def asked(self, wire: Any, values: list[bytes | None]) -> Any:
        """Ask; return what the server answers."""
        return _checked(wire, wire.exec_prepared(self.name, values, None, _BINARY))

    def rows(self, result: Any) -> list[tuple[Any, ...]]:
        """Read an answer."""
        value = result.get_value
        if len(self._readers) == 1:
            reader = self._readers[0]
            ones = [value(row, 0) for row in range(result.ntuples)]
            return [(None if one is None else reader(one),) for one in ones]
        columns = list(enumerate(self._readers))
        return [
            tuple(
                [
                    None if (found := value(row, place)) is None else reader(found)
                    for place, reader in columns
                ]
            )
            for row in range(result.ntuples)
        ]


def numbered(statement: sa.Executable, dialect: sa.engine.Dialect) -> tuple[str, list[str], Any]:
    """Compile a Core statement with `$1` marks."""
    compiled: Any = statement.compile(dialect=dialect)  # type: ignore[attr-defined]
    fixed = {name: value for name, value in compiled.params.items() if value is not None}
    return str(compiled), list(compiled.positiontup or ()), fixed
