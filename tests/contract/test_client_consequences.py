"""What real clients need of identity reads: the list of sso.md 9.1, one test or more for each.

Beside these, of tests/contract: 1 and 2 (where the secret stands, form and JSON) are
`test_the_secret_may_stand_in_the_header`, `..._in_the_body`,
`test_both_at_once_are_accepted_when_they_agree` and `test_json_is_read_like_a_form`; 10 is
`test_a_code_is_worth_a_token_with_the_keys_that_libraries_need`, all in oauth_tokens; 3 is
below, with the codes that it is about.
"""

import json
import re
from collections.abc import Iterator
from typing import Any

import pytest

from tests.contract.conftest import VERSIONS
from tests.support.planted import Grounds, at, planted_grounds
from tests.support.signing_in import World, sent
from tests.support.stores import KINDS

PEOPLE = [
    ("sso", "pia", "student"),
    ("sso", "ann", "teacher"),
    ("sso", "stan", "staff"),
    ("sso", "adam", "district_admin"),
    ("sync", "ann", "teacher"),
    ("library", "ann", "teacher"),
    ("library", "quin", "student"),
]
OLD = ("/me", "/v1.1/me", "/v1.2/me", "/v2.0/me", "/v2.1/me")
NEW = tuple(f"/{version}/me" for version in VERSIONS)
RFC_3339 = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z\Z")

whoever = pytest.mark.parametrize("whose", PEOPLE, ids=" ".join)


@pytest.fixture(scope="module", params=KINDS)
def grounds(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Grounds]:
    home = tmp_path_factory.mktemp("consequences") / "home"
    with at(request, request.param, home) as place, planted_grounds(place) as made:
        yield made


def record_path(grounds: Grounds, who: str, version: str = "v3.1") -> str:
    return f"/{version}/users/{grounds.here.ids[who]}"


# 3


@pytest.mark.parametrize("scope", ["", "openid email", "read:everything x y", "read:user_id"])
def test_3_whatever_scope_is_asked_the_application_has_its_own(world: World, scope: str) -> None:
    app, person = world.app(), world.person()
    answer = world.exchange(app, world.code(app, person, scope=scope))
    plain = world.exchange(app, world.code(app, person))
    assert (200, plain.json["scope"]) == (answer.status, answer.json["scope"])


# 4


@whoever
def test_4_the_unversioned_me_knows_a_person_in_the_old_form(
    grounds: Grounds, whose: tuple[str, str, str]
) -> None:
    _, who, role = whose
    said = {path: grounds.get(path, grounds.user_token(*whose)).json for path in OLD}
    assert 1 == len({json.dumps(one) for one in said.values()})
    old = said["/me"]
    kind = "school_admin" if role == "staff" else role
    legacy = grounds.here.plants.get(f"{who}.legacy_id", grounds.here.ids[who])
    assert (kind, kind, legacy) == (old["type"], old["data"]["type"], old["data"]["id"])
    assert {"first", "middle", "last"} == set(old["data"]["name"])
    assert f"/v2.1/{kind}s/{legacy}" == old["links"][1]["uri"]


# 5


@whoever
def test_5_slashes_are_forgiven(grounds: Grounds, whose: tuple[str, str, str]) -> None:
    token = grounds.user_token(*whose)
    for path in (*OLD, *NEW, "/userinfo", record_path(grounds, whose[1])):
        plain = grounds.get(path, token)
        assert 200 == plain.status
        for other in (path + "/", "/" + path, path.replace("/", "//"), path + "//"):
            answer = grounds.get(other, token)
            assert 200 == answer.status, other
            # A tag or a count may differ; what is said may not.
            assert plain.json == answer.json


# 6


@whoever
@pytest.mark.parametrize("path", [*OLD, *NEW])
def test_6_the_first_link_is_self_and_the_canonical_one_is_there(
    grounds: Grounds, whose: tuple[str, str, str], path: str
) -> None:
    links = grounds.get(path, grounds.user_token(*whose)).json["links"]
    expected = ["self", "canonical", "district"][: 2 if whose[0] == "library" else 3]
    assert expected == [link["rel"] for link in links]
    assert "/me" == links[0]["uri"]


@whoever
@pytest.mark.parametrize("version", VERSIONS)
def test_6_the_canonical_link_is_the_persons_record(
    grounds: Grounds, whose: tuple[str, str, str], version: str
) -> None:
    token = grounds.user_token(*whose)
    said = grounds.get(f"/{version}/me", token).json
    canonical = said["links"][1]["uri"]
    # A client joins it with a slash of its own.
    for path in (canonical, "/" + canonical):
        answer = grounds.get(path, token)
        assert said["data"]["id"] == answer.json["data"]["id"]
        assert canonical == answer.json["links"][0]["uri"]


# 7


def people_in(body: Any) -> list[dict[str, Any]]:
    found = body["data"]
    return [one["data"] for one in found] if isinstance(found, list) else [found]


