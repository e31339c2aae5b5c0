"""Progress hangs on the class, and is shown for whoever is in it now."""

from collections.abc import Collection, Mapping, Sequence

from typing_extensions import override

from homeroom_kit.probe import Mark
from tests.certification.apps.right import RightApplication
from tests.certification.mutants import Mutant


class Application(RightApplication):
    @override
    def mark(self, asked: Mark) -> None:
        section = self.row("sections", asked.section or "")
        section.own.setdefault("marks", {})[asked.clever_id] = asked.mark

    @override
    def marks(self, app_ids: Collection[str]) -> Mapping[str, Sequence[str]]:
        found: dict[str, list[str]] = {}
        for section in self.store.table["sections"].values():
            people = {tie.other for tie in section.ties if tie.relation == "students"}
            for clever_id, mark in section.own.get("marks", {}).items():
                if clever_id in people and not section.is_archived:
                    found.setdefault(self.row("users", clever_id).app_id, []).append(mark)
        return {one: found.get(one, []) for one in app_ids}


MUTANT = Mutant(Application, ("SYN-08", "SYN-26"), ("I6",), scenarios=("SC-10", "SC-11"))
