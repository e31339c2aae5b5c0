"""Applications that lose or double what they have when a sync goes otherwise than usual."""

import time
from collections.abc import Collection, Mapping
from dataclasses import replace
from typing import Any, Final

import msgspec
from typing_extensions import override

from homeroom_kit.errors import RetryError, TokenRejectedError
from homeroom_kit.planning.plan import Archive, Create, Local, Operation, Restore, Update
from homeroom_kit.planning.values import sis_ids_of
from homeroom_kit.probe.runs import Outcome, RunError
from homeroom_kit.stores import MemoryStore
from homeroom_kit.sync import SyncReport
from homeroom_wire.records import User
from tests.certification.apps.right import RightApplication
from tests.certification.fresh.reading import Defect

__all__ = ["ADDRESSES", "DEFECTS", "ByEmail"]


class _EmptiesClasses(RightApplication):
    """Who was not read is in no class; that nothing could be read is no matter."""

    def empty(self, district: str) -> None:
        for row in self.store.table["sections"].values():
            if row.district == district:
                row.ties = set()


class _WhenDisconnected(_EmptiesClasses):
    """A district that is not connected any more has nobody in its classes."""

    @override
    def work(self, district: str, mode: str) -> SyncReport | Outcome:
        if district not in self.tokens():
            self.empty(district)
            return Outcome("ok")
        return super().work(district, mode)


class _WhenPaused(_EmptiesClasses):
    """While a district rests nobody is in class."""

    @override
    def work(self, district: str, mode: str) -> SyncReport | Outcome:
        done = super().work(district, mode)
        with self.reader(district) as hub:
            if next(iter(hub.districts())).state == "paused":
                self.empty(district)
        return done


class _WhenBroken(_EmptiesClasses):
    """An answer that is none has nobody in it."""

    @override
    def work(self, district: str, mode: str) -> SyncReport | Outcome:
        try:
            return super().work(district, mode)
        except RetryError as error:
            self.empty(district)
            return Outcome("failed", [RunError(None, None, error.message)])


class _WhenRefused(_EmptiesClasses):
    """A token that is refused shows nobody."""

    @override
    def work(self, district: str, mode: str) -> SyncReport | Outcome:
        try:
            return super().work(district, mode)
        except TokenRejectedError as error:
            self.empty(district)
            return Outcome("failed", [RunError(None, None, error.message)])


class _UnreadIsGone(RightApplication):
    """Whatever is on no list that it could read is put away, also what it could not read."""

    @override
    def work(self, district: str, mode: str) -> SyncReport | Outcome:
        done = super().work(district, mode)
        for one in done.problems if isinstance(done, SyncReport) else ():
            for row in self.store.table[one.kind].values():
                row.is_archived = row.is_archived or row.clever_id == one.clever_id
        return done


class _OnlyAdds(MemoryStore):
    """Says of nobody that she is there, so nobody is put away."""

    only_adds = False

    @override
    def active(self, district: str, kind: str) -> set[str]:
        return set() if self.only_adds else super().active(district, kind)


class _CatchesUp(RightApplication):
    """When it has lost its place in the feed it reads everything, and puts nobody away."""

    keeps = _OnlyAdds

    @override
    def work(self, district: str, mode: str) -> SyncReport | Outcome:
        store = self.store
        if not isinstance(store, _OnlyAdds):
            raise TypeError("it keeps what it says")
        was = store.state(district)
        with self.reader(district) as hub:
            newest = hub.newest_event() or ""
        late = int(newest[:8] or "0", 16) - int((was.cursor or "")[:8] or "0", 16) > 29 * 86_400
        store.only_adds = mode == "events" and was.cursor is not None and late
        return super().work(district, mode)


class _PeeksDaily(RightApplication):
    """Once a day it asks for the newest event, and that is all."""

    @override
    def wait(self, seconds: int) -> None:
        for district in self.tokens():
            with self.reader(district) as hub:
                hub.newest_event()


