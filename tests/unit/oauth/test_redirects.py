import pytest

from homeroom.foundation.database import Store
from homeroom.foundation.errors import InvalidRequestError
from homeroom.oauth.actions import NewApplication, register_application, set_redirect_uris
from homeroom.oauth.queries import app_with_client_id
from homeroom.oauth.redirects import chosen, trouble_with

NOW = 1_788_000_000_000


@pytest.mark.parametrize(
    "uri",
    [
        "https://app.example.org/cb",
        "https://app.example.org",
        "https://app.example.org/cb?tenant=7",
        "https://localhost:3000",
        "https://[::1]:8443/cb",
    ],
)
def test_these_may_be_registered_always(uri: str) -> None:
    assert trouble_with(uri, live=True) is None


@pytest.mark.parametrize("uri", ["http://localhost:5000/oauth", "http://app.example.org/cb"])
def test_http_is_for_development_only(uri: str) -> None:
    assert trouble_with(uri, live=False) is None
    assert trouble_with(uri, live=True) is not None


@pytest.mark.parametrize(
    "uri",
    [
        "",
        "/relative",
        "app.example.org/cb",
        "//app.example.org/cb",
        "https:///cb",
        "https://app.example.org/cb#fragment",
        "https://*.example.org/cb",
        "https://user:pass@app.example.org/cb",
        "https://app.example.org@evil.example/cb",
        "https://app.example.org\\@evil.example/cb",
        "https://app.example.org/c b",
        "https://app.example.org/cb\n",
        "https://app.example.org/ü",
        "https://[::1/cb",
        "https://app.example.org:port/cb",
        "javascript:alert(1)",
        "clever-abc://oauth",
        "file:///etc/passwd",
        "https://app.example.org/" + "x" * 2000,
    ],
)
def test_these_may_never_be_registered(uri: str) -> None:
    assert trouble_with(uri, live=False) is not None


def test_the_first_is_primary_and_the_others_may_be_asked_for_to_the_letter() -> None:
    registered = ("https://a.test/one", "https://a.test/two")
    assert registered[0] == chosen(registered, None)
    assert registered[1] == chosen(registered, registered[1])
    assert chosen(registered, "") is None
    assert chosen(registered, registered[1] + "/") is None
    assert chosen((), None) is None


def test_an_application_is_not_registered_with_a_bad_uri(store: Store) -> None:
    asked = NewApplication("Reader", {"live": True}, ("http://a.test/cb",))
    with pytest.raises(InvalidRequestError, match="https"), store.control.writing() as session:
        register_application(session, NOW, asked)
    twice = NewApplication("Reader", {}, ("https://a.test/cb", "https://a.test/cb"))
    with pytest.raises(InvalidRequestError, match="once"), store.control.writing() as session:
        register_application(session, NOW, twice)


def test_the_list_is_replaced_whole_and_in_its_order(store: Store) -> None:
    with store.control.writing() as session:
        made = register_application(session, NOW, NewApplication("R", {}, ("https://a.test/1",)))
        app = app_with_client_id(session, made.client_id)
        assert app is not None
        set_redirect_uris(session, app, ("https://a.test/3", "https://a.test/2"))
        changed = app_with_client_id(session, made.client_id)
    assert changed is not None
    assert ("https://a.test/3", "https://a.test/2") == changed.redirect_uris
