"""What another process changes at a connection acts on the very next read.

Each reader is warmed first: the hub has read a record and a page through the connection, and
would answer the next ones by a single statement.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest

from homeroom.events import agreements
from homeroom.events.pinning import actions as pinning
from homeroom.foundation.database import Session, Store, open_store
from homeroom.foundation.ids import wire_id
from homeroom.oauth.actions import revoke_district_tokens
from homeroom.sharing import views
from homeroom.sharing.changing.rules import Author
from homeroom.sharing.rules import FieldAccess, Share
from homeroom_wire.values import Version
from tests.contract.conftest import API, Running
from tests.support.districts import ALL_SCOPES

SECURE_SYNC = FieldAccess("secure_sync", ALL_SCOPES)
FEWER_FIELDS = FieldAccess("secure_sync", ALL_SCOPES, refused=frozenset({"users.email"}))
VERSION: Version = "v3.1"
OF_ONE = "/users/{}"
PUPILS = "/users?limit=50"


@contextmanager
def elsewhere(running: Running) -> Iterator[Store]:
    """The same store as another process opens it."""
    settings = running.hub.parts.settings
    store = open_store(settings.home, settings.database_url)
    try:
        yield store
    finally:
        store.close()


@pytest.fixture
def api(changing: Running) -> API:
    """An application that is given the whole district as it is stored, and has read of it."""
    known = changing.known
    api = API(changing.callers["in process"], known, known.whole, VERSION)
    with elsewhere(changing) as store, store.roster.writing() as session:
        agreements.change_access(
            session, district(api), known.whole.connection, SECURE_SYNC, author(api)
        )
    warm(api)
    return api


def district(api: API) -> int:
    return api.known.sender.district.number


def author(api: API) -> Author:
    return Author("account:1", int(api.known.clock.now().timestamp() * 1000))


def documents(api: API) -> dict[str, Any]:
    """Everybody as one page gives them, by their ids."""
    found = api.get("/users?limit=5000").json["data"]
    return {item["data"]["id"]: item["data"] for item in found}


def warm(api: API) -> None:
    for _ in range(3):
        assert api.get(PUPILS).status == 200
        assert api.get(OF_ONE.format(api.get(PUPILS).json["data"][0]["data"]["id"])).status == 200
    likely = views.likely_view(district(api), api.reader.connection, VERSION, "users")
    assert likely is not None, "the reader would not be answered by a single statement"


@contextmanager
def changed(changing: Running) -> Iterator[Session]:
    with elsewhere(changing) as store, store.roster.writing() as session:
        yield session


def test_a_share_that_is_narrowed_elsewhere_hides_a_pupil_at_once(
    changing: Running, api: API
) -> None:
    known = api.known.sender.known()
    rid = known["users", "student:P2"]
    hidden = wire_id(rid, district(api))
    share = Share("district", excluded=frozenset({rid}))
    assert api.get(OF_ONE.format(hidden)).status == 200
    with changed(changing) as session:
        agreements.change_share(session, district(api), api.reader.connection, share, author(api))
    assert api.get(OF_ONE.format(hidden)).status == 404
    assert hidden not in api.ids("/users")


def test_a_share_of_nothing_elsewhere_empties_the_next_page(changing: Running, api: API) -> None:
    with changed(changing) as session:
        agreements.share_nothing(session, district(api), api.reader.connection, author(api))
    assert api.get(PUPILS).json["data"] == []


def test_a_field_that_is_refused_elsewhere_is_gone_from_the_next_read(
    changing: Running, api: API
) -> None:
    first = api.get(PUPILS).json["data"][0]["data"]
    assert any("email" in item["data"] for item in api.get(PUPILS).json["data"])
    with changed(changing) as session:
        agreements.change_access(
            session, district(api), api.reader.connection, FEWER_FIELDS, author(api)
        )
    assert "email" not in api.get(OF_ONE.format(first["id"])).json["data"]
    assert not any("email" in item["data"] for item in api.get(PUPILS).json["data"])


@pytest.mark.parametrize("path", [PUPILS, OF_ONE, "/users/nonsense", "/users?limit=0"])
def test_a_connection_that_is_ended_elsewhere_is_recognised_no_more(
    changing: Running, api: API, path: str
) -> None:
    asked = path.format(api.get(PUPILS).json["data"][0]["data"]["id"])
    with changed(changing) as session:
        agreements.disconnect(session, district(api), api.reader.connection)
    answer = api.get(asked)
    assert (answer.status, answer.headers["www-authenticate"]) == (401, "Bearer")


def test_a_token_that_is_revoked_elsewhere_opens_nothing(changing: Running, api: API) -> None:
    with elsewhere(changing) as store, store.control.writing() as session:
        revoke_district_tokens(session, district(api), api.reader.connection)
    assert [api.get(path).status for path in (PUPILS, "/districts")] == [401, 401]


def test_an_application_that_is_paused_elsewhere_reads_what_was(
    changing: Running, api: API
) -> None:
    before = documents(api)
    with changed(changing) as session:
        pinning.pause(session, district(api), api.reader.connection, author(api))
    api.known.happen["busy_day"]()
    assert documents(api) == before
    some = list(before)[::20]
    found = [api.get(OF_ONE.format(one)).json["data"] for one in some]
    assert found == [before[one] for one in some]
    with changed(changing) as session:
        pinning.resume(session, district(api), api.reader.connection, author(api))
    assert documents(api) != before


def test_who_arrives_is_on_the_next_page_and_found_by_her_id(changing: Running, api: API) -> None:
    before = documents(api)
    api.known.happen["pupil_arrives"]()
    new = documents(api).keys() - before.keys()
    assert len(new) >= 1
    assert {api.get(OF_ONE.format(one)).status for one in new} == {200}
    assert changing.known is api.known
