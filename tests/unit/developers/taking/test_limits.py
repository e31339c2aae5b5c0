"""From which changes on an application looks first, what waits, and how it goes on."""

import pytest

from homeroom.developers.taking.percentages import ACTIONS
from homeroom.sharing.pinning.rules import TYPES, Limit, Limits
from homeroom.sharing.queries import Connection, connection_named
from homeroom.sharing.rules import Share
from tests.unit.developers.taking.test_filters import hidden, path, pupils
from tests.unit.developers.test_watching import Joined, joined
from tests.unit.developers.workshop import Workshop


@pytest.fixture
def one(workshop: Workshop) -> Joined:
    return joined(workshop)


def stands(one: Joined) -> Connection:
    with one.workshop.hub.parts.store.roster.reading() as session:
        found = connection_named(session, one.district.number, one.connection)
    assert found is not None
    return found


def sets(one: Joined, mark: str = "", **typed: str) -> int:
    """The form as it is shown, with these fields changed."""
    page = one.desk.shown(path(one, "limits"))
    names = [f"{name}-{action}" for name in TYPES for action in ACTIONS]
    shown = {name: hidden(page, name) for name in names}
    fields = {"hold": "on", "mark": mark or hidden(page, "mark")} | shown | typed
    return one.desk.form(path(one, "limits"), **fields).status


def test_limits_are_off_until_they_are_set_and_begin_as_a_districts_own(one: Joined) -> None:
    page = one.desk.shown(path(one, "limits"))
    assert "No limit is set" in page
    assert ("75", "10", "") == tuple(
        hidden(page, f"students-{action}") for action in ("updated", "deleted", "created")
    )
    assert stands(one).limits is None
    assert 303 == sets(one)
    assert Limits() == stands(one).limits
    assert "Large changes wait for you" in one.desk.shown(path(one, "limits"))


def test_a_change_beyond_a_limit_waits_with_its_figures_until_it_is_taken(one: Joined) -> None:
    assert 303 == sets(one)
    one.share(Share("nothing"))
    assert 3 == pupils(one)
    page = one.desk.shown(path(one, "limits"))
    assert "A change waits for you" in page
    assert "3 of 3 students deleted; the limit is 10 %" in page
    assert "A large change waits for you" in one.desk.shown(path(one, "").rstrip("/"))
    taken = f"{one.app.path}/districts/{one.connection}/take"
    position = hidden(page, "position")
    assert 409 == one.desk.form(taken, position="0-0").status
    assert 303 == one.desk.form(taken, position=position).status
    assert 0 == pupils(one)
    assert 409 == one.desk.form(taken, position=position).status


def test_raising_the_limits_takes_what_is_within_them(one: Joined) -> None:
    assert 303 == sets(one)
    one.share(Share("nothing"))
    assert stands(one).held
    one.workshop.town.later(minutes=1)
    assert 303 == sets(one, hold="off")
    assert not stands(one).held
    assert 0 == pupils(one)


def test_a_percentage_that_is_none_is_named_and_kept_as_typed(one: Joined) -> None:
    for text in ("101", "-1", "ten", "1.5", "٣", "99999"):
        assert 400 == sets(one, **{"students-deleted": text}), text
        assert "Students, deleted: type a whole number from 0 to 100" in one.desk.text
        assert f'value="{text}"' in one.desk.text
    assert stands(one).limits is None
    assert 303 == sets(one, **{"students-deleted": "25 %", "students-created": "300"})
    limits = stands(one).limits
    assert limits is not None
    assert Limit(75, 25, 300) == limits.of("students")


def test_a_form_of_another_state_sets_nothing(one: Joined) -> None:
    mark = hidden(one.desk.shown(path(one, "limits")), "mark")
    assert 303 == sets(one)
    assert 303 == sets(one, mark)
    assert "said=already" in one.desk.page.headers["location"]
    assert 409 == sets(one, mark, **{"students-deleted": "50"})
    assert 'value="50"' in one.desk.text
    limits = stands(one).limits
    assert limits is not None
    assert Limit() == limits.of("students")
