"""data-api.md 14, lines 8 and 9; 1.1 and 5: headers, refusals, the rate limit."""

from base64 import b64encode
from datetime import timedelta
from pathlib import Path

import pytest

from tests.contract.conftest import API, Built, Running, running

EVERYWHERE = {
    "x-ratelimit-bucket": "bearer",
    "cache-control": "no-store",
    "access-control-allow-origin": "*",
    "access-control-allow-methods": "GET,PATCH,POST,DELETE",
    "x-content-type-options": "nosniff",
}


def test_every_answer_carries_the_headers_of_the_api_host(api: API) -> None:
    for path in ("/users", "/users/" + "0" * 24, "/nothing", "/events", "/users?limit=0"):
        answer = api.get(path)
        assert EVERYWHERE.items() <= answer.headers.items()
        assert answer.headers["x-ratelimit-limit"].isdigit()
        assert answer.headers["x-ratelimit-remaining"].isdigit()
        assert answer.headers["x-ratelimit-reset"].isdigit()
        assert len(answer.headers["x-request-id"]) == 36


@pytest.mark.parametrize(
    "header", [None, "", "Bearer", "Bearer nobody", "Basic abc", "nobody", "Bearer %E9 x"]
)
def test_an_unknown_token_is_refused_in_json(api: API, header: str | None) -> None:
    headers = {} if header is None else {"authorization": header}
    answer = api.call(f"/{api.version}/users", headers=headers)
    assert answer.status == 401
    assert answer.json == {
        "message": "Unrecognized token string",
        "error": "Unrecognized token string",
    }
    assert answer.headers["www-authenticate"] == "Bearer"
    assert EVERYWHERE.items() <= answer.headers.items()


def test_the_scheme_is_read_without_regard_to_case(api: API) -> None:
    headers = {"authorization": f"bEARER {api.reader.token}"}
    assert api.call(f"/{api.version}/schools", headers=headers).status == 200


def test_an_unknown_path_is_html_and_its_name_is_harmless(api: API) -> None:
    answer = api.get("/nothing/%3Cscript%3E")
    assert answer.status == 404
    assert answer.headers["content-type"] == "text/html; charset=utf-8"
    assert answer.headers["content-security-policy"] == "default-src 'none'"
    assert b"<pre>Cannot GET /v3." in answer.body
    assert b"<script>" not in answer.body


def test_what_is_not_there_or_not_shared_is_not_found(api: API) -> None:
    known = api.known
    paths = ["/users/" + "0" * 24, "/users/abc", f"/districts/{known.other_district_id}"]
    paths += [f"/users/{known.ids['sections'][0]}", f"/sections/{known.ids['sections'][7]}"]
    paths += [
        f"/events/{'0' * 24}",
        "/schools/" + "f" * 24 + "/users",
        "/users/a%0Ab",
        "/users/a%0D",
    ]
    if api.reader.name == "restricted":
        paths += [f"/users/{known.ids['students'][0]}", f"/schools/{known.ids['schools'][3]}"]
    for path in paths:
        answer = api.get(path)
        assert (path, answer.status) == (path, 404)
        assert answer.json == {"message": "Resource not found", "error": "Resource not found"}


def test_two_districts_never_see_each_other(hub_with_districts: Running, version: str) -> None:
    known, call = hub_with_districts.known, hub_with_districts.callers["in process"]
    main = API(call, known, known.whole, version)
    other = API(call, known, known.other, version)
    assert set(main.ids("/users")) & set(other.ids("/users")) == set()
    for path in ("users", "schools", "sections"):
        assert other.get(f"/{path}/{main.ids(f'/{path}')[0]}").status == 404


def test_the_version_alone_is_a_path_that_does_not_exist(api: API) -> None:
    answer = api.get(f"/{api.version}")
    assert (answer.status, answer.headers["content-type"]) == (404, "text/html; charset=utf-8")
    assert EVERYWHERE.items() <= answer.headers.items()
    assert answer.headers["x-ratelimit-remaining"].isdigit()
    assert api.call(f"/{api.version}").status == 401


@pytest.mark.parametrize("method", ["POST", "PUT", "PATCH", "DELETE", "TRACE"])
def test_writing_is_not_supported(api: API, method: str) -> None:
    headers = {"authorization": f"Bearer {api.reader.token}"}
    answer = api.call(f"/{api.version}/users", method=method, headers=headers)
    assert answer.status == 501
    assert set(answer.json) == {"message", "error"}
    assert EVERYWHERE.items() <= answer.headers.items()


def test_lms_paths_are_not_supported_yet(api: API) -> None:
    section = api.known.ids["sections"][0]
    for path in ("assignments", "assignments/1", "assignments/1/submissions"):
        answer = api.get(f"/sections/{section}/{path}")
        if api.version == "v3.1":
            assert (answer.status, set(answer.json)) == (501, {"message", "error"})
        else:
            assert answer.headers["content-type"].startswith("text/html")


