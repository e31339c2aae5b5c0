"""A district's token is asked for once, and kept for ever."""

from typing import Any

from typing_extensions import override

from tests.certification.apps.right import RightApplication
from tests.certification.mutants import Mutant


class Application(RightApplication):
    def __init__(self, *given: Any) -> None:
        self.kept: dict[str, str] = {}
        super().__init__(*given)

    @override
    def token(self, district: str) -> str:
        if district not in self.kept:
            self.kept[district] = super().token(district)
        return self.kept[district]


MUTANT = Mutant(Application, ("SYN-28",), scenarios=("SC-08",))
