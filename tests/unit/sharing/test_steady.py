"""The moments that a view remembers, however many records lie between those asked for."""

import pytest

from homeroom.foundation.database import Store
from homeroom.sharing import steady

AT = "2026-09-01T08:00:00.{:03}Z"


@pytest.mark.parametrize("named", [[7], [7, 8, 9], [3, 90], [1, 50, 100], [200], []])
def test_each_record_asked_for_has_its_own_moment_and_no_other(
    store: Store, named: list[int]
) -> None:
    known: dict[int, str | None] = {rid: AT.format(rid) for rid in range(1, 101) if rid != 8}
    with store.roster.writing() as session:
        steady.remember(session, 1, "view", "users", known)
        steady.remember(session, 1, "other", "users", {8: AT.format(8), 200: AT.format(200)})
    with store.roster.reading() as session:
        found = steady.moments(session, 1, "view", "users", named)
    assert {rid: found.get(rid) for rid in named} == {rid: known.get(rid) for rid in named}
    assert found.items() <= known.items()
