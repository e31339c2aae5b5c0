"""What a login decides without a hub: each case of a table, and each word that is shown."""

import re
from html.parser import HTMLParser
from typing import Any

import pytest
from typing_extensions import override

from homeroom_kit.errors import ConfigurationError
from homeroom_kit.login import App, button, icon, refusal_of
from homeroom_kit.login.identity import identity_of
from homeroom_kit.login.keeping import Begun, Kept
from homeroom_kit.login.refusals import REFUSALS
from homeroom_kit.login.remembering import MemoryEnded, fingerprint
from homeroom_kit.login.rules import (
    Already,
    Arrived,
    Refuse,
    Restart,
    Trade,
    challenge_of,
    judge,
    place_of,
)
from homeroom_wire.envelopes import Me, MeSubject

NOW = 1_000_000.0
BEGUN = Begun("verifier", "/books", NOW - 10)
KEPT = Kept({"known": BEGUN}, {fingerprint("gone"): "/done"})
HUB = "https://hub.example.org"


def _verdict(kept: Kept, query: dict[str, str]) -> Any:
    return judge(Arrived.of(query), kept, HUB, NOW)


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ({"code": "c", "state": "known"}, Trade("c", BEGUN)),
        ({"code": "c", "state": "known", "iss": HUB}, Trade("c", BEGUN)),
        ({"code": "c", "state": "known", "iss": HUB + "/"}, Trade("c", BEGUN)),
        ({"code": "c", "state": "known", "iss": "https://evil.example"}, Refuse("wrong_hub")),
        ({"code": "c", "state": "strange"}, Refuse("state_unknown")),
        ({"code": "c"}, Restart(as_admin=False)),
        ({"code": "c", "state": ""}, Restart(as_admin=False)),
        ({"code": "c", "loginas_by_admin": "true"}, Restart(as_admin=True)),
        ({"code": "c", "state": "gone"}, Already("/done")),
        ({"error": "access_denied", "state": "gone"}, Already("/done")),
        ({"error": "access_denied", "state": "known"}, Refuse("access_denied", "/books")),
        ({"error": "access_denied"}, Refuse("access_denied", "/")),
        (
            {"error": "server_error", "code": "c", "state": "known"},
            Refuse("server_error", "/books"),
        ),
        ({"state": "known"}, Refuse("nothing_came")),
        ({}, Refuse("nothing_came")),
    ],
)
def test_a_callback_means(query: dict[str, str], expected: object) -> None:
    assert expected == _verdict(KEPT, query)


@pytest.mark.parametrize(
    ("ago", "expected"),
    # Two machines of one application may differ by a little.
    [(0, Trade), (3599, Trade), (3600, Refuse), (-59, Trade), (-61, Refuse)],
)
def test_a_login_may_take_an_hour(ago: float, expected: type) -> None:
    kept = Kept({"known": Begun("verifier", "/books", NOW - ago)})
    assert expected is type(_verdict(kept, {"code": "c", "state": "known"}))


@pytest.mark.parametrize(
    ("ago", "expected"),
    [(0, Refuse("going_round")), (59.9, Refuse("going_round")), (60, Restart(as_admin=False))],
)
def test_a_restart_waits_a_minute(ago: float, expected: object) -> None:
    assert expected == _verdict(Kept(restarted_at=NOW - ago), {"code": "c"})


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        ("/", "/"),
        ("/a/b?c=d&e=%20#f", "/a/b?c=d&e=%20#f"),
        ("/schüler", "/schüler"),
        (None, "/"),
        ("", "/"),
        ("a", "/"),
        ("//evil.example", "/"),
        ("///evil.example", "/"),
        ("/\\evil.example", "/"),
        ("/a\\b", "/"),
        ("/\n/evil.example", "/"),
        ("/\t/evil.example", "/"),
        ("/\x00", "/"),
        (" /a", "/"),
        ("https:/evil.example", "/"),
        ("/" + "a" * 300, "/"),
    ],
)
def test_a_place_is_a_path_of_this_site(given: str | None, expected: str) -> None:
    assert expected == place_of(given)


def test_the_challenge_is_that_of_the_standard() -> None:
    # RFC 7636, appendix B
    verifier = "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk"
    assert "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM" == challenge_of(verifier)


# Words


@pytest.mark.parametrize(
    "code",
    [
        "access_denied", "unauthorized-user", "invalid_request", "unsupported_response_type",
        "login_required", "interaction_required", "request_not_supported",
        "request_uri_not_supported", "server_error", "temporarily_unavailable",
    ],
)  # fmt: skip
def test_every_error_of_the_authorize_endpoint_has_words(code: str) -> None:
    # sso.md 4.4
    assert code == refusal_of(code).code


def test_an_unknown_error_says_nothing_that_it_was_told() -> None:
    said = refusal_of("<script>alert(1)</script>")
    assert "script" not in f"{said.code} {said.title} {said.text}"


def test_the_standards_spelling_has_the_same_words() -> None:
    assert refusal_of("unauthorized-user") == refusal_of("unauthorized_user")


