"""When a signing key is made, moved and dropped (sso.md 11.7)."""

import pytest

from homeroom.oauth.openid.keys import Key, State, is_due

HOUR = 3_600_000
NOW = 1_000 * 24 * HOUR


def key(state: State, *, made: int, moved: int = 0) -> Key:
    """A key made and moved into its state that many hours ago."""
    return Key(f"{state}-{made}", state, "", "", NOW - made * HOUR, NOW - (moved or made) * HOUR)


FRESH = (key("current", made=48), key("next", made=48))


def test_a_current_and_a_next_key_are_enough() -> None:
    assert not is_due(FRESH, NOW)


@pytest.mark.parametrize("states", [(), ("current",), ("next",), ("current", "retired")])
def test_a_missing_key_is_made(states: tuple[State, ...]) -> None:
    assert is_due([key(state, made=1) for state in states], NOW)


@pytest.mark.parametrize(("hours", "due"), [(90 * 24 - 1, False), (90 * 24, True)])
def test_a_current_key_signs_for_ninety_days(hours: int, due: bool) -> None:
    keys = [key("current", made=5000, moved=hours), key("next", made=48)]
    assert due is is_due(keys, NOW)


@pytest.mark.parametrize(("hours", "due"), [(23, False), (24, True)])
def test_a_next_key_is_published_for_a_day_before_it_signs(hours: int, due: bool) -> None:
    keys = [key("current", made=5000), key("next", made=hours)]
    assert due is is_due(keys, NOW)


@pytest.mark.parametrize(("hours", "due"), [(47, False), (48, True)])
def test_a_retired_key_is_published_for_two_days(hours: int, due: bool) -> None:
    assert due is is_due([*FRESH, key("retired", made=5000, moved=hours)], NOW)
