"""An account with the same name is taken, though two people have it (SC-02, k69)."""

from typing_extensions import override

from homeroom_kit.planning.plan import Create, Operation
from homeroom_kit.stores import MemoryStore
from tests.certification.apps.right import RightApplication
from tests.certification.mutants import Mutant

_NAME = ("name.first", "name.last")


class ByName(MemoryStore):
    @override
    def _carry_out(self, district: str, operation: Operation) -> None:
        if isinstance(operation, Create) and operation.kind == "users":
            wanted = [operation.seen.values.get(one) for one in _NAME]
            for row in self.table["users"].values():
                if row.clever_id is None and [row.values.get(one) for one in _NAME] == wanted:
                    row.values.update(operation.seen.values)
                    row.ties = set(operation.seen.ties)
                    row.synced, row.sis_ids = operation.seen, operation.seen.sis_ids
                    self._link(row, district, operation.clever_id)
                    return
        super()._carry_out(district, operation)


class Application(RightApplication):
    keeps = ByName


MUTANT = Mutant(Application, ("SYN-02",), scenarios=("SC-02",))
