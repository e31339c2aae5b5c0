"""A sandbox that was complete before it had all that it has now, and one whose demo moves."""

import json
from typing import Any

import pytest
import sqlalchemy as sa

from homeroom.foundation.database import Prepared, Session, metadata
from homeroom.oauth import actions as oauth
from homeroom.oauth.queries import app_with_client_id, apps
from homeroom.roster import queries
from homeroom.roster.sandboxes.actions import forget
from homeroom.sandbox import building, resetting
from homeroom.sandbox.kept import FILE, read_kept
from homeroom.sandbox.preset import LIBRARY_PRESET, SMALL_PRESET
from tests.sandbox.conftest import Built, build_at
from tests.support.hubs import a_hub
from tests.support.stores import Place

NEW_IN_THE_FILE = (
    "extent", "demo_url", "library_redirect_uri", "applications", "people", "redirect_uri",
)  # fmt: skip
OLD_SWITCHES = Prepared(sa.text("UPDATE district_setting SET switches = :old"))


def events_of(built: Built) -> list[str]:
    return [one["id"] for one in built.items("/v3.1/events?limit=1000")]


def make_old(built: Built) -> None:
    """Take away what a sandbox of before did not have."""
    store, path = built.hub.parts.store, built.place.home / FILE
    kept = built.kept
    others = [kept.of("library").application]
    others += [one.application for one in kept.applications.values()]
    with store.roster.writing() as session:
        _forget(session, "roster", others)
        session.run(OLD_SWITCHES, old=json.dumps({"administrators_csv": True}))
    with store.control.writing() as session:
        _forget(session, "control", others)
        oauth.declare(session, kept.of("small").application, {"types": ["secure_sync"]})
    written: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    for name in NEW_IN_THE_FILE:
        del written[name]
    del written["districts"]["library"]
    path.write_text(json.dumps(written), encoding="utf-8")


def _forget(session: Session, file: str, applications: list[str]) -> None:
    forget(session, file, LIBRARY_PRESET.number)
    for table in metadata.sorted_tables:
        if table.info["file"] != file:
            continue
        if "application" in table.columns:
            for one in applications:
                session.run(resetting._of_application(table), named=one)


@pytest.fixture
def old(place: Place) -> tuple[Place, dict[str, str], list[str]]:
    """A store and a file as a hub of before left them, and what they held."""
    for built in build_at(place):
        env, events = built.env, events_of(built)
        make_old(built)
    return place, env, events


@pytest.mark.slow
def test_an_old_sandbox_is_completed_and_keeps_its_secrets_and_its_feed(
    old: tuple[Place, dict[str, str], list[str]],
) -> None:
    place, before, events = old
    kept = read_kept(place.home)
    assert kept is not None
    assert (True, False) == (kept.complete, kept.is_complete)
    for built in build_at(place):
        assert {} == dict(built.hub.parts.readiness.reasons())
        changed = {name for name, value in built.env.items() if before[name] != value}
        assert {"LIBRARY_CLIENT_ID", "LIBRARY_CLIENT_SECRET"} == changed
        assert events == events_of(built)
        with built.hub.parts.store.control.reading() as session:
            app = app_with_client_id(session, built.env["CLIENT_ID"])
            assert 5 == len(apps(session))
        assert app is not None
        assert app.declared.oidc_enabled
        with built.hub.parts.store.roster.reading() as session:
            switches = queries.setting(session, SMALL_PRESET.number).switches
        assert {"district_admin": "email"} == switches["sign_in"]["starts"]


@pytest.mark.slow
def test_a_demo_that_moves_takes_every_redirect_uri_along(place: Place) -> None:
    for _ in build_at(place):
        pass
    with a_hub(place, sandbox=True) as hub:
        assert hub.wait_until_prepared(30)
        kept = building.build(hub.parts, "http://localhost:9001")
        assert "http://localhost:9001/oauth/callback" == kept.redirect_uri
        with hub.parts.store.control.reading() as session:
            known = apps(session)
        assert {"http://localhost:9001"} == {
            uri.rsplit("/", 2)[0] for app in known for uri in app.redirect_uris
        }
        listed = [app.declared.listing for app in known if app.declared.library_live]
        assert all(one.privacy_url.startswith("http://localhost:9001/about/") for one in listed)
        # Without a word from whoever serves the demo, it is where it was.
        assert kept == building.build(hub.parts)
        assert kept == read_kept(place.home)
