import pytest
from hypothesis import given
from hypothesis import strategies as st

from homeroom.data_api.paging import (
    PAGING_NAMES,
    Edges,
    PageRequest,
    cursor_rid,
    links,
    parsed,
    safe,
    without_cursors,
)
from homeroom.foundation.errors import InvalidRequestError, TooLargeError
from homeroom.foundation.ids import wire_id

ID = "6a9669e0a1b2c3d4e5000001"


def asked(query: str) -> PageRequest:
    return PageRequest.from_query(parsed(query), (*PAGING_NAMES, "count", "role"), ("student",))


def test_nothing_asked_is_the_first_hundred() -> None:
    assert asked("") == PageRequest(limit=100)
    assert asked("unknown=1&primary=true") == PageRequest(limit=100)


def test_limits_have_their_bounds() -> None:
    assert asked("limit=1").limit == 1
    assert asked("limit=10000").limit == 10_000
    with pytest.raises(TooLargeError, match="limit must be at most 10000"):
        asked("limit=10001")
    with pytest.raises(TooLargeError):
        asked("limit=" + "9" * 30)
    with pytest.raises(InvalidRequestError, match="Could not parse limit '0'"):
        asked("limit=0")


def test_last_is_a_cursor_only_for_ending_before() -> None:
    assert asked("ending_before=last") == PageRequest(last=True)
    with pytest.raises(InvalidRequestError):
        asked("starting_after=last")
    with pytest.raises(InvalidRequestError):
        asked(f"ending_before=last&starting_after={ID}")


@pytest.mark.parametrize("value", ["", "true", "false", "undefined"])
def test_count_takes_four_values(value: str) -> None:
    assert asked(f"count={value}").count == (value == "true")


@pytest.mark.parametrize(
    "query",
    [
        "limit=0",
        "limit=many",
        "limit=10001",
        "starting_after=x",
        "ending_before=last",
        f"starting_after={ID}&ending_before={ID}",
    ],
)
def test_a_count_has_no_page_to_bound(query: str) -> None:
    assert asked(f"{query}&count=true") == PageRequest(count=True)
    assert asked(f"count=true&{query}&role=student") == PageRequest(count=True, role="student")


def test_what_is_no_count_is_refused_beside_a_limit_too() -> None:
    with pytest.raises(InvalidRequestError, match="Could not parse count '1'"):
        asked("limit=5&count=1")
    with pytest.raises(InvalidRequestError, match="Could not parse limit"):
        asked("limit=0&count=false")


def test_a_cursor_leaves_the_query_and_nothing_else_does() -> None:
    assert without_cursors(f"a=1&starting_after={ID}&role=x&ending_before={ID}") == "a=1&role=x"
    assert without_cursors("%73tarting_after=x&b=%20") == "b=%20"
    assert without_cursors("a=1&&b") == "a=1&&b"


def test_links_are_in_their_order() -> None:
    edges = Edges.of(asked(f"starting_after={ID}"), ID, ID, more=True)
    made = links("/v3.0/users", "/v3.0/users", "limit=2", edges)
    assert made == (
        '{"rel":"self","uri":"/v3.0/users?limit=2"},'
        f'{{"rel":"prev","uri":"/v3.0/users?limit=2&ending_before={ID}"}},'
        f'{{"rel":"next","uri":"/v3.0/users?limit=2&starting_after={ID}"}}'
    )
    assert links("/v3.0/users", "/v3.0/users", "", Edges()) == (
        '{"rel":"self","uri":"/v3.0/users"}'
    )


@given(st.text(alphabet=st.characters(max_codepoint=255)))
def test_a_safe_query_holds_nothing_that_json_must_escape(query: str) -> None:
    made = safe(query)
    assert made.isascii()
    assert made.isprintable()
    assert not {'"', "\\", " "} & set(made)
    assert safe(made) == made


IDS = st.builds(
    lambda second, district, counter: f"{second:08x}{district:010x}{counter:06x}",
    st.integers(0, 3),
    st.integers(0, 3),
    st.integers(0, 3),
)


@given(cursor=IDS, record=IDS)
def test_a_cursor_divides_numbers_as_it_divides_ids(cursor: str, record: str) -> None:
    district = 2
    rid = int(record[:8], 16) << 24 | int(record[18:], 16)
    own = wire_id(rid, district)
    if rid == 0:
        return  # no record has the number 0
    assert (rid > cursor_rid(cursor, district)) == (own > cursor)
    assert (rid < cursor_rid(cursor, district, before=True)) == (own < cursor)
