"""What any store must do, as checks that need nothing but the store.

A store's own tests call each on a store that is empty:

    @pytest.mark.parametrize("name", CHECKS)
    def test_the_store(name, store):
        CHECKS[name](store)

The store must keep users and sections with students; what else it keeps is checked too.
"""

from collections.abc import Callable, Mapping
from datetime import timedelta
from typing import Final

from msgspec import structs

from homeroom_kit.errors import StoreError
from homeroom_kit.planning import Archive, Create, Leave, Operation, Restore, Seen, Tie, Update
from homeroom_kit.planning.values import Value
from homeroom_kit.stores.protocol import LIBRARY, Held, Owner, State, Store, Wanted
from homeroom_kit.testing.grounds import (
    ANN,
    BEN,
    CLASS,
    DISTRICT,
    HOUR,
    ME,
    NOW,
    OTHER,
    alike,
    ann_and_ben,
    apply,
    expect,
    one_of,
    plain_field,
    seen_of,
    values_of,
)
from homeroom_kit.testing.hand_edit_checks import HAND_EDIT_CHECKS

__all__ = ["CHECKS", "check_store"]

Check = Callable[[Store], None]


def _is_empty_at_first(store: Store) -> None:
    expect("know nobody at first", holds=not store.known(DISTRICT, "users", [ANN]))
    expect("have no cursor at first", holds=store.state(DISTRICT) == State())
    expect("have no free row at first", holds=not store.has_free(DISTRICT, "users"))
    expect("have nobody active at first", holds=store.active(DISTRICT, "users") == set())


def _gives_back_what_was_created(store: Store) -> None:
    seen = seen_of(store)
    apply(store, [Create("users", ANN, seen)])
    ann = one_of(store)
    expect("give back each value", holds=alike(seen.values, ann.values))
    expect("remember the line", holds=ann.synced is not None and ann.synced.line == seen.line)
    expect("find rows by their own ids", holds=store.rows(
        DISTRICT, "users", [ann.app_id])[ann.app_id] == ann)  # fmt: skip


def _holds_empty_values(store: Store) -> None:
    empty: dict[str, Value] = dict.fromkeys(store.kept()["users"].fields)
    apply(store, [Create("users", ANN, Seen(empty))])
    expect("hold a record without any value", holds=alike(empty, one_of(store).values))


def _keeps_districts_apart(store: Store) -> None:
    apply(store, [Create("users", ANN, seen_of(store))])
    app_id = one_of(store).app_id
    expect("know nobody of another district", holds=not store.known(OTHER, "users", [ANN]))
    expect("link nobody of another", holds=not store.linked(OTHER, "users", [ANN]))
    expect("give no row of another", holds=not store.rows(OTHER, "users", [app_id]))
    wanted = Wanted(clever_ids=frozenset({ANN}))
    expect("find no account of another", holds=not store.accounts(OTHER, "users", wanted))
    apply(store, [Create("users", ANN, seen_of(store, word="Other"))], OTHER)
    expect("let districts have one id each", holds=one_of(store).app_id == app_id)


def _changes_only_what_is_named(store: Store) -> None:
    ann_and_ben(store)
    before, ben = one_of(store), one_of(store, BEN)
    name = next(name for name in before.values if name not in ("roles", "schools"))
    seen = seen_of(store, word="New")
    apply(store, [Update("users", ANN, before.app_id, seen, {name: "X"})])
    after = one_of(store)
    expect("keep its own ids", holds=after.app_id == before.app_id)
    expect("change one field alone", holds=alike(after.values, {**before.values, name: "X"}))
    expect("remember what was seen", holds=after.synced is not None and after.synced.line
            == seen.line)  # fmt: skip
    expect("leave others alone", holds=one_of(store, BEN) == ben)


