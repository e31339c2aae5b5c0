"""The five tokens that Clever's documentation prints, at a sandbox that takes them."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor, wait

import pytest

from homeroom.foundation.secrets import hash_secret
from homeroom.oauth.actions import end_token
from homeroom.oauth.grants.literal import DISTRICT, PEOPLE
from homeroom.oauth.queries import grant_of, tokens_of
from homeroom.sandbox import building
from tests.sandbox.conftest import Built
from tests.support.hubs import InProcess, Reply, a_hub
from tests.support.stores import Place

ALL = (DISTRICT, *PEOPLE.values())


@pytest.fixture
def taking(place: Place) -> Iterator[Built]:
    """A sandbox that takes them."""
    with a_hub(place, sandbox=True, demo_tokens=True) as hub:
        assert hub.wait_until_prepared(120)
        yield Built(place, hub)


def start_again(built: Built, *, on: bool) -> None:
    """What a start of the hub does, with the setting as it is then."""
    kept = built.kept
    with a_hub(built.place, sandbox=True, demo_tokens=on) as hub:
        assert hub.wait_until_prepared(60)
    assert kept.of("small").token == built.kept.of("small").token


def statuses(built: Built) -> list[int]:
    return [built.get("/v3.1/me", token).status for token in ALL]


def test_the_five_tokens_are_five_owners_of_the_small_district(taking: Built) -> None:
    me: Reply = taking.get("/v3.1/me", DISTRICT)
    assert ("district", taking.kept.of("small").id) == (me.json["type"], me.json["data"]["id"])
    assert taking.get("/v3.1/users?limit=1").body == taking.get(
        "/v3.1/users?limit=1", DISTRICT
    ).body  # fmt: skip
    for role, token in PEOPLE.items():
        said = taking.get("/userinfo", token).json
        assert (role, "district") == (said["user_type"], said["authorized_by"])
        assert 404 == taking.get("/v3.1/users", token).status

    # The connection's own token is still the one that its application lists.
    with taking.hub.parts.store.control.reading() as session:
        listed = tokens_of(session, taking.kept.of("small").application)
        real = grant_of(session, hash_secret(taking.env["DISTRICT_TOKEN"]), 0)
    assert real is not None
    assert 1 == len([one for one in listed if one.connection == real.connection])

    start_again(taking, on=True)
    assert [200] * 5 == statuses(taking)
    start_again(taking, on=False)
    assert [401] * 5 == statuses(taking)


def test_without_the_setting_they_are_nobodys(sandbox: Built) -> None:
    assert [401] * 5 == statuses(sandbox)


def test_a_store_that_is_no_sandbox_any_more_knows_none_of_them(taking: Built) -> None:
    real = taking.env["DISTRICT_TOKEN"]
    assert [200] * 5 == statuses(taking)
    # Even where the other setting stayed as it was.
    with a_hub(taking.place, sandbox=False, demo_tokens=True) as hub:
        assert hub.wait_until_prepared(60)
        call = InProcess(hub)
        opened = [
            call("/v3.1/me", headers={"authorization": f"Bearer {token}"}).status
            for token in (real, *ALL)
        ]
    assert [200, *[401] * 5] == opened


def test_processes_that_start_together_are_all_ready(taking: Built) -> None:
    with (
        a_hub(taking.place, sandbox=True, demo_tokens=True) as second,
        a_hub(taking.place, sandbox=True, demo_tokens=True) as third,
        ThreadPoolExecutor(2) as both,
    ):
        assert second.wait_until_prepared(60)
        assert third.wait_until_prepared(60)
        with taking.hub.parts.store.control.writing() as session:
            # As long as this row is held, neither gets further than to it.
            end_token(session, DISTRICT)
            started = [both.submit(building.prepare, hub.parts) for hub in (second, third)]
            assert not wait(started, timeout=1).done
        for one in started:
            one.result(60)
    assert [200] * 5 == statuses(taking)
