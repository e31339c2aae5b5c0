"""Applications and the accounts that people made in them by hand."""

from collections.abc import Mapping
from typing import Any, Final

from typing_extensions import override

from homeroom_kit.probe.runs import Outcome
from homeroom_kit.sync import SyncReport
from tests.certification.apps.right import RightApplication
from tests.certification.fresh.losing import ByEmail
from tests.certification.fresh.reading import Defect

__all__ = ["DEFECTS", "OVERWRITTEN", "OnlyTheHubs"]

OVERWRITTEN: Final[Mapping[str, Any]] = {"Q-Y18b": "overwritten"}


class OnlyTheHubs(RightApplication):
    """Whom the hub does not know is put away by each sync that reads everything."""

    @override
    def work(self, district: str, mode: str) -> SyncReport | Outcome:
        report = super().work(district, mode)
        for row in self.store.table["users"].values():
            if mode == "full" and row.district == district and row.clever_id is None:
                row.is_archived = True
        return report


DEFECTS: Final[Mapping[str, Defect]] = {
    "made_by_hand_and_put_away": Defect(OnlyTheHubs, ("SYN-25",), (), ("SC-64",)),
    "address_that_nobody_declared": Defect(ByEmail, ("SYN-02",), (), ("SC-64",)),
}
"""By its name, each application that does otherwise than it declares."""
