"""Old full read + events = new full read, asked over HTTP by a reader of the public API alone.

Over random districts and random school days, on both stores, in v3.0 and v3.1, for a reader who
sees everything, one with opt-in fields, and one who sees two schools without two fields and
without one student (house.md 4; data-api.md 14, line 12).
"""

import random
from datetime import timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from homeroom.hub import Hub
from homeroom.roster import queries
from homeroom.roster.queries import District
from homeroom.sharing.rules import FieldAccess, Share
from tests.support import pipeline, rosters
from tests.support.hubs import InProcess
from tests.support.readers import NOW, Reader, a_trial, played
from tests.support.stores import KINDS

SCOPES = frozenset({"read:student_contacts", "read:resources"})


EVERYTHING = FieldAccess(scopes=SCOPES)


OPTED_IN = FieldAccess(scopes=SCOPES, opt_ins=frozenset({"frl_status", "ext"}))


EXAMPLES = max(1, settings().max_examples // 100)


def _restricted(hub: Hub, district: District, draw: random.Random) -> Share:
    """Two schools of the district, without one of its students."""
    with hub.parts.store.roster.reading() as session:
        schools = queries.rids(session, district.number, "schools")["rid"].to_list()
        users = queries.rids(session, district.number, "users")
        students = [rid for rid, roles in users.iter_rows() if roles == 1]
    chosen = draw.sample(schools, min(2, len(schools)))
    return Share("schools", schools=frozenset(chosen), excluded=frozenset(students[:1]))


@pytest.mark.parametrize("kind", KINDS)
@settings(max_examples=EXAMPLES)
@given(seed=st.integers(0, 2**32))
def test_an_old_full_read_and_the_events_make_the_new_full_read(
    request: pytest.FixtureRequest, kind: str, seed: int
) -> None:
    with a_trial(request, kind, seed) as trial:
        draw, hub, clock = trial.draw, trial.hub, trial.clock
        store, sealer = hub.parts.store, hub.parts.sealer
        district = pipeline.a_district(store, NOW)
        roster = rosters.a_roster(draw)
        pipeline.take_in(store, district, rosters.write(roster, trial.folder / "0"), NOW)
        shares = (
            (Share("district", staff=True, administrators=True), EVERYTHING),
            (Share("district", staff=True), OPTED_IN),
            (
                _restricted(hub, district, draw),
                FieldAccess(
                    scopes=SCOPES, refused=frozenset({"users.email", "users.roles.student.grade"})
                ),
            ),
        )
        tokens = [
            pipeline.an_application(store, sealer, district, NOW, share, access).token
            for share, access in shares
        ]
        call = InProcess(hub)
        readers = [Reader(call, token, version) for token in tokens for version in ("v3.0", "v3.1")]
        for day in range(1, 4):
            held = [(reader.everything(), reader.newest()) for reader in readers]
            roster = rosters.a_school_day(roster, draw)
            clock.advance(timedelta(hours=20))
            folder = rosters.write(roster, trial.folder / str(day), draw)
            pipeline.take_in(store, district, folder, clock.now())
            for reader, (before, newest) in zip(readers, held, strict=True):
                assert reader.everything() == played(before, reader.events(newest))


@pytest.mark.parametrize("kind", KINDS)
@settings(max_examples=EXAMPLES)
@given(seed=st.integers(0, 2**32))
def test_the_same_roster_in_another_order_of_rows_changes_nothing(
    request: pytest.FixtureRequest, kind: str, seed: int
) -> None:
    with a_trial(request, kind, seed) as trial:
        draw, hub, clock = trial.draw, trial.hub, trial.clock
        store, sealer = hub.parts.store, hub.parts.sealer
        district = pipeline.a_district(store, NOW)
        share = Share("district", staff=True, administrators=True)
        token = pipeline.an_application(store, sealer, district, NOW, share, OPTED_IN).token
        roster = rosters.a_roster(draw)
        pipeline.take_in(store, district, rosters.write(roster, trial.folder / "0"), NOW)
        reader = Reader(InProcess(hub), token, "v3.1")
        before, newest = reader.everything(), reader.newest()
        clock.advance(timedelta(days=1))

        again = rosters.write(roster, trial.folder / "1", draw)
        prepared = pipeline.take_in(store, district, again, clock.now())

        assert prepared.comparison is not None
        assert not prepared.comparison.changes
        assert reader.everything() == before
        assert reader.events(newest) == []
