"""What is shipped for the OpenID Foundation's own suite names what is there (sso.md 12.2)."""

import importlib.util
import json
import re
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

from homeroom.hub import FEATURES
from homeroom.oauth.queries import app_with_client_id
from homeroom.sharing.queries import connections_of
from tests.contract import test_oidc_basic_op as basic
from tests.contract import test_oidc_logout_op as logout
from tests.support.signing_in import World

ROOT = Path(__file__).parents[2]
FOLDER = ROOT / "deploy" / "oidf-suite"
PAGE = (ROOT / "docs" / "how-to" / "run-the-openid-suite.md").read_text(encoding="utf-8")
FILES = {
    "config.json": set(basic.CONFIG),
    "basic.json": set(basic.BASIC) | set(basic.SKIPPED),
    "rp-initiated-logout.json": set(logout.RP_INITIATED),
    "backchannel-logout.json": set(logout.BACKCHANNEL),
}
PATHS = {route.path for feature in FEATURES for route in feature.routes}


def read(name: str) -> dict[str, Any]:
    found: dict[str, Any] = json.loads((FOLDER / name).read_text(encoding="utf-8"))
    return found


def texts(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for key, inner in value.items():
            yield key
            yield from texts(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from texts(inner)


def test_every_plan_has_its_file_and_the_page_names_it() -> None:
    assert set(FILES) == {path.name for path in FOLDER.glob("*.json")}
    for name in FILES:
        assert f"`{name}`" in PAGE


@pytest.mark.parametrize("name", FILES)
def test_a_configuration_names_paths_that_exist(name: str) -> None:
    addresses = [text for text in texts(read(name)) if text.startswith("${HUB_URL}")]
    named = {address.removeprefix("${HUB_URL}").rstrip("*") for address in addresses}
    assert "/.well-known/openid-configuration" in named
    assert set() == named - PATHS


@pytest.mark.parametrize(("name", "modules"), FILES.items())
def test_a_configuration_changes_modules_that_are_tests_here(name: str, modules: set[str]) -> None:
    assert set() == set(read(name).get("override", {})) - modules


@pytest.mark.parametrize("name", FILES)
def test_everything_that_is_to_be_filled_in_is_said_in_the_page(name: str) -> None:
    wanted = set(re.findall(r"\$\{(\w+)\}", (FOLDER / name).read_text(encoding="utf-8")))
    prints = {f"{client}_{part}" for client in script().CALLBACKS for part in ("ID", "SECRET")}
    assert set() == wanted - prints - {"HUB_URL", "LOGIN_USER", "LOGIN_PASSWORD"}
    assert all(variable in PAGE for variable in ("HUB_URL", "LOGIN_USER", "LOGIN_PASSWORD"))


def script() -> ModuleType:
    spec = importlib.util.spec_from_file_location("register", FOLDER / "register.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_the_clients_are_registered_as_a_conformance_run_wants_them(own_world: World) -> None:
    parts = own_world.hub.parts
    number = own_world.district()
    own_world.district_token(own_world.app(), number)  # the district is described and shared
    made = script().registered(parts.store, own_world.now, number)
    with parts.store.control.reading() as control:
        app = app_with_client_id(control, made["CLIENT"].client_id)
    assert app is not None
    said = app.declared
    assert ("oidc", True, True, False) == (
        said.userinfo_profile, said.oidc_enabled, said.send_iss, said.needs_pkce,
    )  # fmt: skip
    assert said.backchannel_logout_uri.endswith("/test/a/homeroom/backchannel_logout")
    with parts.store.roster.reading() as roster:
        connected = {one.application for one in connections_of(roster, number)}
    assert {client.application for client in made.values()} <= connected
    # A whole login with one of them, as the happy flow has it.
    run = basic.Run(own_world)
    run.app = replace(
        run.app,
        application=made["CLIENT"].application,
        client_id=made["CLIENT"].client_id,
        secret=made["CLIENT"].client_secret,
        uris=app.redirect_uris,
    )
    basic.server(run)