def _knows_the_newest_sis_id(store: Store) -> None:
    old, new = frozenset({"student:P1"}), frozenset({"student:P2"})
    apply(store, [Create("users", ANN, structs.replace(seen_of(store), sis_ids=old))])
    if not store.accounts(DISTRICT, "users", Wanted(sis_ids=old)):
        return
    row = one_of(store)
    seen = structs.replace(seen_of(store, word="New"), sis_ids=new)
    apply(store, [Leave("users", ANN, row.app_id, seen)])
    found = [
        [one.app_id for one in store.accounts(DISTRICT, "users", Wanted(sis_ids=ids))]
        for ids in (old, new)
    ]
    # Who gets the former number next is somebody else, and must not be given her row.
    expect("find a row by its newest SIS id alone", holds=found == [[], [row.app_id]])


def _archives_and_restores_the_same_row(store: Store) -> None:
    ann_and_ben(store)
    tie = Tie("students", ANN)
    apply(store, [Create("sections", CLASS, seen_of(store, "sections", "Class", [tie]))])
    before = one_of(store)
    apply(store, [Archive("users", ANN, before.app_id)])
    archived = one_of(store)
    expect("archive", holds=archived.is_archived)
    expect("keep the values of an archived row", holds=archived.values == before.values)
    expect("have archived rows not active", holds=store.active(DISTRICT, "users") == {BEN})
    expect("still know them", holds=store.linked(DISTRICT, "users", [ANN]) == {ANN})
    expect("keep their ties", holds=one_of(store, CLASS, "sections").ties == {tie})
    expect("give no line of them", holds=len(list(store.lines(DISTRICT, "users"))) == 1)
    apply(store, [Restore("users", ANN, archived.app_id, seen_of(store))])
    restored = one_of(store)
    expect("restore", holds=not restored.is_archived)
    expect("restore the same row", holds=restored.app_id == before.app_id)
    expect("have restored rows active", holds=store.active(DISTRICT, "users") == {ANN, BEN})


def _joins_and_leaves(store: Store) -> None:
    ann_and_ben(store)
    ann, ben = Tie("students", ANN), Tie("students", BEN)
    apply(store, [Create("sections", CLASS, seen_of(store, "sections", "Class", [ann]))])
    row = one_of(store, CLASS, "sections")
    seen = seen_of(store, "sections", "Class", [ben])
    change = Update("sections", CLASS, row.app_id, seen, {}, frozenset({ben}), frozenset({ann}))
    apply(store, [change])
    row = one_of(store, CLASS, "sections")
    expect("add and take away ties", holds=row.ties == {ben})
    expect("remember ties", holds=row.synced is not None and row.synced.ties == {ben})


def _changes_a_ties_detail(store: Store) -> None:
    if "teachers" not in store.kept()["sections"].relations:
        return
    ann_and_ben(store)
    old, new = Tie("teachers", ANN, "primary"), Tie("teachers", ANN, "co")
    apply(store, [Create("sections", CLASS, seen_of(store, "sections", "Class", [old]))])
    row = one_of(store, CLASS, "sections")
    seen = seen_of(store, "sections", "Class", [new])
    apply(store, [Update("sections", CLASS, row.app_id, seen, {}, frozenset({new}))])
    ends = [tie.other for tie in one_of(store, CLASS, "sections").ties]
    expect("have each tie once", holds=ends == [ANN])


def _reads_references_back(store: Store) -> None:
    named = [
        (kind, name, other)
        for kind, kept in store.kept().items()
        for name, other in kept.references.items()
    ]
    for number, (kind, name, other) in enumerate(named):
        there, here = f"{0x900 + number:024x}", f"{0xA00 + number:024x}"
        apply(store, [Create(other, there, seen_of(store, other, "There"))])
        values = values_of(store, kind, "Here") | {name: there}
        apply(store, [Create(kind, here, Seen(values))])
        found = one_of(store, here, kind).values[name]
        expect(f"read {name} of {kind} back as an id of the API", holds=found == there)


