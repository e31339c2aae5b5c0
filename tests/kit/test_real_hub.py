"""The kit against the real hub, in process: both modes end in the same rows, and figures agree."""

import random
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import httpx2
import pytest

from homeroom.foundation.clock import ManualClock
from homeroom.hub import Hub as RealHub
from homeroom.sharing.rules import FieldAccess, Share
from homeroom_kit.client import Hub
from homeroom_kit.stores import MemoryStore
from homeroom_kit.sync import Policy, SyncReport, repair, sync
from homeroom_kit.testing import ManualClock as KitClock
from tests.kit.trial import held
from tests.support import pipeline, rosters
from tests.support.hubs import InProcess, a_hub
from tests.support.readers import NOW
from tests.support.stores import Place

SCOPES = frozenset({"read:student_contacts", "read:resources"})
EVERYONE = Share("district", staff=True, administrators=True)
# A random school day may lose half of a handful of people; the guard has tests of its own.
FREE = Policy(guard=None)


class District:
    """A district at a real hub that sends its roster from time to time, and a way to read it."""

    def __init__(self, hub: RealHub, clock: ManualClock, folder: Path, seed: int) -> None:
        self.draw, self.folder, self._hub, self._clock = random.Random(seed), folder, hub, clock
        self.store, self.days = hub.parts.store, 0
        self.district = pipeline.a_district(self.store, NOW)
        self.roster = rosters.a_roster(self.draw)
        self._send()
        access = FieldAccess(scopes=SCOPES, opt_ins=frozenset({"ext", "frl_status"}))
        token = pipeline.an_application(
            self.store, hub.parts.sealer, self.district, NOW, EVERYONE, access
        ).token
        self.kit_clock = KitClock(NOW)
        self.reader = Hub(
            "http://localhost", token, transport=_transport(InProcess(hub)), clock=self.kit_clock
        )

    def _send(self) -> None:
        folder = rosters.write(self.roster, self.folder / str(self.days))
        pipeline.take_in(self.store, self.district, folder, self._clock.now())
        self.days += 1

    def a_day_passes(self) -> None:
        """Some things happen, and the district sends its files."""
        self.roster = rosters.a_school_day(self.roster, self.draw)
        self._clock.advance(timedelta(hours=20))
        self.kit_clock.advance(timedelta(hours=20))
        self._send()


def _transport(call: InProcess) -> httpx2.MockTransport:
    def answer(request: httpx2.Request) -> httpx2.Response:
        headers = {name: value for name, value in request.headers.items() if name != "host"}
        headers["accept-encoding"] = "identity"
        got = call(request.url.raw_path.decode(), request.method, headers)
        return httpx2.Response(got.status, headers=dict(got.headers), content=got.body)

    return httpx2.MockTransport(answer)


@pytest.fixture(params=range(2))
def district(request: pytest.FixtureRequest, place: Place, tmp_path: Path) -> Iterator[District]:
    clock = ManualClock(NOW)
    with a_hub(place, clock, rate_limit=1_000_000) as hub:
        yield District(hub, clock, tmp_path / "sent", request.param)


def _agreed(report: SyncReport) -> bool:
    return (report.state, report.comparison, report.problems, report.drift) == (
        "done", "agrees", [], {},
    )  # fmt: skip


def test_both_modes_end_in_the_same_rows_and_agree_with_the_hubs_checkpoint(
    district: District,
) -> None:
    full, events = MemoryStore(), MemoryStore()
    for _ in range(3):
        assert _agreed(sync(district.reader, full, FREE, "full"))
        assert _agreed(sync(district.reader, events, FREE, "events"))
        assert held(full) == held(events)
        assert 0 == sync(district.reader, full, FREE, "full").written
        district.a_day_passes()


def test_a_store_that_has_drifted_is_told_and_a_class_repaired(district: District) -> None:
    store = MemoryStore()
    sync(district.reader, store, FREE)
    section = next(iter(district.reader.sections())).id
    row = store.row("sections", section)
    assert row.synced is not None
    store._links[row.district or "", "sections"].pop(section)
    del store.table["sections"][row.app_id]

    drifted = sync(district.reader, store, FREE, "events")
    repair(district.reader, store, section, FREE)

    assert ("differs", ("sections",)) == (drifted.comparison, drifted.differing)
    assert _agreed(sync(district.reader, store, FREE, "events"))
    assert row.values == store.row("sections", section).values
