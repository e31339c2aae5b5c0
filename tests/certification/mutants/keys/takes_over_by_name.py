"""A student under another number gets the account of her name, though only numbers are matched."""

from typing_extensions import override

from homeroom_kit.planning.plan import Create, Operation
from homeroom_kit.stores import MemoryStore
from tests.certification.apps.right import RightApplication
from tests.certification.mutants import Mutant

_NAME = ("name.first", "name.last")
_HERS = ["Sis", "Changer"]
"""Others have namesakes, whom this would join at the first sync already (EC-11, EC-12)."""


class ByName(MemoryStore):
    @override
    def _carry_out(self, district: str, operation: Operation) -> None:
        if isinstance(operation, Create) and operation.kind == "users":
            wanted = [operation.seen.values.get(one) for one in _NAME]
            for row in self.table["users"].values():
                name = [row.values.get(one) for one in _NAME]
                if row.district == district and name == wanted == _HERS:
                    row.is_archived = False
                    row.values.update(operation.seen.values)
                    row.ties = set(operation.seen.ties)
                    row.synced, row.sis_ids = operation.seen, operation.seen.sis_ids
                    self._link(row, district, operation.clever_id)
                    return
        super()._carry_out(district, operation)


class Application(RightApplication):
    keeps = ByName


MUTANT = Mutant(
    Application,
    ("SYN-02",),
    ("I2", "SYN-01"),
    scenarios=("SC-33",),
    answers={"Q-Y13-more": "sis_id"},
)
