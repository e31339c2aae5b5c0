"""An event that comes twice makes two of whom it names."""

from collections.abc import Iterator
from typing import ClassVar

import msgspec
from msgspec import Raw
from typing_extensions import override

from homeroom_kit.client import Hub
from homeroom_kit.probe.runs import Outcome
from homeroom_kit.sync import SyncReport
from tests.certification.apps.right import RightApplication
from tests.certification.mutants import Mutant


class Counting(Hub):
    twice: ClassVar[set[str]] = set()

    @override
    def documents(self, *path: str, after: str | None = None) -> Iterator[list[Raw]]:
        seen: set[str] = set()
        for page in super().documents(*path, after=after):
            for body in page if path == ("events",) else ():
                event = msgspec.json.decode(body)
                if event["id"] in seen and event["type"] == "users.created":
                    self.twice.add(event["data"]["object"]["id"])
                seen.add(event["id"])
            yield page


class Application(RightApplication):
    reads = Counting

    @override
    def work(self, district: str, mode: str) -> SyncReport | Outcome:
        done = super().work(district, mode)
        while Counting.twice:
            row = self.row("users", Counting.twice.pop())
            self.store.add("users", district, dict(row.values)).clever_id = row.clever_id
        return done


MUTANT = Mutant(
    Application, ("SYN-19",), ("I1", "I2", "I4", "SYN-20"), scenarios=("SC-29",), modes=("events",)
)
