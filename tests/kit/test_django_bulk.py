"""Rows written past the ORM are those that the ORM would have written."""

from collections.abc import Iterator
from typing import Any

import pytest
from django.db import connections, transaction
from django.test.utils import CaptureQueriesContext

from homeroom_kit.stores.django import bulk
from homeroom_kit.stores.django.asking import among
from tests.kit.frameworks import django_project
from tests.support.stores import Place

assert django_project  # it configures Django, which the models need

from tests.kit.classroom.models import Locker, Site  # noqa: E402 -- see above
from tests.kit.classroom.store import USING, a_classroom  # noqa: E402 -- likewise

MANY = 1_200


@pytest.fixture
def lockers(place: Place) -> Iterator[Any]:
    """A query on a table that fills much by itself."""
    with a_classroom(place), transaction.atomic(USING):
        yield Locker._base_manager.using(USING)


def _columns(site: Site) -> dict[str, list[Any]]:
    return {
        "title": [f"{number}\t\\é" if number % 3 else None for number in range(MANY)],
        "site_id": [site.pk if number % 2 else None for number in range(MANY)],
        "archived": [False] * MANY,
    }


def test_many_rows_are_as_objects_would_have_been(lockers: Any) -> None:
    site = Site._base_manager.using(USING).create(title="North")
    columns = _columns(site)
    keys = bulk.create(lockers, columns)

    found = list(lockers.order_by("pk"))
    assert list(keys) == [one.pk for one in found]
    assert columns == {name: [getattr(one, name) for one in found] for name in columns}
    plain = Locker(title="By hand")
    plain.save(using=USING)
    assert {(plain.colour, "[]")} == {(one.colour, str(one.marks)) for one in found}
    assert MANY == len({one.code for one in found})
    assert all(0 <= (plain.made_at - one.made_at).total_seconds() < 3600 for one in found)


def test_a_number_of_a_row_that_is_gone_is_not_given_again(lockers: Any) -> None:
    by_hand = lockers.create(title="By hand")
    gone = by_hand.pk
    by_hand.delete()

    first, *_ = bulk.create(lockers, {"title": ["New"], "archived": [False]})
    after = lockers.create(title="By hand again")
    assert (gone + 1, gone + 2) == (first, after.pk)


def test_many_rows_are_few_statements(lockers: Any) -> None:
    with CaptureQueriesContext(connections[USING]) as asked:
        bulk.create(lockers, {"title": ["New"] * MANY, "archived": [False] * MANY})
    assert 3 >= len(asked)


def test_whoever_counts_the_rows_on_their_way_takes_none_of_them(lockers: Any) -> None:
    counted: list[Any] = []

    def counting(execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
        counted.extend(params if many else ())
        return execute(sql, params, many, context)

    with connections[USING].execute_wrapper(counting):
        bulk.create(lockers, {"title": ["New"] * MANY, "archived": [False] * MANY})
    assert MANY == lockers.count()


def test_many_values_are_one_question(lockers: Any) -> None:
    named = [f"n{number}" for number in range(MANY)]
    keys = bulk.create(lockers, {"title": named, "archived": [False] * MANY})
    with CaptureQueriesContext(connections[USING]) as asked:
        titles = set(among(lockers.values_list("title", flat=True), "title", named))
        numbers = set(among(lockers.values_list("pk", flat=True), "pk", keys))

    assert (set(named), set(keys)) == (titles, numbers)
    assert 2 == len(asked)
