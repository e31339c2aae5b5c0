"""People are known by the ids that they had before v3."""

from typing import Any

from typing_extensions import override

from tests.certification.apps.right import RightApplication
from tests.certification.bending import BendingHub
from tests.certification.mutants import Mutant


class Old(BendingHub):
    @override
    def bend(self, kind: str, document: dict[str, Any]) -> dict[str, Any]:
        if kind == "users":
            for role in document.get("roles", {}).values():
                if role.get("legacy_id"):
                    return {**document, "id": role["legacy_id"]}
        return document


class Application(RightApplication):
    reads = Old


MUTANT = Mutant(
    Application,
    ("SYN-22",),
    ("I2", "SYN-01", "SYN-07", "SYN-09", "SYN-24", "SYN-29", "SYN-R8"),
)
