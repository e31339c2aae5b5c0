"""A student has one school, her primary one (EC-35)."""

from typing import Any

from typing_extensions import override

from tests.certification.apps.right import RightApplication
from tests.certification.bending import BendingHub
from tests.certification.mutants import Mutant


class OneSchool(BendingHub):
    @override
    def bend(self, kind: str, document: dict[str, Any]) -> dict[str, Any]:
        student = document.get("roles", {}).get("student") if kind == "users" else None
        if student and student.get("school"):
            student["schools"] = [student["school"]]
        return document


class Application(RightApplication):
    reads = OneSchool


MUTANT = Mutant(Application, ("SYN-23",))
