"""Applications that bring most of a record up to date, and forget one thing of it."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date, timedelta
from typing import Any, Final

from msgspec import structs
from typing_extensions import override

from homeroom_kit.planning.plan import Create, Operation, Restore, Update
from homeroom_kit.planning.values import Kept
from homeroom_kit.stores import MemoryStore
from homeroom_kit.stores.memory import EVERYTHING
from tests.certification.bending import BendingHub
from tests.certification.fresh.reading import Defect

__all__ = ["DEFECTS"]

_NUMBERS: Final = ("roles.student.student_number", "roles.student.state_id")


class _WithNumbers(MemoryStore):
    """Keeps the numbers that a district has for a student as well."""

    def __init__(self) -> None:
        users = EVERYTHING["users"]
        fields = {**users.fields, **dict.fromkeys(_NUMBERS)}
        super().__init__({**EVERYTHING, "users": Kept(fields, users.relations, users.references)})


def _but(
    kind: str, *names: str, when: type[Update] = Update, of: type[MemoryStore] = MemoryStore
) -> type:
    """Everything of this kind is written but some fields; without names none is."""

    class Forgetting(of):  # type: ignore[valid-type,misc]
        @override
        def _carry_out(self, district: str, operation: Operation) -> None:
            if type(operation) is when and operation.kind == kind:
                left = {k: v for k, v in operation.changes.items() if names and k not in names}
                operation = replace(operation, changes=left)
            super()._carry_out(district, operation)

    return type("Keeping", (), {"keeps": Forgetting})


def _tied_as_before(kind: str, relation: str) -> type:
    """Who belonged to something when it left belongs to it when it returns."""

    class Tied(MemoryStore):
        @override
        def _carry_out(self, district: str, operation: Operation) -> None:
            if isinstance(operation, Restore) and operation.kind == kind:
                joined = (one for one in operation.joined if one.relation != relation)
                left = (one for one in operation.left if one.relation != relation)
                operation = replace(operation, joined=frozenset(joined), left=frozenset(left))
            super()._carry_out(district, operation)

    return type("Keeping", (), {"keeps": Tied})


class _ThroughATimeZone(BendingHub):
    """A day is taken for midnight in UTC, and shown as the evening before."""

    @override
    def bend(self, kind: str, document: dict[str, Any]) -> dict[str, Any]:
        if kind != "terms":
            return document
        days = {name for name in ("start_date", "end_date") if name in document}
        return document | {name: _day_before(document[name]) for name in days}


def _day_before(day: str) -> str:
    return str(date.fromisoformat(day) - timedelta(days=1))


class _AddressesAreUnique(MemoryStore):
    """Two people cannot have one address, says the table; so whoever comes second has none."""

    @override
    def _carry_out(self, district: str, operation: Operation) -> None:
        if isinstance(operation, Create) and operation.kind == "users":
            values = operation.seen.values
            there = {row.values.get("email") for row in self.table["users"].values()}
            if values.get("email") in there:
                alone = structs.replace(operation.seen, values={**values, "email": None})
                operation = structs.replace(operation, seen=alone)
        super()._carry_out(district, operation)


def _defect(instead: type, fails: str, at: str, **more: Any) -> Defect:
    return Defect(instead, (fails,), (), (at,), **more)


DEFECTS: Final[Mapping[str, Defect]] = {
    "middle_names_as_at_first": _defect(_but("users", "name.middle"), "SYN-11", "SC-30"),
    "own_school_as_at_first": _defect(_but("users", "school"), "SYN-23", "SC-11"),
    "classes_never_move": _defect(
        _but("sections", "school"), "SYN-23", "SC-11", modes=("full", "events")
    ),
    "numbers_as_at_first": _defect(_but("users", *_NUMBERS, of=_WithNumbers), "SYN-11", "SC-30"),
    "state_ids_as_at_first": _defect(
        _but("users", _NUMBERS[1], of=_WithNumbers), "SYN-11", "SC-30", modes=("events",)
    ),
    "taught_as_before": _defect(
        _tied_as_before("sections", "teachers"), "SYN-05", "SC-47", modes=("events",)
    ),
    "contacts_as_before": _defect(
        _tied_as_before("users", "contacts"), "SYN-29", "SC-26", modes=("events",)
    ),
    "days_through_a_time_zone": _defect(
        type("Reading", (), {"reads": _ThroughATimeZone}), "SYN-11", "SC-01"
    ),
    "second_address_is_dropped": _defect(
        type("Keeping", (), {"keeps": _AddressesAreUnique}), "SYN-11", "SC-01"
    ),
    "courses_return_as_they_were": _defect(_but("courses", when=Restore), "SYN-11", "SC-44"),
}
"""By its name, each application that forgets one thing."""
