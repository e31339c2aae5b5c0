"""A teacher whose address a contact has is taken for the contact too (EC-15, EC-53)."""

from typing_extensions import override

from homeroom_kit.planning.plan import Create, Operation
from homeroom_kit.stores import MemoryStore
from tests.certification.apps.right import RightApplication
from tests.certification.mutants import Mutant


class Joining(MemoryStore):
    @override
    def _carry_out(self, district: str, operation: Operation) -> None:
        seen = operation.seen if isinstance(operation, Create) else None
        if seen is not None and seen.values.get("roles") == ("contact",):
            email = seen.values.get("email")
            for row in self.table["users"].values():
                roles = row.values.get("roles") or ()
                if email and row.values.get("email") == email and "teacher" in roles:
                    row.values["roles"] = ("contact", *roles)
                    row.ties |= seen.ties
                    self._linked_rows(district, "users")[operation.clever_id] = row
                    return
        super()._carry_out(district, operation)


class Application(RightApplication):
    keeps = Joining


MUTANT = Mutant(Application, ("SYN-22",), ("I2", "SYN-01", "SYN-29"))
