"""Whoever is archived stays on the list of her class."""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import Any

from typing_extensions import override

from homeroom_kit.planning.plan import Operation, Update
from homeroom_kit.probe import StoreRecords
from homeroom_kit.stores import MemoryStore
from homeroom_kit.stores.showing import ShownRow
from tests.certification.apps.right import RightApplication
from tests.certification.mutants import Mutant


class Clinging(MemoryStore):
    @override
    def _carry_out(self, district: str, operation: Operation) -> None:
        if isinstance(operation, Update) and operation.kind == "sections":
            operation = replace(operation, left=frozenset())
        super()._carry_out(district, operation)


class Everybody(StoreRecords):
    @override
    def _people(self, rows: Iterable[ShownRow]) -> Mapping[str, set[str]]:
        people = self.store.shown("users")
        everybody = {one.row.clever_id for one in people if one.row.clever_id}
        return {one.district: everybody for one in rows}


class Application(RightApplication):
    keeps = Clinging

    @override
    def records(self) -> Any:
        return Everybody(self.store, self.marks, self.shown_groups)


MUTANT = Mutant(Application, ("I5",), scenarios=("SC-22",))
