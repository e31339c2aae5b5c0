"""Applications that show too little for anything to be seen of them: that is never a pass."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from typing_extensions import override

from homeroom_kit.probe.records import Records
from homeroom_kit.probe.runs import Outcome
from homeroom_kit.sync import SyncReport
from tests.certification.apps.right import RightApplication
from tests.certification.mutants import Mutant

__all__ = ["SILENT"]

_TOLD: Final = frozenset({"type", "clever_id", "app_id", "status", "district", "roles", "marks"})


class _KeepsNothing(RightApplication):
    """It asks the hub which district it is, says that all is well, and keeps nothing."""

    @override
    def work(self, district: str, mode: str) -> SyncReport | Outcome:
        with self.reader(district) as hub:
            list(hub.districts())
        return Outcome("ok")


@dataclass(frozen=True)
class _Bare:
    """Of people and classes it says that they are there, and nothing else."""

    rows: Records

    def page(
        self, type_: str, cursor: str | None, district: str = ""
    ) -> tuple[list[Any], str | None]:
        told, after = self.rows.page(type_, cursor, district)
        kept = _TOLD | ({"teachers", "students"} if type_ == "section" else {"links"})
        return [{k: v for k, v in one.items() if k in kept} for one in told], after


class _TellsLittle(RightApplication):
    @override
    def records(self) -> Any:
        return _Bare(super().records())


SILENT: Final[Mapping[str, tuple[Mutant, frozenset[str]]]] = {
    "keeps_nothing_while_paused": (
        Mutant(_KeepsNothing, (), scenarios=("SC-50",)), frozenset({"SYN-30"})
    ),
    "keeps_nothing_when_broken": (
        Mutant(_KeepsNothing, (), scenarios=("SC-06",)), frozenset({"SYN-15", "SYN-18"})
    ),
    "keeps_no_newcomer": (
        Mutant(_KeepsNothing, (), scenarios=("SC-33",)), frozenset({"SYN-02"})
    ),
    "tells_little": (
        Mutant(_TellsLittle, (), scenarios=("SC-01",)), frozenset({"SYN-11", "SYN-23"})
    ),
    "tells_no_terms": (Mutant(_TellsLittle, (), scenarios=("SC-42",)), frozenset({"SYN-27"})),
}  # fmt: skip
"""By its name, each application, and the requirements that it must not pass."""