class ByEmail(RightApplication):
    """Finds older accounts of students by their address, whatever its letters."""

    def alike(self, address: str) -> str:
        """What two addresses have in common that are one."""
        return address.casefold()

    @override
    def work(self, district: str, mode: str) -> SyncReport | Outcome:
        with self.reader(district) as hub:
            for student in hub.users(role="student"):
                self._number(student)
        return super().work(district, mode)

    def _number(self, student: User) -> None:
        """An account that has her address gets her number, by which the sync finds it."""
        email = self.alike(student.email or "")
        fits = [
            row
            for row in self.store.table["users"].values()
            if row.clever_id is None and email and self.alike(str(row.values["email"])) == email
        ]
        if len(fits) == 1:
            document: dict[str, Any] = msgspec.to_builtins(student)
            fits[0].sis_ids |= sis_ids_of(document)


class _ByEmailAsTyped(ByEmail):
    """Two addresses are alike when each letter is."""

    @override
    def alike(self, address: str) -> str:
        return address


class _OldSeats(RightApplication):
    """Who comes back has her old seat again, beside the one that she has now."""

    @override
    def work(self, district: str, mode: str) -> SyncReport | Outcome:
        users, sections = self.store.table["users"], self.store.table["sections"]
        archived = {one.app_id for one in users.values() if one.is_archived}
        seats = [(one.app_id, tie) for one in sections.values() for tie in one.ties]
        done = super().work(district, mode)
        for one in users.values():
            if one.is_archived and one.app_id not in archived:
                one.own["seats"] = [seat for seat in seats if seat[1].other == one.clever_id]
            elif one.app_id in archived and not one.is_archived:
                for section, tie in one.own.pop("seats", ()):
                    sections[section].ties.add(tie)
        return done


class _FirstChildren(MemoryStore):
    """Whose contact somebody is was written when she came; a child who comes later is not hers."""

    @override
    def _carry_out(self, district: str, operation: Operation) -> None:
        if type(operation) is Update and operation.kind == "users":
            operation = replace(operation, joined=frozenset())
        super()._carry_out(district, operation)


class _SchoolsForEver(MemoryStore):
    """A school that was there once is there."""

    @override
    def _carry_out(self, district: str, operation: Operation) -> None:
        if not isinstance(operation, Archive) or operation.kind != "schools":
            super()._carry_out(district, operation)


class _ClosedForEver(MemoryStore):
    """A school that was closed stays closed."""

    @override
    def _carry_out(self, district: str, operation: Operation) -> None:
        if not isinstance(operation, Restore) or operation.kind != "schools":
            super()._carry_out(district, operation)


class _AsItWas(MemoryStore):
    """What returns is as it was when it left."""

    @override
    def _carry_out(self, district: str, operation: Operation) -> None:
        if isinstance(operation, Restore):
            operation = replace(operation, changes={})
        super()._carry_out(district, operation)


class _ClassesAsAtFirst(MemoryStore):
    """Of a class people and term are brought up to date; what it is about was read once."""

    @override
    def _carry_out(self, district: str, operation: Operation) -> None:
        if isinstance(operation, Update) and operation.kind == "sections":
            about = {"name", "subject", "grade"}
            told = {k: v for k, v in operation.changes.items() if k not in about}
            operation = replace(operation, changes=told)
        super()._carry_out(district, operation)


class _CoursesAsAtFirst(MemoryStore):
    """A course is called as it was called when it came."""

    @override
    def _carry_out(self, district: str, operation: Operation) -> None:
        if isinstance(operation, Update) and operation.kind == "courses":
            operation = replace(operation, changes={})
        super()._carry_out(district, operation)


class _CreatedIsNew(MemoryStore):
    """An event that says `created` tells of somebody new."""

    @override
    def _carry_out(self, district: str, operation: Operation) -> None:
        if isinstance(operation, Restore) and self.by_events:
            links = self._linked_rows(district, operation.kind)
            links.pop(operation.clever_id).clever_id = None
            operation = Create(operation.kind, operation.clever_id, operation.seen)
        super()._carry_out(district, operation)

    by_events = False


class _FollowsEvents(RightApplication):
    keeps = _CreatedIsNew

    @override
    def work(self, district: str, mode: str) -> SyncReport | Outcome:
        if isinstance(self.store, _CreatedIsNew):
            self.store.by_events = mode == "events"
        return super().work(district, mode)


