"""OmniAuth, as Debian ships it, signs people in; its process needs ruby-omniauth-oauth2."""

from typing import Any

import pytest

from tests.clients.conftest import Start
from tests.clients.grounds import BOTH, Grounds
from tests.clients.processes import HERE, Client

CALLBACK: Any = {"callback": "https://app.example.org/auth/clever/callback"}
FOLDER = HERE / "night" / "ruby"


@pytest.fixture
def client(start: Start) -> Client:
    return start(["ruby", "-r", FOLDER / "hosts.rb", FOLDER / "process.rb", "omniauth"])


def test_omniauth_signs_in_and_branches_on_whether_there_is_a_district(
    grounds: Grounds, client: Client
) -> None:
    app, ann, may = grounds.app(**BOTH, **CALLBACK), grounds.people["ann"], grounds.people["may"]
    of_district, by_herself = (client.profile(name, app, **CALLBACK) for name in ("ann", "may"))
    # The unversioned `/me` names a pupil by the id she has everywhere, and a teacher by an old one.
    assert (ann.id, "student", ann.district_id) == (
        of_district["uid"], of_district["info"]["user_type"], of_district["info"]["district"]
    )  # fmt: skip
    assert ("teacher", "May") == (
        by_herself["info"]["user_type"], by_herself["info"]["name"]["first"]
    )  # fmt: skip
    assert may.id != by_herself["uid"] == by_herself["info"]["id"]
    assert "district" not in by_herself["info"]


def test_omniauth_takes_who_comes_from_the_hubs_icon(grounds: Grounds, client: Client) -> None:
    app = grounds.app(**CALLBACK)
    said = client.profile_from_icon("ann", app, unasked=True, **CALLBACK)
    assert (grounds.people["ann"].id, "Ann") == (said["uid"], said["info"]["name"]["first"])
    # Where this site began a login, it compares the state all the same.
    refused = client.failure_from_icon("ann", app, **CALLBACK)
    assert refused.endswith("csrf_detected | CSRF detected")
