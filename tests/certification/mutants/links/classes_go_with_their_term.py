"""When a term or a course is archived, so is every class that it had."""

from typing_extensions import override

from homeroom_kit.probe.runs import Outcome
from homeroom_kit.sync import SyncReport
from tests.certification.apps.right import RightApplication
from tests.certification.mutants import Mutant


class Application(RightApplication):
    @override
    def work(self, district: str, mode: str) -> SyncReport | Outcome:
        before = [
            (row, kind, str(row.values[name]))
            for row in self.store.table["sections"].values()
            for kind, name in (("terms", "term_id"), ("courses", "course"))
            if row.values.get(name)
        ]
        done = super().work(district, mode)
        for row, kind, clever_id in before:
            if self.row(kind, clever_id).is_archived:
                row.is_archived = True
        return done


MUTANT = Mutant(Application, ("SYN-27", "I2"), scenarios=("SC-42", "SC-43"))
