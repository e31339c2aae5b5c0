"""A list that the district once mailed is kept beside the roster, with what is not shared."""

from typing import Any

from typing_extensions import override

from homeroom_kit.probe.runs import Outcome
from homeroom_kit.sync import SyncReport
from tests.certification.apps.right import RightApplication
from tests.certification.mutants import Mutant

_MAILED: dict[str, dict[str, Any]] = {"pia@lanternridge.example": {"frl_status": "Free"}}


class Application(RightApplication):
    @override
    def work(self, district: str, mode: str) -> SyncReport | Outcome:
        done = super().work(district, mode)
        for row in self.store.table["users"].values():
            row.values.update(_MAILED.get(str(row.values.get("email")), {}))
        return done


MUTANT = Mutant(Application, ("I8",))
