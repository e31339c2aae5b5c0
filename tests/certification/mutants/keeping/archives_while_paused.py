"""When a district pauses, its classes are put away."""

from typing_extensions import override

from homeroom_kit.probe.runs import Outcome
from homeroom_kit.sync import SyncReport
from tests.certification.apps.right import RightApplication
from tests.certification.mutants import Mutant


class Application(RightApplication):
    @override
    def work(self, district: str, mode: str) -> SyncReport | Outcome:
        done = super().work(district, mode)
        with self.reader(district) as hub:
            state = next(iter(hub.districts())).state
        for row in self.store.table["sections"].values():
            if row.district == district and state == "paused":
                row.is_archived = True
        return done


MUTANT = Mutant(Application, ("SYN-30",), ("I2",), scenarios=("SC-50",))
