"""What any store must do with hand edits that an application holds."""

from typing import Final

from homeroom_kit.errors import StoreError
from homeroom_kit.planning import Archive, Create, Local, Restore, Tie, Update
from homeroom_kit.stores.protocol import Held, Store
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
    plain_field,
    seen_of,
)

__all__ = ["HAND_EDIT_CHECKS"]


class _Marked(str):
    """A text of a kind of its own, as what a framework read from a form may be."""

    __slots__ = ()


def _holds_what_was_edited_by_hand(store: Store) -> None:
    ann_and_ben(store)
    row = one_of(store)
    name = plain_field(row)
    store.hold(DISTRICT, "users", row.app_id, Held(), {name: _Marked("mine")})
    store.hold(DISTRICT, "users", row.app_id, Held(frozenset({name})))
    found = one_of(store)
    expect("write what a person said", holds=found.values == {**row.values, name: "mine"})
    expect("hold it", holds=found.held == {name})
    expect("hold nothing of others", holds=not one_of(store, BEN).held)
    apply(store, [Archive("users", ANN, row.app_id)])
    apply(store, [Restore("users", ANN, row.app_id, seen_of(store))])
    change = Update("users", CLASS, row.app_id, seen_of(store), {}, linked_by="sis_id",
                    former_id=ANN)  # fmt: skip
    apply(store, [change])
    expect("hold it under another id", holds=one_of(store, CLASS).held == {name})
    store.let_go(DISTRICT, "users", row.app_id, Held(frozenset({name})))
    expect("let it go", holds=not one_of(store, CLASS).held)


def _a_class(store: Store, *ties: Tie) -> Local:
    ann_and_ben(store)
    apply(store, [Create("sections", CLASS, seen_of(store, "sections", "Class", ties))])
    return one_of(store, CLASS, "sections")


def _holds_who_is_in_a_class_and_who_is_not(store: Store) -> None:
    row = _a_class(store, Tie("students", ANN))
    people = [("students", one_of(store, one).app_id) for one in (ANN, BEN)]
    store.hold(DISTRICT, "sections", row.app_id, Held(ties=frozenset(people)))
    found = one_of(store, CLASS, "sections")
    ends = {("students", ANN), ("students", BEN)}
    expect("give held ties with Clever ids", holds=found.held_ties == ends)
    expect("leave the class as it is", holds=found.ties == row.ties)
    store.let_go(DISTRICT, "sections", row.app_id, Held(ties=frozenset(people[:1])))
    found = one_of(store, CLASS, "sections")
    expect("let one tie go alone", holds=found.held_ties == {("students", BEN)})


def _spares_what_was_held_after_the_plan(store: Store) -> None:
    row = _a_class(store, Tie("students", ANN))
    people = frozenset(("students", one_of(store, one).app_id) for one in (ANN, BEN))
    name = next(one for one in store.kept()["sections"].fields if row.values[one])
    store.hold(DISTRICT, "sections", row.app_id, Held(ties=people), {name: "mine"})
    seen = seen_of(store, "sections", "New", [Tie("students", BEN)])
    join, leave = frozenset({Tie("students", BEN)}), frozenset({Tie("students", ANN)})
    apply(store, [Update("sections", CLASS, row.app_id, seen, {name: "new"}, join, leave)])
    after = one_of(store, CLASS, "sections")
    expect("leave a field alone that is held by now", holds=after.values[name] == "mine")
    expect("leave a tie alone that is held by now", holds=after.ties == row.ties)


def _holds_nothing_that_it_does_not_keep(store: Store) -> None:
    ann_and_ben(store)
    ann, own = one_of(store).app_id, one_of(store).values
    strange = Held(frozenset({"no such field"}))
    for district, app_id, held in ((DISTRICT, ann, strange), (OTHER, ann, Held())):
        try:
            store.hold(district, "users", app_id, held, {plain_field(one_of(store)): "mine"})
        except StoreError:
            expect("write nothing then", holds=one_of(store).values == own)
        else:
            expect("refuse a field or a row that it does not have", holds=False)


HAND_EDIT_CHECKS: Final = (
    _holds_what_was_edited_by_hand,
    _holds_who_is_in_a_class_and_who_is_not,
    _spares_what_was_held_after_the_plan,
    _holds_nothing_that_it_does_not_keep,
)