@pytest.mark.parametrize("code", sorted(REFUSALS))
def test_words_are_short_enough_for_a_child(code: str) -> None:
    one = REFUSALS[code]
    sentences = [part for part in re.split(r"[.?!]\s*", f"{one.title}. {one.text}") if part]
    assert max(len(sentence.split()) for sentence in sentences) <= 12
    known = {"error", "invalid", "token", "parameter", "server", "oauth", "state", "http"}
    assert set() == known & set(re.findall(r"[a-z]+", f"{one.title} {one.text}".lower()))


# Identity


def _me(**said: Any) -> Me:
    return Me(data=MeSubject(**({"id": "1", "type": "user"} | said)))


@pytest.mark.parametrize(
    ("said", "expected"),
    [
        ({"district": "d", "authorized_by": "district"}, ("d", "district")),
        ({"authorized_by": "teacher"}, (None, "teacher")),
        ({"district": "d"}, ("d", "district")),
        ({}, (None, "teacher")),
        ({"district": "d", "authorized_by": "somebody new"}, ("d", "district")),
    ],
)
def test_who_authorised_it(said: dict[str, str], expected: tuple[str | None, str]) -> None:
    found = identity_of(_me(**said), {}, None, "t")
    assert expected == (found.district, found.authorized_by)


@pytest.mark.parametrize(
    ("document", "expected"),
    [
        ({}, ("user", "", None)),
        ({"name": None, "roles": None, "email": None}, ("user", "", None)),
        ({"name": {"first": " Ann "}, "email": ""}, ("user", "Ann", None)),
        ({"roles": {"student": {}}, "name": {"last": "Zed"}}, ("student", "Zed", None)),
        ({"roles": {"staff": {}, "teacher": {}}}, ("teacher", "", None)),
        ({"roles": {"janitor": {}}, "new": [1]}, ("janitor", "", None)),
        ({"roles": [], "name": "Ann", "email": 7}, ("user", "", "7")),
    ],
)
def test_a_record_that_lacks_things_does_not_stop_a_login(
    document: dict[str, Any], expected: tuple[str, str, str | None]
) -> None:
    # product.md, pain 3; SSO-17, CORE-10
    found = identity_of(_me(district="d"), document, None, "t")
    assert expected == (found.type, found.name, found.email)


# Settings


@pytest.mark.parametrize(
    "address",
    ["http://app.example.org/callback", "/callback", "https://app.example.org/callback#x",
     "https://app.example.org/callback#", "custom://callback", "https://", ""],
)  # fmt: skip
def test_an_address_that_no_hub_registers_is_refused_at_the_start(address: str) -> None:
    with pytest.raises(ConfigurationError) as refused:
        App("id", "secret", address, HUB)
    assert "bad_redirect_uri" == refused.value.code


def test_without_credentials_nothing_starts() -> None:
    with pytest.raises(ConfigurationError):
        App("id", "", "https://app.example.org/callback", HUB)
    with pytest.raises(ConfigurationError):
        _ = App("id", "secret", "http://localhost:8000/callback", "hub.example.org").endpoints


def test_ended_logins_are_forgotten_when_they_would_be_over_anyway() -> None:
    ended = MemoryEnded()
    ended.end("one", NOW + 10)
    assert (True, False) == (ended.has_ended("one", NOW), ended.has_ended("two", NOW))
    assert not ended.has_ended("one", NOW + 11)


# Buttons


class _Names(HTMLParser):
    def __init__(self, text: str) -> None:
        super().__init__()
        self.seen: list[tuple[str, dict[str, str | None]]] = []
        self.text = ""
        self.feed(text)

    @override
    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.seen.append((tag, dict(attrs)))

    @override
    def handle_data(self, data: str) -> None:
        self.text += data


@pytest.mark.parametrize("look", ["dark", "light"])
@pytest.mark.parametrize("words", ["Log in with Homeroom", "Sign up with <b>Homeroom</b>"])
def test_a_button_is_named_as_it_reads_and_large_enough(words: str, look: Any) -> None:
    # sso.md 4.8
    read = _Names(button('/login/start?next="x"', words, look))
    tags = dict(read.seen)
    assert ["a", "svg", "rect", "g", "path", "text"] == [tag for tag, _ in read.seen]
    assert (words, words) == (tags["svg"]["aria-label"], read.text)
    assert '/login/start?next="x"' == tags["a"]["href"]
    assert ("44", "16") == (tags["svg"]["height"], tags["text"]["font-size"])
    assert "style" not in button("/x")


def test_an_icon_has_a_name_too() -> None:
    assert "Log in with Homeroom" == dict(_Names(icon("/x")).seen)["svg"]["aria-label"]


def _luminance(colour: str) -> float:
    parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    linear = [c / 12.92 if c <= 0.03928 else ((c + 0.055) / 1.055) ** 2.4 for c in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


@pytest.mark.parametrize("look", ["dark", "light"])
def test_a_button_can_be_read(look: Any) -> None:
    tags = dict(_Names(button("/x", look=look)).seen)
    one, other = (_luminance(str(tags[tag]["fill"])) for tag in ("rect", "text"))
    assert (max(one, other) + 0.05) / (min(one, other) + 0.05) >= 4.5
