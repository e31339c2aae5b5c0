"""Whoever has several roles has an account for each."""

from typing_extensions import override

from homeroom_kit.planning.plan import Create, Operation
from homeroom_kit.stores import MemoryStore
from tests.certification.apps.right import RightApplication
from tests.certification.mutants import Mutant


class ByRole(MemoryStore):
    @override
    def _carry_out(self, district: str, operation: Operation) -> None:
        super()._carry_out(district, operation)
        if isinstance(operation, Create) and operation.kind == "users":
            seen = operation.seen
            for role in (seen.values.get("roles") or ())[1:]:
                second = self.add("users", district, {**seen.values, "roles": (role,)})
                second.clever_id = operation.clever_id


class Application(RightApplication):
    keeps = ByRole


MUTANT = Mutant(Application, ("SYN-R7", "I1"), ("I2", "SYN-01", "SYN-22"))