def _lets_one_sync_work(store: Store) -> None:
    expect("give a lease", holds=store.lease(DISTRICT, "a", NOW, HOUR))
    expect("give it again to its holder", holds=store.lease(DISTRICT, "a", NOW, HOUR))
    expect("give it to nobody else", holds=not store.lease(DISTRICT, "b", NOW, HOUR))
    expect("lease districts by themselves", holds=store.lease(OTHER, "b", NOW, HOUR))
    store.release(DISTRICT, "b")
    expect("let nobody else release it", holds=not store.lease(DISTRICT, "b", NOW, HOUR))
    later = NOW + timedelta(hours=2)
    expect("give up a lease in time", holds=store.lease(DISTRICT, "b", later, HOUR))
    store.release(DISTRICT, "b")
    expect("give a released one", holds=store.lease(DISTRICT, "a", later, HOUR))


def _refuses_who_has_no_lease(store: Store) -> None:
    store.lease(DISTRICT, "somebody", NOW, HOUR)
    try:
        store.apply(DISTRICT, [Create("users", ANN, seen_of(store))], ME)
    except StoreError:
        expect("write nothing then", holds=not store.linked(DISTRICT, "users", [ANN]))
    else:
        expect("refuse to apply without a lease", holds=False)
    try:
        store.save(DISTRICT, State("c", NOW), ME)
    except StoreError:
        expect("save nothing then", holds=store.state(DISTRICT) == State())
    else:
        expect("refuse to save without a lease", holds=False)


def _remembers_how_far_it_is(store: Store) -> None:
    store.lease(DISTRICT, ME, NOW, HOUR)
    unread = frozenset({("users", ANN), ("sections", ANN)})
    for state in (
        State("6710a4c00000000000000001", NOW, unread),
        State("", NOW, frozenset({("users", ANN)})),
        State("", NOW),
        State(None, NOW),
    ):
        store.save(DISTRICT, state, ME)
        expect("give its state back", holds=store.state(DISTRICT) == state)


def _remembers_what_it_left_alone(store: Store) -> None:
    apply(store, [Create("users", ANN, seen_of(store))])
    before, news = one_of(store), seen_of(store, word="News")
    apply(store, [Leave("users", ANN, before.app_id, news)])
    after = one_of(store)
    expect("change no value", holds=after.values == before.values)
    expect("remember news", holds=after.synced is not None and after.synced.line == news.line)


def _links_a_row_anew(store: Store) -> None:
    apply(store, [Create("users", ANN, seen_of(store))])
    row = one_of(store)
    seen = seen_of(store)
    apply(store, [Update("users", BEN, row.app_id, seen, linked_by="sis_id", former_id=ANN)])
    expect("know the row by its new id", holds=one_of(store, BEN).app_id == row.app_id)
    expect("know nobody by the old", holds=not store.known(DISTRICT, "users", [ANN]))
    aliases = store.aliases(DISTRICT, "users", [ANN, BEN], NOW)
    expect("remember the old as an alias", holds=dict(aliases) == {ANN: row.app_id})


def _hands_a_row_of_the_library_over(store: Store) -> None:
    apply(store, [Create("users", ANN, seen_of(store, word="A."))], LIBRARY)
    apply(store, [Create("users", BEN, seen_of(store, word="B."))], LIBRARY)
    row = store.known(LIBRARY, "users", [ANN])[ANN]
    name = plain_field(row)
    store.hold(LIBRARY, "users", row.app_id, Held(frozenset({name})))
    expect("show a district nobody of the Library", holds=not store.rows(
        DISTRICT, "users", [row.app_id]))  # fmt: skip
    seen = seen_of(store)
    fuller = {one: value for one, value in seen.values.items() if one != name}
    apply(store, [Update("users", ANN, row.app_id, seen, fuller, linked_by="clever_id")])
    after = one_of(store)
    expect("hand the row itself over", holds=after.app_id == row.app_id)
    expect("write what the district knows", holds=alike(
        after.values, {**fuller, name: row.values[name]}))  # fmt: skip
    expect("go on holding what was held", holds=after.held == {name})
    expect("have it in the district alone", holds=not store.known(LIBRARY, "users", [ANN]))
    expect("call no id a former one", holds=not store.aliases(DISTRICT, "users", [ANN], NOW))
    expect("leave the others in the Library", holds=store.active(LIBRARY, "users") == {BEN})
    by_id = store.owners("users", clever_ids=[ANN])
    expect("say who owns a row by its Clever id", holds=list(by_id) == [
        Owner(row.app_id, ANN, DISTRICT)])  # fmt: skip
    expect("say so by its own id", holds=list(store.owners(
        "users", app_ids=[row.app_id])) == list(by_id))  # fmt: skip


