"""A store that is closed while others still use it."""

import threading

import pytest
import sqlalchemy as sa

from homeroom.foundation.database import Prepared, Store
from homeroom.foundation.errors import StoreError
from tests.support.stores import Place

_ASKED = Prepared(sa.select(sa.literal(7)))


def test_closing_waits_for_a_thread_that_is_in_a_transaction(place: Place) -> None:
    store = place.open()
    inside, go_on = threading.Event(), threading.Event()
    seen: list[object] = []

    def work() -> None:
        with store.control.writing() as session:
            inside.set()
            assert go_on.wait(10)
            seen.append(session.one(_ASKED))
        seen.append("committed")

    worker = threading.Thread(target=work)
    worker.start()
    assert inside.wait(10)
    closer = threading.Thread(target=store.close)
    closer.start()
    closer.join(0.1)
    assert closer.is_alive()
    go_on.set()
    worker.join(10)
    closer.join(10)

    assert [(7,), "committed"] == seen
    assert not closer.is_alive()


def test_a_closed_store_begins_nothing_more(store: Store) -> None:
    with store.control.reading() as session:
        assert session.one(_ASKED) == (7,)
    with store.control.writing() as session:
        assert session.one(_ASKED) == (7,)
    store.close()

    for begin in (store.control.reading, store.control.writing):
        with pytest.raises(StoreError, match="the store is closed"), begin():
            pass
    with pytest.raises(StoreError, match="the store is closed"):
        store.control.one(_ASKED)