@whoever
@pytest.mark.parametrize("version", VERSIONS)
def test_7_roles_are_never_empty_and_both_moments_always_there(
    grounds: Grounds, whose: tuple[str, str, str], version: str
) -> None:
    token, own = grounds.user_token(*whose), record_path(grounds, whose[1], version)
    shown = people_in(grounds.get(own, token).json)
    for name in ("mystudents", "myteachers"):
        answer = grounds.get(f"{own}/{name}", token)
        shown += people_in(answer.json) if answer.status == 200 else []
    more = {"ann": 3, "quin": 2}.get(whose[1], 1) if whose[0] == "library" else 1
    assert more == len(shown)
    for record in shown:
        assert record["roles"]
        assert RFC_3339.match(record["created"])
        assert RFC_3339.match(record["last_modified"])
    assert whose[2] in shown[0]["roles"]


# 8


@pytest.mark.parametrize("path", [*NEW, *OLD, "/userinfo", "/v3.0/users/x", "/v3.1/sections"])
def test_8_an_error_is_said_under_both_keys(grounds: Grounds, path: str) -> None:
    for token in ("il" + "0" * 40, "nobody"):
        answer = grounds.get(path, token)
        text = "Unrecognized token string"
        assert (401, {"error": text, "message": text}) == (answer.status, answer.json)


@whoever
def test_8_a_record_out_of_reach_is_said_under_both_keys(
    grounds: Grounds, whose: tuple[str, str, str]
) -> None:
    answer = grounds.get(record_path(grounds, "ron"), grounds.user_token(*whose))
    text = "Resource not in token's scopes"
    assert (404, {"error": text, "message": text}) == (answer.status, answer.json)


# 9


@whoever
@pytest.mark.parametrize("path", [*OLD, *NEW, "/userinfo", "record"])
def test_9_the_library_has_no_district_not_even_as_null(
    grounds: Grounds, whose: tuple[str, str, str], path: str
) -> None:
    asked = record_path(grounds, whose[1]) if path == "record" else path
    answer = grounds.get(asked, grounds.user_token(*whose))
    said = answer.json.get("data", answer.json)
    if whose[0] == "library":
        assert b"district" not in answer.body
    else:
        assert grounds.here.district.id == said["district"]
    assert b"null" not in answer.body


# 11


@whoever
def test_11_json_is_called_json(grounds: Grounds, whose: tuple[str, str, str]) -> None:
    token = grounds.user_token(*whose)
    for path in (*OLD, *NEW, "/userinfo", "/oauth/tokeninfo", record_path(grounds, whose[1])):
        answer = grounds.get(path, token)
        kind = answer.headers["content-type"]
        assert (200, "application/json") == (answer.status, kind.partition(";")[0])


# 12


@whoever
@pytest.mark.parametrize("scheme", ["bearer", "Bearer", "BEARER", "bEaReR"])
def test_12_the_scheme_is_read_without_regard_to_case(
    grounds: Grounds, whose: tuple[str, str, str], scheme: str
) -> None:
    token = grounds.user_token(*whose)
    for path in ("/me", "/v3.1/me", "/userinfo", record_path(grounds, whose[1])):
        headers = {"authorization": f"{scheme} {token}", "content-type": "application/json"}
        answer = grounds.call(path, headers=headers)
        assert (200, grounds.get(path, token).json) == (answer.status, answer.json)


# 13


def test_13_only_clients_of_discovery_are_told_the_issuer(world: World) -> None:
    person = world.person()
    for declared, told in (
        ({}, False),
        ({"oidc_enabled": True}, True),
        ({"oidc_enabled": True, "send_iss": False}, False),
        ({"send_iss": True}, True),
    ):
        app = world.app(**declared)
        assert told == ("iss" in sent(world.authorize(app, person)))
        refused = sent(world.authorize(app, person, response_type="token"))
        assert "unsupported_response_type" == refused["error"]
        assert told == ("iss" in refused)


# 14


def social_core(record: dict[str, Any]) -> dict[str, str]:
    """Read a person as python-social-auth's backend for Clever does."""
    role = next(iter(record["roles"]))
    name = record["roles"][role].get("credentials", {}).get("district_username", "")
    return {"username": name or record["email"].split("@")[0], "email": record["email"]}


@pytest.mark.parametrize("version", VERSIONS)
@pytest.mark.parametrize(
    ("plain", "blank", "who"),
    [("sso", "blank", "quin"), ("library", "blank library", "quin")],
)
def test_14_who_has_no_address_breaks_social_core_unless_it_may_be_blank(
    grounds: Grounds, version: str, plain: str, blank: str, who: str
) -> None:
    own = record_path(grounds, who, version)
    absent = grounds.get(own, grounds.user_token(plain, who, "student")).json["data"]
    with pytest.raises(KeyError):
        social_core(absent)
    empty = grounds.get(own, grounds.user_token(blank, who, "student")).json["data"]
    assert {"username": "", "email": ""} == social_core(empty)
    assert absent | {"email": ""} == empty


def test_14_no_address_is_ever_invented(grounds: Grounds) -> None:
    for name in ("blank library", "library"):
        token = grounds.user_token(name, "quin", "student")
        for path in (*OLD, *NEW, "/userinfo", record_path(grounds, "quin")):
            assert b"@" not in grounds.get(path, token).body