def test_head_answers_like_get_without_a_body(api: API) -> None:
    headers = {"authorization": f"Bearer {api.reader.token}"}
    got = api.call(f"/{api.version}/schools", headers=headers)
    head = api.call(f"/{api.version}/schools", method="HEAD", headers=headers)
    assert (head.status, head.body) == (200, b"")
    assert head.headers["content-length"] == got.headers["content-length"]


def test_a_browser_may_ask_from_any_page(api: API) -> None:
    answer = api.call(f"/{api.version}/users", method="OPTIONS")
    assert answer.status == 204
    assert "Authorization" in answer.headers["access-control-allow-headers"]


def test_a_big_page_is_compressed_when_asked(hub_with_districts: Running) -> None:
    known, over = hub_with_districts.known, hub_with_districts.callers["over a socket"]
    api = API(over, known, known.whole, "v3.1")
    plain = api.get("/events?limit=10000", **{"accept-encoding": "identity"})
    packed = api.get("/events?limit=10000", **{"accept-encoding": "gzip"})
    assert "content-encoding" not in plain.headers
    # The client has unpacked it again.
    assert packed.json == plain.json


@pytest.mark.parametrize("path", ["/me", "/v2.1/me", "/v3.0/me", "/v3.1/me"])
def test_a_district_token_stands_for_its_district(api: API, path: str) -> None:
    answer = api.call(path, headers={"authorization": f"Bearer {api.reader.token}"})
    district = api.known.district_id
    version = path.split("/")[1] if path.startswith("/v3") else "v2.1"
    address = f"/{version}/districts/{district}"
    assert answer.json == {
        "type": "district",
        "data": {"id": district, "district": district, "type": "district"},
        "links": [
            {"rel": "self", "uri": "/me"},
            {"rel": "canonical", "uri": address},
            {"rel": "district", "uri": address},
        ],
    }


def basic(client_id: str, secret: str) -> dict[str, str]:
    return {"authorization": "Basic " + b64encode(f"{client_id}:{secret}".encode()).decode()}


@pytest.mark.parametrize("path", ["/oauth/tokens", "/oauth/tokens/"])
def test_an_application_finds_its_district_tokens(api: API, path: str) -> None:
    reader = api.reader
    proof = basic(reader.application.client_id, reader.application.client_secret)
    for query in ("", "?owner_type=district", f"?district={api.known.district_id}"):
        body = api.call(path + query, headers=proof).json
        assert [row["access_token"] for row in body["data"]] == [reader.token]
        assert body["data"][0]["owner"] == {"type": "district", "id": api.known.district_id}
        # Whatever was granted besides, the integration type's own names are there (sso.md 5.5).
        assert {"read:sis", "read:students", "read:user_id"} <= {*body["data"][0]["scopes"]}
    assert api.call(path + "?owner_type=user", headers=proof).status == 400
    assert api.call(path + "?district=" + "0" * 24, headers=proof).json["data"] == []
    wrong = api.call(path, headers=basic(reader.application.client_id, "guess"))
    assert wrong.status == 401
    assert wrong.headers["www-authenticate"].startswith("Basic")


def test_a_token_says_whose_it_is(api: API) -> None:
    headers = {"authorization": f"Bearer {api.reader.token}"}
    answer = api.call("/oauth/tokeninfo", headers=headers)
    assert answer.json["client_id"] == api.reader.application.client_id
    assert "read:sis" in answer.json["scopes"]
    assert "x-ratelimit-limit" not in answer.headers
    refused = api.call("/oauth/tokeninfo", headers={"authorization": "Bearer nobody"})
    assert (refused.status, refused.json["error"]) == (401, "invalid token")


def test_a_used_up_window_refuses_until_it_resets(built: Built, tmp_path: Path) -> None:
    with running(built, tmp_path / "home", rate_limit=3, rate_window_seconds=60) as started:
        known = started.known
        api = API(started.callers["over a socket"], known, known.whole, "v3.0")
        opened = int(known.clock.now().timestamp())
        remaining = []
        for _ in range(3):
            answer = api.get("/schools?limit=1")
            remaining.append(answer.headers["x-ratelimit-remaining"])
            assert answer.headers["x-ratelimit-reset"] == str(opened + 60)
            known.clock.advance(timedelta(seconds=10))
        assert remaining == ["2", "1", "0"]
        refused = api.get("/schools?limit=1")
        assert (refused.status, refused.body) == (429, b"")
        assert refused.headers["x-ratelimit-remaining"] == "0"
        assert refused.headers["x-ratelimit-reset"] == str(opened + 60)
        assert refused.headers["retry-after"] == "30"
        assert api.get("/schools?limit=1", token=known.restricted.token).status == 200
        known.clock.advance(timedelta(seconds=30))
        assert api.get("/schools?limit=1").status == 200
