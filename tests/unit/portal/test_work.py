"""What the portal does beside its pages."""

import threading

import pytest
import sqlalchemy as sa
from typing_extensions import override

from homeroom.accounts.models import session
from homeroom.foundation.database import Store
from homeroom.portal import FEATURE, work
from tests.support.portals import a_town
from tests.support.stores import Place


class Stopping(threading.Event):
    """Counts how often somebody waits for it; is set by the third wait."""

    def __init__(self) -> None:
        super().__init__()
        self.waits: list[float | None] = []

    @override
    def wait(self, timeout: float | None = None) -> bool:
        self.waits.append(timeout)
        if len(self.waits) == 3:
            self.set()
        return self.is_set()


SESSIONS = sa.select(sa.func.count()).select_from(session)


def sessions_in(store: Store) -> int:
    with store.control.reading() as control:
        return int(control.all(SESSIONS)[0][0])


def test_old_sessions_are_forgotten_now_and_every_ten_minutes(place: Place) -> None:
    with a_town(place) as town:
        town.signed_in("1001")
        assert 1 == sessions_in(town.desk.store)
        town.later(days=31)
        stopping = Stopping()
        work.tidy_now_and_then(town.hub.parts, stopping)
        assert [work.EVERY_SECONDS] * 3 == stopping.waits
        assert 600 == work.EVERY_SECONDS
        assert 0 == sessions_in(town.desk.store)


def test_the_loop_ends_with_the_hub(place: Place) -> None:
    with a_town(place) as town:
        stopping = threading.Event()
        stopping.set()
        work.tidy_now_and_then(town.hub.parts, stopping)


def test_the_password_pool_ends_with_the_hub(place: Place) -> None:
    with a_town(place) as town:
        town.signed_in("1001")
        pool = town.desk.pool
    with pytest.raises(RuntimeError, match="shutdown"):
        pool.hash("violet otter")
    assert FEATURE.finish is work.close
    assert FEATURE.work is work.tidy_now_and_then
