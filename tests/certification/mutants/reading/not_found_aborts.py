"""Each person who is known is asked for once more, and a 404 ends the sync."""

from typing_extensions import override

from homeroom_kit.probe.runs import Outcome
from homeroom_kit.sync import SyncReport
from tests.certification.apps.right import RightApplication
from tests.certification.mutants import Mutant

_LOOKED_AT = ("Del", "Hidden", "Mail")


class Application(RightApplication):
    @override
    def work(self, district: str, mode: str) -> SyncReport | Outcome:
        rows = [one for one in self.store.table["users"].values() if one.district == district]
        with self.reader(district) as hub:
            for row in rows:
                if row.values.get("name.first") in _LOOKED_AT and row.clever_id:
                    hub.user(row.clever_id)
        return super().work(district, mode)


MUTANT = Mutant(Application, ("SYN-15",), ("I2", "SYN-04"), scenarios=("SC-20",))
