"""When the token is refused, everything of the district is put away."""

from typing_extensions import override

from homeroom_kit.errors import TokenRejectedError
from homeroom_kit.probe.runs import Outcome
from homeroom_kit.sync import SyncReport
from tests.certification.apps.right import RightApplication
from tests.certification.mutants import Mutant


class Application(RightApplication):
    @override
    def work(self, district: str, mode: str) -> SyncReport | Outcome:
        try:
            return super().work(district, mode)
        except TokenRejectedError:
            for table in self.store.table.values():
                for row in table.values():
                    row.is_archived = row.is_archived or row.district == district
            return Outcome("ok")


MUTANT = Mutant(Application, ("SYN-30",), scenarios=("SC-52",))
