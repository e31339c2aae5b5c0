"""Masks: every path of every version is crawled with every kind of token.

The raw answers are searched for everything that was planted in two districts.

A token must show exactly what is listed for it here: one value too many is a leak, one too few
means that the crawl did not look where it should.
"""

import base64
from collections.abc import Iterator
from urllib.parse import urlencode

import pytest

from homeroom.data_api.paths import PATHS
from tests.contract.conftest import VERSIONS
from tests.support.hubs import Reply
from tests.support.planted import Campus, Grounds, at, planted_grounds
from tests.support.stores import KINDS

OLDER = ("v1.1", "v1.2", "v2.0", "v2.1")
DISTRICT = "district.id district.name"
SECTION = "mine.id mine.number mine.course mine.period"
"""Course and period stand in the section's name, which the hub makes of them."""

OF_ANN = "ann.id ann.legacy_id ann.first ann.middle ann.last ann.email"
EMPLOYEE = ("id", "legacy_id", "first", "last", "email")
PEOPLE: dict[tuple[str, str, str], str] = {
    ("sso", "pia", "student"): f"{DISTRICT} pia.id pia.first pia.last pia.email",
    ("sso", "quin", "student"): f"{DISTRICT} quin.id quin.first quin.last",
    ("sso", "ann", "teacher"): DISTRICT + "".join(f" ann.{what}" for what in EMPLOYEE),
    ("sso", "stan", "staff"): DISTRICT + "".join(f" stan.{what}" for what in EMPLOYEE),
    ("sso", "adam", "district_admin"): DISTRICT + "".join(f" adam.{what}" for what in EMPLOYEE),
    ("sync", "ann", "teacher"): DISTRICT + "".join(f" ann.{what}" for what in EMPLOYEE),
    ("full", "pia", "student"): f"{DISTRICT} pia.id pia.first pia.last pia.email",
    ("library", "ann", "teacher"): (
        f"{OF_ANN} {SECTION} bob.id pia.id pia.first quin.id quin.first"
    ),
    ("library", "quin", "student"): f"{OF_ANN} {SECTION} bob.id quin.id quin.first",
    ("blank library", "quin", "student"): f"{OF_ANN} {SECTION} bob.id quin.id quin.first",
}
"""What a person's token shows: application, person, role -> the names of the planted values."""


STRANGERS = [
    ("sso", "ann", "teacher"),
    ("rich", "ann", "teacher"),
    ("library", "ann", "teacher"),
    ("library", "quin", "student"),
]


@pytest.fixture(scope="module", params=KINDS)
def grounds(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Grounds]:
    home = tmp_path_factory.mktemp("masks") / "home"
    with at(request, request.param, home) as place, planted_grounds(place) as made:
        # Both kinds of feeds hold something: a pupil's grade and a teacher's title were changed.
        made.send(pia={"Grade": "5"}, bob={"Title": made.here.rows.named("bob", "title")})
        yield made


def every_path(grounds: Grounds, campus: Campus) -> list[str]:
    """Every path there is, with every id of the district where it takes one."""
    kinds = campus.kinds
    found = [f"/{version}/me" for version in (*OLDER, *VERSIONS)]
    found += ["/me", "/userinfo", "/oauth/tokeninfo"]
    for version in VERSIONS:
        for path in PATHS:
            ids = kinds.get(path.above, []) if "{id}" in path.template else [""]
            found += [f"/{version}{path.template.replace('{id}', one)}" for one in ids]
            found += [f"/{version}{path.template}?count=true"] if path.counts else []
        # An id of one kind below the path of another.
        found += [f"/{version}/users/{one}" for one in kinds["schools"] + kinds["sections"]]
        found += [f"/{version}/sections/{one}/users" for one in kinds["users"]]
        found += [f"/{version}/events", f"/{version}/events?limit=1"]
        found += [f"/{version}/events/{one}" for one in events_of(grounds, version)]
        for kind in ("schools", "sections"):
            found += [f"/{version}/attendance/{kind}/{one}" for one in kinds[kind]]
    found += [f"/v3.1/sections/{one}/assignments" for one in kinds["sections"]]
    for version in OLDER:
        for word in ("students", "teachers", "school_admins", "district_admins", "users"):
            found += [f"/{version}/{word}/{one}" for one in kinds["users"][:1]]
            found += [f"/{version}/{word}/{one}/sections" for one in kinds["users"][:1]]
        found += [f"/{version}/sections/{one}/students" for one in kinds["sections"]]
    return found


def events_of(grounds: Grounds, version: str) -> list[str]:
    """The ids of events that somebody is told of."""
    answer = grounds.get(f"/{version}/events", grounds.district_token("full"))
    ids: list[str] = [one["data"]["id"] for one in answer.json["data"]]
    assert len(ids) >= 1
    return ids


def said(path: str, answer: Reply) -> str:
    """An answer's text; a refusal that repeats the path which was asked for tells nothing."""
    text = answer.body.decode().lower() + str(sorted(answer.headers.items())).lower()
    return text if answer.status < 400 else text.replace(path.partition("?")[0], "")


