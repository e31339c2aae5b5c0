"""One thing is still asked of the version before."""

import httpx2
from typing_extensions import override

from homeroom_kit.probe.runs import Outcome
from homeroom_kit.sync import SyncReport
from tests.certification.apps.right import RightApplication
from tests.certification.mutants import Mutant


class Application(RightApplication):
    @override
    def work(self, district: str, mode: str) -> SyncReport | Outcome:
        headers = {"Authorization": f"Bearer {self.token(district)}"}
        httpx2.get(f"{self.hub_url}/v2.1/students", headers=headers)
        return super().work(district, mode)


MUTANT = Mutant(Application, ("SYN-10",))
