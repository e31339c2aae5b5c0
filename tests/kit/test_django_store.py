"""The Django store passes the checks, and syncs into the application's own models."""

from collections.abc import Iterator

import pytest
from django.core.management import call_command
from django.db import transaction

from homeroom_kit import Held, MemoryStore, Policy, StoreError, sync
from homeroom_kit.planning import Create, Seen
from homeroom_kit.stores.django import DjangoStore
from homeroom_kit.sync import Holds
from homeroom_kit.testing import CHECKS, check_shown, check_store
from tests.kit.frameworks import django_project
from tests.kit.trial import a_trial, check_same_rows
from tests.support.stores import Place

assert django_project  # it configures Django, which the models need

from tests.kit.classroom.models import Group, Person  # noqa: E402 -- see above
from tests.kit.classroom.store import MAPPED, USING, a_classroom, empty  # noqa: E402 -- likewise


@pytest.fixture
def store(place: Place) -> Iterator[DjangoStore]:
    """A database of the application's own, on SQLite and on PostgreSQL."""
    with a_classroom(place) as made:
        yield made


def test_the_django_store_passes_on_both_databases(store: DjangoStore) -> None:
    def emptied() -> DjangoStore:
        empty()
        return store

    check_store(emptied)
    assert len(CHECKS) > 20


def test_it_shows_all_its_rows(store: DjangoStore) -> None:
    check_shown(store)
    Person.objects.using(USING).create(given="By", family="Hand")
    Person.objects.using(USING).create(given="Far", family="Off", customer="elsewhere")
    here = {one.row.values["name.first"] for one in store.shown("users", district="somewhere")}
    assert {"By"} == here


def test_it_ends_with_the_same_rows_as_the_store_in_memory(store: DjangoStore) -> None:
    kept = {kind: mapped.kept for kind, mapped in MAPPED.items()}
    trial = a_trial(store=MemoryStore(kept))
    check_same_rows(trial, store)


def test_rows_from_before_are_linked_and_keep_their_points_though_they_are_hidden(
    store: DjangoStore,
) -> None:
    trial = a_trial()
    old = {"given": "A.", "family": "E.", "student_no": "P1", "points": 40, "archived": True}
    Person(customer=trial.town.district, **old).save(using=USING)
    Person(customer="another", **old).save(using=USING)

    report = sync(trial.hub, store)

    assert ([], 7, 1) == (
        report.questions, report.count("create", "users"), report.count("restore", "users"),
    )  # fmt: skip
    found = Person._base_manager.using(USING).filter(student_no="P1").order_by("archived")
    assert [("Ann", 40), ("A.", 40)] == [(one.given, one.points) for one in found]


def test_a_pupil_held_in_a_class_stays_though_hand_edits_are_undone(store: DjangoStore) -> None:
    trial = a_trial()
    town = trial.town
    sync(trial.hub, store)
    ids = store.known(town.district, "users", [town.ann, town.dan])
    row = store.known(town.district, "sections", [town.algebra])[town.algebra].app_id
    group = Group.objects.using(USING).get(pk=row)
    group.students.remove(ids[town.ann].app_id)
    group.students.add(ids[town.dan].app_id)
    held = Held(ties=frozenset(("students", one.app_id) for one in ids.values()))
    store.hold(town.district, "sections", row, held)

    sync(trial.hub, store, Policy(holds=Holds(memberships="overwrite")))

    names = sorted(group.students.values_list("given", flat=True))
    assert ["Ben", "Cat", "Dan"] == names


def test_what_fails_leaves_the_applications_own_transaction_usable(store: DjangoStore) -> None:
    trial = a_trial()
    district = trial.town.district
    store.lease(district, "me", trial.clock.now(), 900)
    both = [Create("users", "1", Seen({"name.first": "Ann"}))] * 2
    with transaction.atomic(USING):
        with pytest.raises(StoreError, match="none was written"):
            store.apply(district, both, "me")
        assert 0 == Person._base_manager.using(USING).count()


def test_the_tables_are_those_of_the_migrations() -> None:
    call_command("makemigrations", "homeroom_store", check=True, dry_run=True, verbosity=0)
