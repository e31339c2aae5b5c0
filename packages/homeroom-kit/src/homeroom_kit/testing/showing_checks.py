"""What a store that a probe reads must do, beside what every store must."""

from typing import Protocol

from homeroom_kit.planning import Archive, Create, Tie
from homeroom_kit.stores.protocol import Store
from homeroom_kit.stores.showing import Shown
from homeroom_kit.testing.grounds import (
    ANN,
    BEN,
    CLASS,
    DISTRICT,
    OTHER,
    ann_and_ben,
    apply,
    expect,
    one_of,
    seen_of,
)

__all__ = ["check_shown"]


class ShownStore(Store, Shown, Protocol):
    """A store that shows all its rows as well."""


def check_shown(store: ShownStore) -> None:
    """Check that an empty store shows its rows.

    Raises:
        AssertionError: It does not; the message says what a store must do.
    """
    expect("show nothing while it is empty", holds=not store.shown("users"))
    expect("show nothing of what it does not keep", holds=not store.shown("unheard of"))
    ann_and_ben(store)
    cid = seen_of(store, word="Cid")
    apply(store, [Create("users", CLASS, cid)], OTHER)
    sections = Create("sections", CLASS, seen_of(store, "sections", ties=[Tie("students", ANN)]))
    apply(store, [sections])
    apply(store, [Archive("users", BEN, one_of(store, BEN).app_id)])

    rows = store.shown("users")
    found = {one.row.clever_id: one for one in rows}
    expect("show rows of every district", holds={ANN, BEN, CLASS} == found.keys())
    expect("say in which one each is", holds=found[CLASS].district == OTHER)
    expect("show archived rows as such", holds=found[BEN].row.is_archived)
    expect("show a row as a sync sees it", holds=found[ANN].row == one_of(store))
    shown = store.shown("sections")[0]
    expect("show ties", holds={"students"} == {tie.relation for tie in shown.row.ties})
    expect("name its district", holds=shown.district == DISTRICT)

    first = store.shown("users", most=2)
    rest = store.shown("users", first[-1].row.app_id, 2)
    expect("go on behind a row", holds=[*first, *rest] == list(rows))

    refused = "refuse with ValueError, if at all, an id that no row can have"
    for odd in ("x", "\0", "9" * 30):
        expect(refused, holds=_is_borne(store, odd))

    there = {one.row.clever_id for one in store.shown("users", district=DISTRICT)}
    expect("leave out no row of a district that is named", holds={ANN, BEN} <= there)


def _is_borne(store: ShownStore, after: str) -> bool:
    try:
        store.shown("users", after)
    except ValueError:
        return True
    except Exception:  # noqa: BLE001 -- whatever it is, a probe would answer that we failed
        return False
    return True
