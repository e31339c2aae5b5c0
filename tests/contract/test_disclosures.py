"""People's tokens, `/me` and attendance in the record of disclosures, on each store."""

import re
from collections import Counter, defaultdict
from collections.abc import Iterator
from typing import Any

import pytest

from homeroom.sharing.disclosing.flushing import flush
from homeroom.sharing.disclosing.queries import disclosures
from tests.contract.conftest import VERSIONS
from tests.support.disclosed import leaves, recorded
from tests.support.planted import Grounds, at, planted_grounds
from tests.support.stores import KINDS, Place
from tests.support.token_table import IDENTITY, TOKENS

PATHS = (
    "/users/{own}",
    "/users/{pia}",
    "/users/{own}/sections",
    "/users/{own}/mystudents",
    "/users/{own}/myteachers",
    "/sections/{mine}",
    "/sections/{mine}/users",
    "/users?limit=3",
)
CLAIMS = {
    "given_name": "name.first",
    "family_name": "name.last",
    "email": "email",
    "name.first": "name.first",
    "name.last": "name.last",
}
"""What an identity calls fields of her document."""


@pytest.fixture(scope="module", params=KINDS)
def grounds(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Grounds]:
    home = tmp_path_factory.mktemp("told") / "home"
    with at(request, request.param, home) as place, planted_grounds(place) as made:
        yield made


def told_by(grounds: Grounds, name: str) -> dict[tuple[str, str], set[str]]:
    """Read all that a token opens; return the fields that came, by kind and id."""
    application, who, role = TOKENS[name]
    token = (
        grounds.user_token(application, who, role) if who else grounds.district_token(application)
    )
    own, ids = grounds.here.ids[who or "ann"], grounds.here.ids
    found: dict[tuple[str, str], set[str]] = defaultdict(set)
    for path in (path.replace("{own}", own) for path in PATHS):
        asked = re.sub(r"\{(\w+)\}", lambda part: ids[part[1]], path)
        for version in VERSIONS:
            answer = grounds.get(f"/{version}{asked}", token)
            if answer.status == 200:
                body = answer.json
                for item in body["data"] if isinstance(body["data"], list) else [body]:
                    record: dict[str, Any] = item["data"]
                    kind = "users" if "roles" in record else "sections"
                    found[kind, record["id"]] |= set(leaves(record))
    for path in IDENTITY if who else ():
        answer = grounds.get(path, token)
        if answer.status == 200:
            said = answer.json.get("data", answer.json)
            claimed = {CLAIMS.get(one) for one, value in _flat(said).items() if value}
            found["users", own] |= {"id", *(one for one in claimed if one)}
    return found


def _flat(said: dict[str, Any]) -> dict[str, Any]:
    names = said.get("name")
    inner = names if isinstance(names, dict) else {}
    return said | {f"name.{part}": value for part, value in inner.items()}


@pytest.mark.parametrize("name", TOKENS)
def test_what_a_token_was_shown_is_recorded_and_nobody_else(grounds: Grounds, name: str) -> None:
    number = grounds.here.district.number
    before = reads(grounds)
    told = told_by(grounds, name)
    by = [one for one, count in reads(grounds).items() if count != before[one]]

    assert 1 == len(by)
    every = recorded(grounds.hub, number).items()
    found = {(kind, one): fields for (of, _, kind, one), fields in every if of == by[0]}
    # A pupil reads by her teacher's install, which may have been read by before.
    assert told.keys() == found.keys() if not before[by[0]] else told.keys() <= found.keys()
    assert not {key: fields - found[key] for key, fields in told.items() if fields - found[key]}


def reads(grounds: Grounds) -> Counter[str]:
    """How many reads are recorded, by connection."""
    flush(grounds.hub.parts)
    with grounds.hub.parts.store.roster.reading() as session:
        found = disclosures(session, grounds.here.district.number, "0000", "9999")
        count: Counter[str] = Counter()
        for one in found:
            count[one.connection] += one.reads
    return count


def test_a_library_token_is_recorded_with_the_library_fields_alone(place: Place) -> None:
    with planted_grounds(place) as grounds:
        token = grounds.user_token("library", "ann", "teacher")
        ids = grounds.here.ids
        assert 200 == grounds.get(f"/v3.1/users/{ids['pia']}", token).status
        assert 200 == grounds.get("/v3.1/me", token).status
        flush(grounds.hub.parts)
        found = recorded(grounds.hub, grounds.here.district.number)
        by_id = {one: fields for (_, _, _, one), fields in found.items()}
        assert {ids["pia"], ids["ann"]} == by_id.keys()
        assert {"id"} == by_id[ids["ann"]]
        assert "name.first" in by_id[ids["pia"]]
        assert not {"email", "roles.student.dob", "district"} & by_id[ids["pia"]]
