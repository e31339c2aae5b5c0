"""However many people a district has, Django asks for them in a handful of statements."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

import pytest
from django.db import connections

from homeroom_kit import Policy, sync
from homeroom_kit.stores.django import DjangoStore
from tests.kit.frameworks import django_project
from tests.kit.trial import Trial, a_trial
from tests.support.stores import Place

assert django_project  # it configures Django, which the models need

from tests.kit.classroom.store import USING, a_classroom, empty  # noqa: E402 -- see above

MANY = 520
FEW = 20


@dataclass
class Asked:
    """The statements of a sync, each with how many values it was given."""

    statements: list[tuple[str, int]] = field(default_factory=list)

    def __call__(
        self, execute: Callable[..., Any], sql: str, params: Any, many: bool, context: Any
    ) -> Any:
        given = 0 if many or params is None else len(params)
        self.statements.append((sql, given))
        return execute(sql, params, many, context)

    @property
    def most_values(self) -> int:
        return max(given for _, given in self.statements)


@contextmanager
def _asked() -> Iterator[Asked]:
    asked = Asked()
    with connections[USING].execute_wrapper(asked):
        yield asked


@pytest.fixture
def store(place: Place) -> Iterator[DjangoStore]:
    with a_classroom(place) as made:
        yield made


def _a_town(many: int) -> tuple[Trial, list[str]]:
    trial = a_trial()
    town = trial.town
    pupils = [town.pupil(f"Pupil {one}", f"N{one}", town.elm) for one in range(many)]
    town.enroll(town.algebra, *pupils)
    return trial, pupils


def _first(trial: Trial, store: DjangoStore, pupils: list[str]) -> None:
    assert len(pupils) < sync(trial.hub, store).count("create", "users")


def _unchanged(trial: Trial, store: DjangoStore, pupils: list[str]) -> None:
    assert len(pupils) < sync(trial.hub, store).count("leave", "users")


def _everybody_gone(trial: Trial, store: DjangoStore, pupils: list[str]) -> None:
    for one in pupils:
        trial.town.drop("users", one)
    report = sync(trial.hub, store, Policy(guard=None))
    assert len(pupils) == report.count("archive", "users")


STEPS = (_first, _unchanged, _everybody_gone)


def _statements(store: DjangoStore, many: int) -> list[int]:
    trial, pupils = _a_town(many)
    numbers = []
    for step in STEPS:
        with _asked() as asked:
            step(trial, store, pupils)
        # Whatever is asked of many is one text or one array, and no mark for each of them.
        assert FEW > asked.most_values, step.__name__
        numbers.append(len(asked.statements))
    empty()
    return numbers


def test_a_sync_of_twice_as_many_people_makes_no_more_statements(store: DjangoStore) -> None:
    assert _statements(store, MANY) == _statements(store, 2 * MANY)
