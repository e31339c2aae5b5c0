"""Two things at the same moment: signing out and a code, two consents, removing and a token."""

import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest

from homeroom.accounts import actions as accounts
from homeroom.oauth.authority import deciding
from tests.support.hubs import Reply
from tests.support.library import School, sent
from tests.support.library_acts import remove


def at_once(*acts: Callable[[], Reply]) -> list[Reply]:
    """Begin all of them in the same moment; return their answers."""
    gate = threading.Barrier(len(acts))

    def begin(act: Callable[[], Reply]) -> Reply:
        gate.wait()
        return act()

    with ThreadPoolExecutor(len(acts)) as threads:
        return list(threads.map(begin, acts))


@pytest.mark.parametrize("ends", ["everywhere", "suspended"])
def test_no_code_is_issued_to_a_session_that_ended_while_it_was_decided(
    school: School, monkeypatch: pytest.MonkeyPatch, ends: str
) -> None:
    app = school.app()
    school.install("ann", app)
    browser = school.browser("ann")
    verb = {"everywhere": accounts.sign_out_everywhere, "suspended": accounts.suspend}[ends]
    decided = deciding.verdict_of

    def slowly(*asked: Any) -> Any:
        found = decided(*asked)
        verb(school.desk, school.district.number, school.number("ann"))
        return found

    with monkeypatch.context() as meanwhile:
        meanwhile.setattr(deciding, "verdict_of", slowly)
        answer = browser.get(school.entry(app))

    assert 302 == answer.status
    assert answer.headers["location"].startswith("/login?")
    silent = browser.get(f"{school.entry(app)}&prompt=none")
    assert "login_required" == sent(silent)["error"]


def test_two_tabs_that_consent_at_once_add_the_application_once(school: School) -> None:
    app = school.app()
    browser = school.browser("ann")
    pages = [browser.get(school.entry(app)) for _ in range(2)]
    answers = at_once(*(lambda page=page: browser.answer(page, "accept") for page in pages))
    tokens = [school.token(app, answer) for answer in answers]
    assert [200, 200] == [school.bearing("/v3.1/me", token).status for token in tokens]
    assert [("active", "")] == school.stands("ann", app)


def test_a_consent_sent_twice_at_once_counts_once(school: School) -> None:
    app = school.app()
    browser = school.browser("ann")
    page = browser.get(school.entry(app))
    answers = at_once(*[lambda: browser.answer(page, "accept")] * 2)
    assert [303, 400] == sorted(answer.status for answer in answers)
    assert [("active", "")] == school.stands("ann", app)


@pytest.mark.parametrize("time", [1, 2, 3])
def test_a_code_traded_while_the_teacher_removes_the_application_opens_nothing(
    school: School, time: int
) -> None:
    app = school.app(f"Reader {time}")
    answer = school.install("ann", app)

    def removing() -> Reply:
        remove(school, "ann", app.client_id)
        return answer

    traded, _ = at_once(lambda: school.exchange(app, answer), removing)
    school.install("ann", app)  # whatever came of the code, it was of the consent before
    if traded.status == 200:
        assert 401 == school.bearing("/v3.1/me", traded.json["access_token"]).status
    else:
        assert "invalid_grant" == traded.json["error"]
