"""How an example is started: what it is told, what it refuses, and TLS."""

import ssl
from pathlib import Path

import httpx2
import pytest
import trustme

from starting import Example, RegistrationError, SettingsError, settings
from starting.registering import Registration
from starting.trying import free_port, running_example

EXAMPLE = Example("none", 8599, Registration("None", ("library",), ("teacher",)))
CLIENT = {"CLIENT_ID": "c", "CLIENT_SECRET": "s"}


def test_what_is_told_is_taken_and_a_secret_is_drawn_once(tmp_path: Path) -> None:
    environ = {**CLIENT, "APP_HOME": str(tmp_path / "home"), "HUB_URL": "https://hub.example.org/"}
    found = settings(EXAMPLE, environ)
    assert ("https://hub.example.org", "c", "s") == (
        found.hub_url, found.client_id, found.client_secret,
    )  # fmt: skip
    assert "http://localhost:8599/login/callback" == found.redirect_uri
    assert (8599, None, None, False) == (found.port, found.tls, found.opening, found.is_secure)
    assert found.secret == settings(EXAMPLE, environ).secret
    assert 0o600 == (tmp_path / "home" / "secret").stat().st_mode & 0o777
    assert found.secret not in repr(found)


@pytest.mark.parametrize(
    ("told", "word"),
    [
        ({"CLIENT_ID": "c", "CLIENT_SECRET": ""}, "CLIENT_SECRET"),
        ({**CLIENT, "PORT": "a lot"}, "PORT"),
        ({**CLIENT, "PORT": "70000"}, "PORT"),
        ({**CLIENT, "HUB_URL": "hub.example.org"}, "HUB_URL"),
        ({**CLIENT, "HUB_URL": "http://hub.example.org"}, "HUB_URL"),
        ({**CLIENT, "APP_URL": "https://app.example.org/below"}, "APP_URL"),
        ({**CLIENT, "TLS_CERT": "/nowhere"}, "TLS_CERT"),
        ({**CLIENT, "PROBE": "on", "PROBE_TOKEN": "short"}, "128"),
    ],
)
def test_what_cannot_be_is_refused_by_its_name(
    told: dict[str, str], word: str, tmp_path: Path
) -> None:
    with pytest.raises(SettingsError, match=word):
        settings(EXAMPLE, {"APP_HOME": str(tmp_path), **told})


def test_with_a_certificate_its_own_address_begins_with_https(tmp_path: Path) -> None:
    for name in ("certificate.pem", "key.pem"):
        (tmp_path / name).touch()
    tls = {"TLS_CERT": str(tmp_path / "certificate.pem"), "TLS_KEY": str(tmp_path / "key.pem")}
    told = {**CLIENT, **tls, "APP_HOME": str(tmp_path), "HUB_URL": "https://hub.example.org"}
    found = settings(EXAMPLE, told)
    assert ("https://localhost:8599", True) == (found.app_url, found.is_secure)
    with pytest.raises(SettingsError, match="APP_URL"):
        settings(EXAMPLE, {**told, "APP_URL": "http://localhost:8599"})


def test_without_a_sandbox_it_says_what_to_do(tmp_path: Path) -> None:
    silent = {"HUB_URL": f"http://localhost:{free_port()}", "SANDBOX_TOKEN": "t" * 32}
    with pytest.raises(RegistrationError, match=r"No hub answers .*make run"):
        settings(EXAMPLE, {"APP_HOME": str(tmp_path), **silent})


@pytest.fixture
def certified(tmp_path: Path) -> tuple[dict[str, str], ssl.SSLContext]:
    """Settings with a certificate of a throw-away authority, and who trusts it (ruling R35)."""
    authority, context = trustme.CA(), ssl.create_default_context()
    issued = authority.issue_cert("localhost")
    issued.private_key_pem.write_to_path(tmp_path / "key.pem")
    issued.cert_chain_pems[0].write_to_path(tmp_path / "certificate.pem")
    authority.configure_trust(context)
    names = {"TLS_CERT": "certificate.pem", "TLS_KEY": "key.pem"}
    return {name: str(tmp_path / file) for name, file in names.items()}, context


@pytest.mark.parametrize("name", ["readalong", "signpost"])
def test_with_a_certificate_it_serves_https_and_its_cookies_insist_on_it(
    name: str, certified: tuple[dict[str, str], ssl.SSLContext]
) -> None:
    tls, context = certified
    port = free_port()
    url = f"https://localhost:{port}"
    told = {**CLIENT, **tls, "APP_URL": url, "HUB_URL": "https://hub.example.org"}
    with running_example(name, told, port), httpx2.Client(verify=context) as client:
        assert "Log in with Homeroom" in client.get(url).text
        begun = client.get(f"{url}/login/start")
        assert begun.headers["location"].startswith("https://hub.example.org/oauth/authorize?")
        cookie = begun.headers["set-cookie"].lower()
        for word in ("__host-session=", "httponly", "secure", "samesite=lax"):  # CORE-08
            assert word in cookie
        assert 404 == client.get(f"{url}/probe/info").status_code
