"""What a contact is to one child she is taken to be to every child (EC-51)."""

from typing import Any

from typing_extensions import override

from tests.certification.apps.right import RightApplication
from tests.certification.bending import BendingHub
from tests.certification.mutants import Mutant


class Sweeping(BendingHub):
    @override
    def bend(self, kind: str, document: dict[str, Any]) -> dict[str, Any]:
        contact = document.get("roles", {}).get("contact") if kind == "users" else None
        links = (contact or {}).get("student_relationships") or []
        for link in links:
            link["relationship"] = links[0].get("relationship")
        return document


class Application(RightApplication):
    reads = Sweeping


MUTANT = Mutant(Application, ("SYN-29",))
