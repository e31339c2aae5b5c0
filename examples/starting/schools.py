"""A district at a sandbox for the tests of examples, and its people with their browsers."""

import json
import secrets
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import httpx2

from starting.playing import Sandbox
from starting.trying import Browser, RunningExample, running_example

__all__ = ["Place", "School", "a_place", "a_school"]


@dataclass(frozen=True, slots=True)
class Place:
    """An example that runs, with its probe."""

    running: RunningExample
    client_id: str
    probe_token: str = field(repr=False)

    @property
    def url(self) -> str:
        """Where it answers."""
        return self.running.url

    @property
    def home(self) -> Path:
        """Its folder of files."""
        return self.running.home

    def probe(self, method: str, path: str, **asked: Any) -> Any:
        """What its probe answers."""
        headers = {"authorization": f"Bearer {self.probe_token}"}
        url = f"{self.url}/probe/{path}"
        how: Any = {"params": asked} if method == "GET" else {"json": asked}
        answer = httpx2.request(method, url, headers=headers, timeout=60, **how)
        if answer.is_error:
            raise AssertionError(f"{method} {path}: {answer.status_code} {answer.text}")
        return answer.json() if answer.content else None

    def records(self, type_: str) -> list[dict[str, Any]]:
        """Everything that it has of a type."""
        page = self.probe("GET", "records", type=type_)
        found: list[dict[str, Any]] = page["records"]
        while page["next"]:
            page = self.probe("GET", "records", type=type_, cursor=page["next"])
            found += page["records"]
        return found


@contextmanager
def a_place(name: str, sandbox: Sandbox, port: int | None = None, **more: str) -> Iterator[Place]:
    """Start an example, which registers itself with the sandbox, as at a first start.

    With the port and the `APP_HOME` of one that ran before, it is that one again.
    """
    token = secrets.token_urlsafe(32)
    settings = {"HUB_URL": sandbox.url, "SANDBOX_TOKEN": sandbox.token}
    probe = {"PROBE": "on", "PROBE_TOKEN": token}
    with running_example(name, {**settings, **probe, **more}, port) as running:
        kept = json.loads((running.home / "registration.json").read_text())
        yield Place(running, kept["client_id"], token)


@dataclass(frozen=True, slots=True)
class School:
    """A district of a test's own, and the example that its people use."""

    sandbox: Sandbox
    place: Place
    district: str
    login_url: str
    keys: Mapping[str, Mapping[str, str]]
    people: Mapping[str, Mapping[str, Any]]

    def at_hub(self, key: str) -> Browser:
        """Somebody's browser, signed in at the hub."""
        return Browser().sign_in(self.login_url, self.people[key])

    def launch(self, key: str, by: str = "portal") -> str:
        """The address that launches the example as somebody, without its button."""
        asked = {"district": self.district, "user": key, "client_id": self.place.client_id}
        url: str = self.sandbox.post("/logins", {**asked, "by": by})["url"]
        return url

    def ask(self, path: str, **asked: Any) -> Any:
        """Have something happen in the district: `ask("mutations", name="SC-31")`."""
        return self.sandbox.post(f"/districts/{self.district}/{path}", asked)

    def record(self, key: str) -> dict[str, Any]:
        """What the example has of somebody: one record and no more."""
        wanted = self.keys["users"][key]
        (found,) = [one for one in self.place.records("user") if one["clever_id"] == wanted]
        return found

    def known(self) -> set[str]:
        """Whom of this district the example has as active, by key."""
        active = {
            one["clever_id"] for one in self.place.records("user") if one["status"] == "active"
        }
        return {key for key, one in self.keys["users"].items() if one in active}

    def section(self, key: str) -> dict[str, Any]:
        """What the example has of a section."""
        wanted = self.keys["sections"][key]
        return next(one for one in self.place.records("section") if one["clever_id"] == wanted)


def a_school(sandbox: Sandbox, place: Place, kind: str) -> School:
    """A district that nobody else uses."""
    made = sandbox.post("/districts", {"kind": kind})
    whole = sandbox.get(f"/districts/{made['district']}")
    return School(
        sandbox, place, made["district"], made["login_url"], whole["keys"], whole["people"]
    )
