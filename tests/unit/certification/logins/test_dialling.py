"""The redirect address is dialled as a browser would dial it (LIB-13, SSO-09)."""

import socket
import ssl
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
import trustme

from homeroom.certification.harness import Application, Hub, Trial
from homeroom.certification.harness.configuration import HubAddress
from homeroom.certification.logins.parts.dialling import dial, is_loopback


@contextmanager
def _listening(authority: trustme.CA, *names: str) -> Iterator[int]:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    authority.issue_cert(*names).configure_cert(context)
    with socket.create_server(("127.0.0.1", 0)) as server:

        def answer() -> None:
            try:
                taken, _ = server.accept()
                with context.wrap_socket(taken, server_side=True):
                    pass
            except OSError:
                pass

        thread = threading.Thread(target=answer)
        thread.start()
        try:
            yield server.getsockname()[1]
        finally:
            thread.join(5)


def _trial(address: str, authority: Path | None) -> Trial:
    told = HubAddress("https://localhost", "t", str(authority) if authority else "")
    application = Application("An app", ("library",), "id", redirect_uri=address, hub=told)
    return Trial(application, Hub("https://hub.invalid", ""))


@pytest.fixture
def authority(tmp_path: Path) -> tuple[trustme.CA, Path]:
    made, path = trustme.CA(), tmp_path / "authority.pem"
    made.cert_pem.write_to_path(path)
    return made, path


def test_a_certificate_of_the_named_authority_is_good(authority: tuple[trustme.CA, Path]) -> None:
    made, path = authority
    with _listening(made, "localhost") as port:
        found = dial(_trial(f"https://localhost:{port}/callback", path))
    assert ("https", True, True, "") == (
        found.scheme, found.is_loopback, found.answers, found.trouble,
    )  # fmt: skip


def test_another_authority_or_name_is_not(authority: tuple[trustme.CA, Path]) -> None:
    made, path = authority
    with _listening(trustme.CA(), "localhost") as port:
        assert dial(_trial(f"https://localhost:{port}/callback", path)).trouble
    with _listening(made, "elsewhere.example") as port:
        assert dial(_trial(f"https://localhost:{port}/callback", path)).trouble


def test_http_and_silence_are_told() -> None:
    assert "http" == dial(_trial("http://localhost/callback", None)).scheme
    assert not dial(_trial("https://127.0.0.1:1/callback", None)).answers


def test_loopback_is_known_by_its_names() -> None:
    found = [is_loopback(one) for one in ("localhost", "a.localhost", "127.0.0.9", "::1", "a.org")]
    assert [True, True, True, True, False] == found