def _forgets_an_alias_in_time(store: Store) -> None:
    apply(store, [Create("users", ANN, seen_of(store))])
    row, until = one_of(store), NOW + timedelta(days=1)
    change = Update("users", BEN, row.app_id, seen_of(store), {}, linked_by="sis_id",
                    former_id=ANN, former_until=until)  # fmt: skip
    apply(store, [change])
    before = store.aliases(DISTRICT, "users", [ANN], until - timedelta(seconds=1))
    expect("know an alias as long as it lasts", holds=dict(before) == {ANN: row.app_id})
    expect("know it no longer", holds=not store.aliases(DISTRICT, "users", [ANN], until))
    store.save(DISTRICT, State("", until), ME)
    again = store.aliases(DISTRICT, "users", [ANN], NOW)
    expect("forget it when a sync ends after its time", holds=not again)


def _gives_lines_in_order(store: Store) -> None:
    ids = [f"{number:024x}" for number in (0x1A, 0x2, 0xFF, 0xA1)]
    apply(store, [Create("users", one, seen_of(store, word=one)) for one in ids])
    lines = [f"line of {one}".encode() for one in sorted(ids)]
    expect("give lines in the order of ids", holds=list(store.lines(DISTRICT, "users")) == lines)


def _finds_linked_accounts(store: Store) -> None:
    apply(store, [Create("users", ANN, seen_of(store))])
    wanted = Wanted(clever_ids=frozenset({ANN, BEN}))
    (found,) = store.accounts(DISTRICT, "users", wanted)
    row = one_of(store)
    expect("say whose an account is", holds=(found.app_id, found.clever_id) == (row.app_id, ANN))


def _takes_many_at_once(store: Store) -> None:
    ids = [f"{number:024x}" for number in range(1, 1501)]
    apply(store, [Create("users", one, seen_of(store, word=one[-4:])) for one in ids])
    expect("know many", holds=len(store.known(DISTRICT, "users", ids)) == len(ids))


def _writes_nothing_of_a_batch_that_fails(store: Store) -> None:
    ann_and_ben(store)
    before, third = one_of(store), f"{3:024x}"
    name = plain_field(before)
    batch: list[Operation] = [
        Update("users", ANN, before.app_id, seen_of(store, word="New"), {name: "X"}),
        Create("users", third, seen_of(store)),
        Create("users", third, seen_of(store)),
    ]
    try:
        apply(store, batch)
    except StoreError:
        expect("create nothing of it", holds=not store.linked(DISTRICT, "users", [third]))
        expect("change nothing of it", holds=one_of(store) == before)
    else:
        expect("refuse to create a record twice", holds=False)


CHECKS: Final[Mapping[str, Check]] = {
    check.__name__.strip("_"): check
    for check in (
        _is_empty_at_first,
        _gives_back_what_was_created,
        _holds_empty_values,
        _keeps_districts_apart,
        _changes_only_what_is_named,
        _archives_and_restores_the_same_row,
        _joins_and_leaves,
        _changes_a_ties_detail,
        _reads_references_back,
        _lets_one_sync_work,
        _refuses_who_has_no_lease,
        _remembers_how_far_it_is,
        _remembers_what_it_left_alone,
        _links_a_row_anew,
        _hands_a_row_of_the_library_over,
        _forgets_an_alias_in_time,
        _gives_lines_in_order,
        _finds_linked_accounts,
        _knows_the_newest_sis_id,
        _takes_many_at_once,
        _writes_nothing_of_a_batch_that_fails,
        *HAND_EDIT_CHECKS,
    )
}
"""By what a store must do, the check that it does."""


def check_store(new_store: Callable[[], Store]) -> None:
    """Run every check, each on a new empty store.

    Raises:
        AssertionError: It says what the store must do and does not.
    """
    for check in CHECKS.values():
        check(new_store())
