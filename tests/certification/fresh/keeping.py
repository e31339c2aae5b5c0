"""Applications that keep wrongly what they read rightly."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace
from typing import Any, Final

from typing_extensions import override

from homeroom_kit.planning.plan import Create, Operation, Restore, Update
from homeroom_kit.probe import Mark
from homeroom_kit.probe.runs import Outcome
from homeroom_kit.stores import MemoryStore
from homeroom_kit.sync import SyncReport
from tests.certification.apps.right import RightApplication
from tests.certification.fresh.reading import Defect

__all__ = ["DEFECTS"]


class _LeaveAtNight(MemoryStore):
    """Who leaves a class stays in it until somebody tidies up."""

    @override
    def _carry_out(self, district: str, operation: Operation) -> None:
        if isinstance(operation, Update) and operation.kind == "sections":
            operation = replace(operation, left=frozenset())
        super()._carry_out(district, operation)


class _TeachersStay(MemoryStore):
    """A teacher is added to a class, and never taken off while she teaches anywhere."""

    @override
    def _carry_out(self, district: str, operation: Operation) -> None:
        if isinstance(operation, Update) and operation.kind == "sections":
            left = {tie for tie in operation.left if tie.relation != "teachers"}
            operation = replace(operation, left=frozenset(left))
        super()._carry_out(district, operation)


class _EditsTillChange(MemoryStore):
    """What was changed in a class by hand stays until the hub changes anything in it."""

    @override
    def _carry_out(self, district: str, operation: Operation) -> None:
        if isinstance(operation, Update) and operation.kind == "sections":
            held = self.table["sections"][operation.app_id].ties
            seen = frozenset(operation.seen.ties)
            operation = replace(operation, joined=seen - held, left=frozenset(held) - seen)
        super()._carry_out(district, operation)


class _OldMembers(MemoryStore):
    """A class that returns has whoever was in it before, beside whoever is in it now."""

    @override
    def _carry_out(self, district: str, operation: Operation) -> None:
        if isinstance(operation, Restore) and operation.kind == "sections":
            operation = replace(operation, left=frozenset())
        super()._carry_out(district, operation)


class _FirstNames(MemoryStore):
    """Names are written when a record is made, and never again."""

    @override
    def _carry_out(self, district: str, operation: Operation) -> None:
        if isinstance(operation, Update) and not operation.linked_by:
            kept = {k: v for k, v in operation.changes.items() if not k.startswith("name")}
            operation = replace(operation, changes=kept)
        super()._carry_out(district, operation)


class _BlanksNothing(MemoryStore):
    """What became empty is taken for not told, so the old value stays."""

    @override
    def _carry_out(self, district: str, operation: Operation) -> None:
        if isinstance(operation, Update):
            told = {name: value for name, value in operation.changes.items() if value}
            operation = replace(operation, changes=told)
        super()._carry_out(district, operation)


class _TermsOfAll(MemoryStore):
    """Terms are known by their names, whatever the district."""

    @override
    def _carry_out(self, district: str, operation: Operation) -> None:
        if isinstance(operation, Create) and operation.kind == "terms":
            for row in self.table["terms"].values():
                name = operation.seen.values.get("name")
                if name and row.values.get("name") == name and row.district != district:
                    self._link(row, district, operation.clever_id)
                    return
        super()._carry_out(district, operation)


class _ByAddress(RightApplication):
    """Progress is kept under the e-mail address with which somebody has her account."""

    def _address(self, app_id: str) -> str:
        row = self.store.table["users"][app_id]
        told = row.values.get("email")
        address = row.own["address"] = told or row.own.get("address") or app_id
        return str(address).casefold()

    @override
    def mark(self, asked: Mark) -> None:
        address = self._address(self.row("users", asked.clever_id).app_id)
        self.__dict__.setdefault("book", {}).setdefault(address, []).append(asked.mark)

    @override
    def marks(self, app_ids: Collection[str]) -> Mapping[str, Sequence[str]]:
        book = self.__dict__.get("book", {})
        users = self.store.table["users"]
        return {one: book.get(self._address(one), []) for one in app_ids if one in users}


class _GroupForgets(RightApplication):
    """A group made by hand loses whoever is archived, for good."""

    @override
    def work(self, district: str, mode: str) -> SyncReport | Outcome:
        found = super().work(district, mode)
        users = self.store.table["users"]
        for group in self.groups.values():
            group["members"] = [one for one in group["members"] if not users[one].is_archived]
        return found


class _SchoolOfSection(RightApplication):
    """When a class is put away, so is its school."""

    @override
    def work(self, district: str, mode: str) -> SyncReport | Outcome:
        before = {one.app_id for one in self.store.table["sections"].values() if one.is_archived}
        found = super().work(district, mode)
        for row in self.store.table["sections"].values():
            school = row.values.get("school")
            if row.is_archived and row.app_id not in before and school:
                self.row("schools", str(school)).is_archived = True
        return found


def _keeps(store: type[MemoryStore]) -> Any:
    return type("Keeping", (), {"keeps": store})


DEFECTS: Final[Mapping[str, Defect]] = {
    "teachers_stay": Defect(_keeps(_TeachersStay), ("SYN-09",), (), ("SC-17",)),
    "edits_stay_till_a_change": Defect(
        _keeps(_EditsTillChange), ("SYN-25",), (), ("SC-61", "SC-62")
    ),
    "leavers_stay_till_night": Defect(_keeps(_LeaveAtNight), ("SYN-09",), (), ("SC-10",)),
    "old_members_return": Defect(
        _keeps(_OldMembers), ("SYN-05",), (), ("SC-19", "SC-21", "SC-25", "SC-47", "SC-53")
    ),
    "names_of_the_first_day": Defect(_keeps(_FirstNames), ("SYN-11",), (), ("SC-30", "SC-39")),
    "blanks_change_nothing": Defect(_keeps(_BlanksNothing), ("SYN-11",), (), ("SC-40",)),
    "terms_of_all_districts": Defect(_keeps(_TermsOfAll), ("SYN-01",), ("I7",), ("SC-54",)),
    "progress_by_address": Defect(_ByAddress, ("SYN-08", "SYN-26"), ("I6",), ("SC-31", "SC-32")),
    "groups_forget_the_archived": Defect(_GroupForgets, ("SYN-25",), (), ("SC-63",)),
    "school_goes_with_its_class": Defect(_SchoolOfSection, ("I2",), (), ("SC-25",)),
}
"""By its name, each application that keeps wrongly."""