def shown(grounds: Grounds, token: str, campus: Campus) -> dict[str, str]:
    """Everything planted in either district that the token finds on the paths of one."""
    paths = every_path(grounds, campus)
    answers = grounds.crawl(paths, token)
    assert {200, 404} <= {answer.status for answer in answers} <= {200, 401, 404, 501}
    texts = [said(path, one) for path, one in zip(paths, answers, strict=True)]
    whole = "\n".join(texts) + introspected(grounds, token)
    found = {}
    for one in (grounds.here, grounds.there):
        for name, value in one.plants.items():
            if value.lower() in whole:
                at_path = next(
                    (p for p, t in zip(paths, texts, strict=True) if value.lower() in t), "?"
                )
                found[name if one is grounds.here else f"foreign {name}"] = at_path
    return found


def introspected(grounds: Grounds, token: str) -> str:
    """What every application is told of the token when it asks."""
    texts = []
    for known in grounds.apps.values():
        pair = f"{known.made.client_id}:{known.made.client_secret}".encode()
        headers = {
            "authorization": "Basic " + base64.b64encode(pair).decode(),
            "content-type": "application/x-www-form-urlencoded",
        }
        body = urlencode({"token": token}).encode()
        answer = grounds.call("/oauth/introspect", "POST", headers, body)
        assert 200 == answer.status
        texts.append(answer.body.decode())
    assert 1 == sum('"active":true' in text for text in texts)
    return "".join(texts)


@pytest.mark.parametrize("whose", list(PEOPLE), ids=" ".join)
def test_a_person_shows_her_tier_and_no_more(grounds: Grounds, whose: tuple[str, str, str]) -> None:
    found = shown(grounds, grounds.user_token(*whose), grounds.here)
    expected = set(PEOPLE[whose].split())
    assert {} == {name: where for name, where in found.items() if name not in expected}
    assert expected == set(found)


def of_everybody(grounds: Grounds, *whats: str) -> set[str]:
    """Names of planted values, by what they are."""
    return {name for name in grounds.here.plants if name.rpartition(".")[2] in whats}


def guarded(grounds: Grounds) -> set[str]:
    """What needs a scope or an opt-in beside Secure Sync."""
    plants = grounds.here.plants
    return {
        name
        for name in plants
        if "guardian" in name or name.startswith("mark.") or name.endswith(".extension")
    }


def never(grounds: Grounds) -> set[str]:
    """Values of the files that no record has.

    A section's name is made of its course, and an administrator has no id of the district's.
    """
    found = {"mine.name", "other.name", "adam.sis_id"}
    assert found < set(grounds.here.plants)
    return found


def test_an_sso_district_token_shows_basic_fields_of_people(grounds: Grounds) -> None:
    basic = of_everybody(grounds, *EMPLOYEE)
    places = {
        "elm",
        "oak",
        "mine",
        "other",
        "mine.course",
        "other.course",
        "mine.term",
        "other.term",
    }
    expected = {
        name
        for name in basic | {"district.id", "district.name"}
        if name.rpartition(".")[0] not in places and "guardian" not in name
    }
    assert expected == set(shown(grounds, grounds.district_token("sso"), grounds.here))


def test_secure_sync_shows_all_but_what_must_be_granted(grounds: Grounds) -> None:
    found = shown(grounds, grounds.district_token("sync"), grounds.here)
    expected = set(grounds.here.plants) - guarded(grounds) - never(grounds)
    assert expected == set(found)


def test_secure_sync_with_every_grant_shows_all_of_its_district(grounds: Grounds) -> None:
    found = shown(grounds, grounds.district_token("full"), grounds.here)
    assert set(grounds.here.plants) - never(grounds) == set(found)


@pytest.mark.parametrize("name", ["sso", "sync", "full"])
def test_a_district_token_opens_nothing_of_another_district(grounds: Grounds, name: str) -> None:
    """Its own lists aside, every path and id of the other district is not there."""
    token = grounds.district_token(name)
    _nothing_foreign(grounds, token)


@pytest.mark.parametrize("whose", STRANGERS, ids=" ".join)
def test_a_person_opens_nothing_of_another_district(
    grounds: Grounds, whose: tuple[str, str, str]
) -> None:
    _nothing_foreign(grounds, grounds.user_token(*whose))


def _nothing_foreign(grounds: Grounds, token: str) -> None:
    foreign = {one for ids in grounds.there.kinds.values() for one in ids}
    paths = [p for p in every_path(grounds, grounds.there) if any(one in p for one in foreign)]
    answers = grounds.crawl(paths, token)
    opened = {
        path: answer.status
        for path, answer in zip(paths, answers, strict=True)
        if answer.status not in (404, 501)
    }
    assert {} == opened
    text = "".join(said(path, answer) for path, answer in zip(paths, answers, strict=True))
    planted = {name for name, value in grounds.there.plants.items() if value.lower() in text}
    assert set() == planted
    assert len(paths) > 100
