"""What the demo remembers and explains, without a hub."""

import json

import pytest

from homeroom.sandbox.demo import explaining
from homeroom.sandbox.demo.hub import Answer, Client, Hub, HubRefusedError
from homeroom.sandbox.demo.troubles import TROUBLES, trouble_of
from homeroom.sandbox.demo.visits import Browsers, Visit

APP = Client("app", "App", "id", "secret", "http://localhost:1/callback", "/callback")
ME = {
    "type": "user",
    "data": {"id": "5f", "district": "4e", "type": "user", "authorized_by": "district"},
    "links": [{"rel": "self", "uri": "/me"}, {"rel": "canonical", "uri": "/v3.1/users/5f"}],
}


def visit(name: str = "5f") -> Visit:
    return Visit(APP, Answer("/me", 200, {"data": {"id": name}}), begun_here=True)


@pytest.mark.parametrize(
    "content", [ME, {}, {"a": []}, {"a": {}, "b": None, "c": [1, "ü", [True]]}, {'"': "<b>"}]
)
def test_lines_put_together_are_the_answer_itself(content: dict[str, object]) -> None:
    text = "\n".join(line.text for line in explaining.me(content))
    assert json.dumps(content, indent=2, ensure_ascii=False) == text


def test_each_key_of_me_is_explained() -> None:
    silent = {line.text.strip(" ,") for line in explaining.me(ME) if not line.note}
    assert {"{", "}", "]", '"data": {', '"links": ['} == silent


def test_who_authorised_decides_what_is_said_of_the_district() -> None:
    assert "There is no district" in explaining.absence({"authorized_by": "teacher"})
    assert "The district is named" in explaining.absence({"authorized_by": "district"})


def test_a_login_is_good_once_and_in_its_own_browser_for_its_own_application() -> None:
    browsers = Browsers()
    mine, login = browsers.begin("", "app")
    other, _ = browsers.begin("", "app")
    assert browsers.take(other, "app", login.state) is None
    assert browsers.take(mine, "another", login.state) is None
    assert login == browsers.take(mine, "app", login.state)
    assert browsers.take(mine, "app", login.state) is None


def test_a_cookie_that_the_demo_did_not_make_is_never_taken_over() -> None:
    browsers = Browsers()
    cookie, _ = browsers.begin("planted", "app")
    assert "planted" not in {cookie, browsers.sign_in("planted", visit())}
    assert browsers.find("planted") is None


def test_signing_in_changes_the_cookie_and_forgets_the_old_one() -> None:
    browsers = Browsers()
    first = browsers.sign_in("", visit("a"))
    second = browsers.sign_in(first, visit("b"))
    found = browsers.find(second)
    assert browsers.find(first) is None
    assert found is not None
    assert found.visit == visit("b")


def test_what_is_remembered_is_bounded() -> None:
    browsers = Browsers()
    oldest = browsers.sign_in("", visit())
    for _ in range(1000):
        browsers.sign_in("", visit())
    assert browsers.find(oldest) is None
    cookie, first = browsers.begin("", "app")
    for _ in range(10):
        browsers.begin(cookie, "app")
    assert browsers.take(cookie, "app", first.state) is None


def test_a_hub_that_is_not_there_is_a_trouble_with_words() -> None:
    with pytest.raises(HubRefusedError) as refused:
        Hub("http://127.0.0.1:1").exchange(APP, "code")
    assert TROUBLES["unreachable"] == trouble_of(refused.value.error)


def test_an_error_nobody_knows_is_not_repeated() -> None:
    assert "hr-xss" not in f"{trouble_of('<b>hr-xss</b>')}"


def test_secrets_are_not_printed_with_the_client() -> None:
    assert "secret'" not in repr(APP)
