"""A reader of the public API alone, and what she holds after she followed her feed."""

import random
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from homeroom.foundation.clock import ManualClock
from homeroom.hub import Hub
from tests.support.hubs import InProcess, a_hub
from tests.support.stores import copied

NOW = datetime(2026, 9, 1, 8, 0, tzinfo=UTC)


KINDS_READ = ("districts", "schools", "terms", "courses", "users", "sections", "resources")


State = dict[str, dict[str, dict[str, Any]]]


class Reader:
    """An application that knows nothing but its token and the public API."""

    def __init__(self, call: InProcess, token: str, version: str) -> None:
        self._call = call
        self._headers = {"authorization": f"Bearer {token}"}
        self._version = version

    def _pages(self, path: str) -> Iterator[dict[str, Any]]:
        following: str | None = path
        while following is not None:
            answer = self._call(following, headers=self._headers)
            assert answer.status == 200, (following, answer.body)
            yield from answer.json["data"]
            links = {link["rel"]: link["uri"] for link in answer.json["links"]}
            following = links.get("next")

    def everything(self) -> State:
        return {
            kind: {
                item["data"]["id"]: item["data"]
                for item in self._pages(f"/{self._version}/{kind}?limit=7")
            }
            for kind in KINDS_READ
        }

    def newest(self) -> str | None:
        path = f"/{self._version}/events?ending_before=last&limit=1"
        found = [item["data"]["id"] for item in self._pages_once(path)]
        return found[0] if found else None

    def _pages_once(self, path: str) -> list[dict[str, Any]]:
        answer = self._call(path, headers=self._headers)
        assert answer.status == 200, answer.body
        found: list[dict[str, Any]] = answer.json["data"]
        return found

    def events(self, after: str | None) -> list[dict[str, Any]]:
        cursor = f"&starting_after={after}" if after else ""
        path = f"/{self._version}/events?limit=5{cursor}"
        return [item["data"] for item in self._pages(path)]


def played(before: State, events: list[dict[str, Any]], *, moments_alone: bool = False) -> State:
    """What a reader holds after it followed the feed; every step must be possible.

    Who enters a view that others follow may be told of a moment alone, with nothing before it.
    """
    state = {kind: dict(records) for kind, records in before.items()}
    for event in events:
        kind, action = event["type"].split(".")
        record = event["data"]["object"]
        records = state[kind]
        if action == "created":
            assert record["id"] not in records
        else:
            assert record["id"] in records
        if action == "updated":
            was = records[record["id"]]
            previous = event["data"]["previous_attributes"]
            assert previous or moments_alone
            assert {
                key: was.get(key) for key in previous if not isinstance(was.get(key), dict)
            } == {
                key: value for key, value in previous.items() if not isinstance(was.get(key), dict)
            }
        else:
            assert "previous_attributes" not in event["data"]
        if action == "deleted":
            assert records.pop(record["id"]) == record
        else:
            records[record["id"]] = record
    return state


@dataclass(frozen=True)
class Trial:
    """One example of a property: a fresh hub, chance by its seed, and a folder for its files."""

    draw: random.Random
    hub: Hub
    clock: ManualClock
    folder: Path


@contextmanager
def a_trial(request: pytest.FixtureRequest, kind: str, seed: int) -> Iterator[Trial]:
    """An example on a store of its own; a fixture would be shared by all examples of a test."""
    template = request.getfixturevalue("sqlite_template")
    cluster = request.getfixturevalue("cluster") if kind == "postgresql" else None
    clock = ManualClock(NOW)
    with (
        tempfile.TemporaryDirectory() as temp,
        copied(kind, Path(temp) / "home", template, cluster) as place,
        a_hub(place, clock, rate_limit=1_000_000) as hub,
    ):
        yield Trial(random.Random(seed), hub, clock, Path(temp))