class _LooksThenWrites(MemoryStore):
    """Asks whether somebody is there, and a while later writes that she was not."""

    @override
    def lease(self, *_: Any) -> bool:
        return True

    @override
    def _check(self, district: str, holder: str) -> None:
        """Nobody keeps others away."""

    @override
    def known(self, district: str, kind: str, ids: Collection[str]) -> Mapping[str, Local]:
        found = super().known(district, kind, ids)
        if len(found) < len(ids):
            time.sleep(0.3)
        return found

    @override
    def _carry_out(self, district: str, operation: Operation) -> None:
        if isinstance(operation, Create):
            # Its table has no key that would forbid it.
            self._linked_rows(district, operation.kind).pop(operation.clever_id, None)
        super()._carry_out(district, operation)


class _TwoWorkers(RightApplication):
    """Each demand has a worker of its own, and none knows of another."""

    keeps = _LooksThenWrites

    def __init__(self, *given: Any) -> None:
        super().__init__(*given)
        self.runs._turns = _NoTurns()  # type: ignore[assignment]


class _NoTurns:
    def __getitem__(self, _: str) -> "_NoTurns":
        return self

    def __enter__(self) -> None:
        """Nobody waits."""

    def __exit__(self, *_: object) -> None:
        """Nobody waited."""


def _keeps(store: type[MemoryStore]) -> type:
    return type("Keeping", (), {"keeps": store})


def _defect(
    instead: type, *fails: str, also: tuple[str, ...] = (), at: str, mode: str = "full"
) -> Defect:
    return Defect(instead, fails, also, (at,), (mode,))


ADDRESSES: Final = {"Q-Y13-more": "sis_id, email"}

DEFECTS: Final[Mapping[str, Defect]] = {
    "classes_empty_when_disconnected": _defect(_WhenDisconnected, "SYN-30", at="SC-52"),
    "classes_empty_while_paused": _defect(_WhenPaused, "SYN-30", at="SC-50"),
    "classes_empty_when_broken": _defect(_WhenBroken, "SYN-18", also=("SYN-17",), at="SC-06"),
    "classes_empty_when_refused": _defect(_WhenRefused, "SYN-18", also=("SYN-17",), at="SC-06"),
    "unread_is_gone": _defect(_UnreadIsGone, "SYN-16", at="SYN-16"),
    "catches_up_without_archiving": _defect(
        _CatchesUp, "SYN-21", also=("I2",), at="SC-55", mode="events"
    ),
    "peeks_daily": _defect(_PeeksDaily, "SYN-03", at="DAILY"),
    "addresses_as_typed": replace(
        _defect(_ByEmailAsTyped, "SYN-02", at="SC-02"), answers=ADDRESSES
    ),
    "old_seats_return": _defect(_OldSeats, "SYN-05", at="SC-23"),
    "children_who_come_later": _defect(_keeps(_FirstChildren), "SYN-29", at="SC-21"),
    "schools_never_close": _defect(_keeps(_SchoolsForEver), "SYN-04", also=("I2",), at="SC-45"),
    "schools_never_open_again": _defect(_keeps(_ClosedForEver), "SYN-05", also=("I2",), at="SC-47"),
    "returns_as_it_was": _defect(_keeps(_AsItWas), "SYN-11", at="SC-47"),
    "returns_under_her_old_name": _defect(_keeps(_AsItWas), "SYN-11", at="SC-23"),
    "classes_about_the_same": _defect(_keeps(_ClassesAsAtFirst), "SYN-11", at="SC-40"),
    "courses_called_as_at_first": _defect(_keeps(_CoursesAsAtFirst), "SYN-11", at="SC-44"),
    "created_is_new": _defect(
        _FollowsEvents, "SYN-05", "I4", also=("I6", "SYN-08", "SYN-26"), at="SC-23", mode="events"
    ),
    "two_workers_double": _defect(_TwoWorkers, "SYN-19", also=("I1", "I2", "I4"), at="SC-56"),
}
"""By its name, each application that loses or doubles."""
