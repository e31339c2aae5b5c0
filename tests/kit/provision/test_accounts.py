"""Accounts by a real hub: districts, teachers who bring their pupils, and who comes twice."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from typing_extensions import override

from homeroom_kit.errors import KitError, StoreError
from homeroom_kit.login import Identity, LoginError
from homeroom_kit.login.keeping import Who
from homeroom_kit.planning import Create, Holds, Link, Seen, planned
from homeroom_kit.provision import (
    Class,
    DistrictSSO,
    Entered,
    Library,
    MemoryAccounts,
    MemoryClasses,
    Prove,
    Provisioning,
    StoreAccounts,
)
from homeroom_kit.provision.people import person_of
from homeroom_kit.stores import MemoryStore, State
from tests.kit.login.grounds import Grounds, IntoHub

_NOW = datetime(2026, 9, 7, tzinfo=UTC)


def _of_districts(**choice: Any) -> tuple[Provisioning, MemoryAccounts]:
    accounts = MemoryAccounts()
    return Provisioning(accounts, DistrictSSO(**choice)), accounts


def _of_the_library(**choice: Any) -> tuple[Provisioning, MemoryAccounts, MemoryClasses]:
    accounts, classes = MemoryAccounts(), MemoryClasses()
    made = Provisioning(accounts, DistrictSSO(), Library(**choice), classes)
    return made, accounts, classes


def _identity(grounds: Grounds, name: str, app: Any = None) -> Identity:
    found: Identity = grounds.signs_in(app or grounds.app(), {}, name)[0]
    return found


# District SSO


def test_who_is_unknown_gets_an_account_and_finds_it_again(grounds: Grounds) -> None:
    made, accounts = _of_districts()
    app = grounds.app()
    ann = _identity(grounds, "ann", app)
    first = made.enter(app, ann)
    assert (Entered("1", "new"), Entered("1", "there")) == (first, made.enter(app, ann))
    assert ("Ann", ann.district) == (
        accounts.row(ann.id).profile.values["name.first"], accounts.row(ann.id).profile.district,
    )  # fmt: skip


def test_where_the_school_makes_accounts_who_has_none_reads_so(grounds: Grounds) -> None:
    made, accounts = _of_districts(unknown="refuse")
    app = grounds.app()
    with pytest.raises(LoginError) as refused:
        made.enter(app, _identity(grounds, "ann", app))
    assert ("no_account", {}) == (refused.value.code, accounts.rows)


def test_an_account_from_earlier_is_joined_after_proof_only(grounds: Grounds) -> None:
    # product.md, pains 2 and 5; SSO-18
    made, accounts = _of_districts()
    app = grounds.app()
    old = accounts.add({"email": "Ann@Example.org "}, None)
    old.own["marks"] = ["abc"]
    ann = _identity(grounds, "ann", app)
    assert Prove(may_make=True) == made.enter(app, ann)
    assert old.profile.clever_id is None
    who = Who.of(ann, "login", app.now)
    assert made.join(who, old.account)
    assert Entered(old.account, "there") == made.enter(app, ann)
    assert (["abc"], 1) == (accounts.row(ann.id).own["marks"], len(accounts.rows))


def test_who_says_that_the_account_is_not_hers_gets_another(grounds: Grounds) -> None:
    made, accounts = _of_districts()
    app = grounds.app()
    old = accounts.add({"email": "ann@example.org"})
    ann = _identity(grounds, "ann", app)
    made.make(Who.of(ann, "login", app.now))
    assert Entered("2", "there") == made.enter(app, ann)
    assert old.profile.clever_id is None


def test_an_account_that_is_somebodys_is_never_joined(grounds: Grounds) -> None:
    made, accounts = _of_districts()
    app = grounds.app()
    ben, ann = _identity(grounds, "ben", app), _identity(grounds, "ann", app)
    made.enter(app, ben)
    who = Who.of(ann, "login", app.now)
    assert not made.join(who, accounts.linked([ben.id])[ben.id])
    assert not made.join(who, "nobody's")
    far = accounts.add({}, "another district")
    assert not made.join(who, far.account)
    made.enter(app, ann)
    assert not made.join(who, accounts.add({}).account)


def test_an_email_of_another_district_suggests_nothing(grounds: Grounds) -> None:
    made, accounts = _of_districts()
    app = grounds.app()
    accounts.add({"email": "ann@example.org"}, "another district")
    assert Entered("2", "new") == made.enter(app, _identity(grounds, "ann", app))


def test_a_later_login_refreshes_and_leaves_what_she_gave_herself(grounds: Grounds) -> None:
    made, accounts = _of_districts()
    app = grounds.app()
    ann = _identity(grounds, "ann", app)
    account = made.enter(app, ann).account  # type: ignore[union-attr]
    row = accounts.rows[account]
    accounts.hold(account, {"email": "mine@example.org"})
    accounts.save(account, person_of(ann), {"name.first": "Old", "name.last": "Old"})
    made.enter(app, ann)
    assert ("Ann", "mine@example.org") == (
        row.profile.values["name.first"], row.profile.values["email"],
    )  # fmt: skip


def test_an_archived_account_is_there_again_with_its_work(grounds: Grounds) -> None:
    made, accounts = _of_districts()
    app = grounds.app()
    ann = _identity(grounds, "ann", app)
    made.enter(app, ann)
    row = accounts.row(ann.id)
    row.own["marks"] = ["abc"]
    row.profile = replace(row.profile, is_archived=True)
    assert Entered(row.account, "there") == made.enter(app, ann)
    assert (False, ["abc"]) == (accounts.row(ann.id).profile.is_archived, row.own["marks"])


# With Secure Sync


def _stored(grounds: Grounds, **choice: Any) -> tuple[Provisioning, MemoryStore, Any, Identity]:
    store, app = MemoryStore(), grounds.app()
    made = Provisioning(
        lambda district: StoreAccounts(store, str(district), app.clock),
        DistrictSSO(**choice),
        is_synced=lambda district: store.state(district).read_at is not None,
    )
    return made, store, app, _identity(grounds, "ann", app)


def _synced(store: MemoryStore, ann: Identity, values: dict[str, Any]) -> None:
    """What a sync would have done."""
    district = str(ann.district)
    store.lease(district, "sync", _NOW, 60)
    seen = Seen(values, line=b"{}", sis_ids=frozenset({"student:9"}))
    store.apply(district, [Create("users", ann.id, seen)], "sync")
    store.save(district, State(None, _NOW), "sync")
    store.release(district, "sync")


def test_who_was_synced_finds_her_row_and_leaves_it_alone(grounds: Grounds) -> None:
    made, store, app, ann = _stored(grounds)
    _synced(store, ann, {"name.first": "Annabel", "email": "full@example.org"})
    written = store.written
    assert Entered("1", "there") == made.enter(app, ann)
    assert (written, "Annabel") == (store.written, store.row("users", ann.id).values["name.first"])


def test_what_she_answered_is_kept_from_every_sync(grounds: Grounds) -> None:
    made, store, app, ann = _stored(grounds)
    _synced(store, ann, {"name.first": "Annabel", "email": None})
    made.enter(app, ann)
    who = Who.of(ann, "login", app.now)
    who.account = "1"
    made.hold(who, {"email": "ann@home.example"})
    row = store.row("users", ann.id)
    assert ("ann@home.example", {"email"}) == (row.values["email"], {*row.held.fields})
    with pytest.raises(StoreError):
        made.hold(who, {"shoe size": "38"})


def test_an_id_from_before_opens_the_row_that_has_another_now(grounds: Grounds) -> None:
    made, store, app, ann = _stored(grounds)
    district = str(ann.district)
    later = replace(ann, id="f" * 24)
    _synced(store, ann, {"name.first": "Annabel"})
    store.lease(district, "sync", app.clock.now(), 60)
    local = store.known(district, "users", [ann.id])[ann.id]
    until = app.clock.now() + timedelta(days=30)
    seen = Seen({"name.first": "Annabel"}, line=b"{}", sis_ids=frozenset({"student:9"}))
    link = Link("sis_id", ann.id, until)
    store.apply(district, [planned("users", later.id, seen, local, Holds(), link)], "sync")
    store.release(district, "sync")
    assert Entered("1", "there") == made.enter(app, ann) == made.enter(app, later)
    assert later.id == store.row("users", later.id).clever_id


def test_before_the_first_sync_she_waits_or_is_created_as_declared(grounds: Grounds) -> None:
    made, store, app, ann = _stored(grounds, before_first_sync="wait")
    with pytest.raises(LoginError) as refused:
        made.enter(app, ann)
    assert ("not_ready", 0) == (refused.value.code, store.written)
    made, store, app, ann = _stored(grounds)
    assert Entered("1", "new") == made.enter(app, ann)
    assert "Ann" == store.row("users", ann.id).values["name.first"]
    # A later login refreshes what no sync has brought yet.
    store.row("users", ann.id).values["name.first"] = "Old"
    made.enter(app, ann)
    assert "Ann" == store.row("users", ann.id).values["name.first"]


def test_a_row_made_by_hand_is_linked_after_proof(grounds: Grounds) -> None:
    made, store, app, ann = _stored(grounds)
    row = store.add("users", ann.district, {"email": "ann@example.org", "name.first": "A."})
    assert isinstance(made.enter(app, ann), Prove)
    assert made.join(Who.of(ann, "login", app.now), row.app_id)
    assert Entered(row.app_id, "there") == made.enter(app, ann)
    assert (ann.id, "Ann") == (row.clever_id, row.values["name.first"])


def test_while_a_sync_works_who_is_known_gets_in_and_who_is_not_comes_back(
    grounds: Grounds,
) -> None:
    made, store, app, ann = _stored(grounds)
    _synced(store, ann, {"name.first": "Annabel"})
    store.lease(str(ann.district), "sync", app.clock.now(), 600)
    assert Entered("1", "there") == made.enter(app, ann)
    with pytest.raises(LoginError) as refused:
        made.enter(app, _identity(grounds, "ben", app))
    assert "not_ready" == refused.value.code


def test_nobody_of_another_district_is_found_in_a_store(grounds: Grounds) -> None:
    made, store, app, ann = _stored(grounds)
    store.add("users", "another district", {"email": "ann@example.org"})
    assert Entered("2", "new") == made.enter(app, ann)


# The Library


def test_a_teacher_brings_her_pupils_and_classes_at_once(grounds: Grounds) -> None:
    # LIB-02
    made, accounts, classes = _of_the_library()
    app = grounds.app(grounds.of_the_library())
    lee = _identity(grounds, "lee", app)
    assert Entered("1", "new") == made.enter(app, lee)
    ids = {grounds.town.id(name) for name in ("ann", "ben")}
    assert ids | {lee.id} == {row.profile.clever_id for row in accounts.rows.values()}
    (one,) = classes.rows.values()
    assert ({lee.id}, ids) == (set(one.teachers), set(one.students))
    assert str(one.values["name"]).startswith("Maths")
    ann = accounts.row(grounds.town.id("ann"))
    assert ("Ann", "Z", "student", "teacher") == (
        ann.profile.values["name.first"], ann.profile.values["name.last"], ann.type,
        ann.authorized_by,
    )  # fmt: skip


def test_her_pupil_finds_the_account_that_waits_for_her(grounds: Grounds) -> None:
    # sso.md 13, S7
    made, accounts, classes = _of_the_library()
    app = grounds.app(grounds.of_the_library())
    made.enter(app, _identity(grounds, "lee", app))
    before = accounts.row(grounds.town.id("ann"))
    ann = _identity(grounds, "ann", app)
    assert Entered(before.account, "there") == made.enter(app, ann)
    (one,) = classes.rows.values()
    assert 2 == len(one.students)


def test_a_second_login_writes_no_class_anew(grounds: Grounds) -> None:
    made, accounts, classes = _of_the_library()
    app = grounds.app(grounds.of_the_library())
    lee = _identity(grounds, "lee", app)
    made.enter(app, lee)
    before = (classes.written, len(accounts.rows))
    made.enter(app, lee)
    assert before == (classes.written, len(accounts.rows))


def test_a_teacher_without_a_class_gets_in(grounds: Grounds) -> None:
    # LIB-11; product.md, pain 17
    made, accounts, classes = _of_the_library()
    app = grounds.app(grounds.of_the_library())
    assert Entered("1", "new") == made.enter(app, _identity(grounds, "dee", app))
    assert (1, {}) == (len(accounts.rows), classes.rows)


def test_when_the_hub_breaks_her_classes_stay_and_she_gets_in(
    grounds: Grounds, monkeypatch: pytest.MonkeyPatch
) -> None:
    made, accounts, classes = _of_the_library()
    app = grounds.app(grounds.of_the_library())
    lee = _identity(grounds, "lee", app)
    made.enter(app, lee)
    before = dict(classes.rows)

    def broken(*_: Any) -> None:
        raise KitError("hub_unavailable", "The hub is gone.")

    monkeypatch.setattr(IntoHub, "handle_request", broken)
    assert Entered("1", "there", is_stale=True) == made.enter(app, lee)
    assert before == classes.rows
    assert 3 == len(accounts.rows)


def test_a_teachers_account_from_earlier_is_joined_after_proof(grounds: Grounds) -> None:
    # LIB-09
    made, accounts, classes = _of_the_library()
    app = grounds.app(grounds.of_the_library())
    old = accounts.add({"email": "lee@example.org"})
    lee = _identity(grounds, "lee", app)
    assert isinstance(made.enter(app, lee), Prove)
    assert {} == classes.rows
    assert made.join(Who.of(lee, "login", app.now), old.account)
    assert Entered(old.account, "there") == made.enter(app, lee)
    assert 1 == len(classes.rows)


def test_an_office_worker_may_not_come_by_the_library() -> None:
    made, _, _ = _of_the_library()
    staff = Identity("1", None, "staff", ("staff",), "teacher")
    with pytest.raises(LoginError) as refused:
        made.enter(None, staff)  # type: ignore[arg-type]
    assert "library_role" == refused.value.code


def test_an_application_without_a_library_takes_nobody_from_it() -> None:
    made, _ = _of_districts()
    with pytest.raises(LoginError) as refused:
        made.enter(None, Identity("1", None, "teacher", (), "teacher"))  # type: ignore[arg-type]
    assert "no_account" == refused.value.code


def test_when_the_district_takes_over_the_accounts_stay_and_get_fuller(grounds: Grounds) -> None:
    # sso.md 8.8, LIB-23: the same application, first by a teacher, then by the district.
    made, accounts, classes = _of_the_library()
    registered = grounds.of_the_library(
        types=["district_sso", "library"], user_types=["teacher", "student"]
    )
    app = grounds.app(registered)
    lee = _identity(grounds, "lee", app)
    made.enter(app, lee)
    row = accounts.row(grounds.town.id("ann"))
    row.own["marks"] = ["abc"]
    assert ("Z", None) == (row.profile.values["name.last"], row.profile.district)
    grounds.town.connect(registered)
    ann = _identity(grounds, "ann", app)
    assert "district" == ann.authorized_by
    assert Entered(row.account, "there") == made.enter(app, ann)
    after = accounts.row(ann.id)
    assert (["abc"], ann.district, "district") == (
        after.own["marks"], after.profile.district, after.authorized_by,
    )  # fmt: skip
    assert str(after.profile.values["name.last"]).startswith("Zed")
    # Lee's token of before the takeover still shows initials, and makes nothing smaller.
    made.enter(app, lee)
    assert str(accounts.row(ann.id).profile.values["name.last"]).startswith("Zed")
    assert ("district", 1) == (accounts.row(ann.id).authorized_by, len(classes.rows))


class _BrokenClasses(MemoryClasses):
    @override
    def put(self, wanted: Class) -> None:
        raise StoreError("full", "The disk is full.")


def test_what_fails_halfway_is_not_written_at_all(grounds: Grounds) -> None:
    accounts = MemoryAccounts()
    made = Provisioning(accounts, None, Library(), _BrokenClasses())
    app = grounds.app(grounds.of_the_library())
    with pytest.raises(LoginError) as refused:
        made.enter(app, _identity(grounds, "lee", app))
    assert ("not_ready", {}) == (refused.value.code, accounts.rows)
