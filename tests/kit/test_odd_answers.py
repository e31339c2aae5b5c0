"""Answers that are none: after them nobody is missing, and nobody waits for ever."""

import gzip
import json
from collections.abc import Callable
from typing import Any

import httpx2
import pytest

from homeroom_kit import ConfigurationError, RetryError
from homeroom_kit.client import Hub, connected_districts
from homeroom_kit.testing import ManualClock
from tests.kit.trial import Mode, Trial, both, synced

Answer = httpx2.Response
NONE: dict[str, Any] = {"data": [], "links": []}
DEEP = b"[" * 5_000 + b"]" * 5_000


class Asked(Hub):
    """A hub that gives these answers one after the other, the last one for ever."""

    def __init__(self, *answers: Answer) -> None:
        self.count_of_asked, self.waits = 0, ManualClock()
        left = list(answers)

        def answer(_: httpx2.Request) -> Answer:
            self.count_of_asked += 1
            assert self.count_of_asked < 30, "it asks for ever"
            return left.pop(0) if len(left) > 1 else left[0]

        transport = httpx2.MockTransport(answer)
        super().__init__("https://hub.example", "t", transport=transport, clock=self.waits)

    @property
    def ids(self) -> list[str]:
        """Everybody whom it shows."""
        return [json.loads(bytes(one))["id"] for page in self.documents("users") for one in page]


def _page(*ids: str, then: str = "") -> Answer:
    links = [{"rel": "next", "uri": f"/v3.1/users?starting_after={then}"}] if then else []
    return Answer(200, json={"data": [{"data": {"id": one}} for one in ids], "links": links})


def _packed(body: bytes) -> Answer:
    headers = {"content-encoding": "gzip"}
    return Answer(200, headers=headers, stream=httpx2.ByteStream(body))


@pytest.mark.parametrize("body", [{}, {"error": "Unknown"}, {"links": []}, {"resources": []}])
def test_pain_9_an_answer_without_a_list_does_not_end_a_list(body: dict[str, Any]) -> None:
    with pytest.raises(RetryError, match="no page"):
        _ = Asked(_page("a", then="a"), Answer(200, json=body)).ids


@pytest.mark.parametrize("body", [{}, {"error": "Unknown"}, {"links": []}])
def test_an_answer_without_a_list_is_not_an_empty_list(body: dict[str, Any]) -> None:
    with pytest.raises(RetryError, match="no page"):
        _ = Asked(Answer(200, json=body)).ids


def test_pain_9_a_page_that_is_none_archives_nobody() -> None:
    trial = synced(page_cap=3)
    _through(trial, lambda path, body: b"{}" if "users" in path and "after" in path else body)
    with pytest.raises(RetryError, match="no page"):
        trial.sync()
    assert not any(row.is_archived for row in trial.store.table["users"].values())


@pytest.mark.parametrize("ids", ["cab", "cba", "bab"])
def test_a_list_without_pages_may_be_in_any_order(ids: str) -> None:
    assert list(ids) == Asked(_page(*ids)).ids


def test_a_list_that_does_not_move_on_is_an_error() -> None:
    with pytest.raises(RetryError, match="does not move on"):
        _ = Asked(*(_page("a", then=str(number)) for number in range(20))).ids


@pytest.mark.parametrize("status", [400, 403, 501])
def test_a_first_page_that_is_refused_is_asked_for_once(status: int) -> None:
    hub = Asked(Answer(status, json={"message": "No."}))
    with pytest.raises(ConfigurationError):
        _ = hub.ids
    assert 1 == hub.count_of_asked


@pytest.mark.parametrize("said", ["limit must be at most 1000", "Could not parse limit '10000'"])
def test_a_page_that_is_too_large_may_be_refused_by_another_status(said: str) -> None:
    hub = Asked(Answer(400, json={"message": said}), _page("a"), Answer(200, json=NONE))
    assert ["a"] == hub.ids


@pytest.mark.parametrize(
    "broken", [_packed(b"no archive"), Answer(408), Answer(500, content=DEEP)], ids=str
)
def test_what_broke_on_the_way_is_asked_for_again(broken: Answer) -> None:
    hub = Asked(broken, _page("a"), Answer(200, json=NONE))
    assert (["a"], [1.0]) == (hub.ids, hub.waits.waits)


def test_an_archive_that_was_cut_is_no_page() -> None:
    whole = gzip.compress(_page("a").content)
    with pytest.raises(RetryError):
        _ = Asked(_packed(whole[:-12])).ids


@pytest.mark.parametrize("body", [b'{"data": [{"data": ' + DEEP + b"}]}", DEEP])
def test_what_is_nested_without_end_is_no_page(body: bytes) -> None:
    with pytest.raises(RetryError, match="no page"):
        _ = Asked(Answer(200, content=body)).ids
    with pytest.raises(RetryError, match="does not read"):
        Asked(Answer(200, content=body)).me()


@pytest.mark.parametrize(
    ("said", "waited"),
    [
        ("Tue, 01 Sep 2026 08:00:20 GMT", 20.0),
        ("Tue, 01 Sep 2026 07:00:00 GMT", 1.0),
        ("nan", 1.0),
        ("inf", 90.0),
        ("-5", 0.0),
    ],
)
def test_a_wait_is_told_in_seconds_or_as_a_date(said: str, waited: float) -> None:
    hub = Asked(Answer(503, headers={"Retry-After": said}), Answer(200, json=NONE))
    assert ([], [waited]) == (hub.ids, hub.waits.waits)


def test_the_list_of_districts_is_waited_for_by_its_headers_too() -> None:
    listed: dict[str, Any] = {"data": []}
    for first, waited in (
        (Answer(429, headers={"Retry-After": "7"}), [7.0]),
        (Answer(503, headers={"Retry-After": "5000"}), [10.0]),
        (_packed(b"no archive"), [1.0]),
    ):
        answers, clock = [Answer(200, json=listed), first], ManualClock()
        transport = httpx2.MockTransport(lambda _, answers=answers: answers.pop())
        connected_districts("https://hub.example", "id", "x", transport=transport, clock=clock)
        assert waited == clock.waits


def test_a_path_that_no_hub_offers_is_not_asked_for_again_among_districts() -> None:
    asked: list[str] = []

    def answer(request: httpx2.Request) -> Answer:
        asked.append(request.url.path)
        return Answer(501)

    transport = httpx2.MockTransport(answer)
    with pytest.raises(ConfigurationError):
        connected_districts("https://hub.example", "id", "x", transport=transport)
    assert 1 == len(asked)


Edit = Callable[[str, bytes], bytes]


def _through(trial: Trial, edit: Edit) -> None:
    """Let the bytes of each answer be changed on their way."""

    def answer(request: httpx2.Request) -> Answer:
        found = trial.town.answer(request)
        return Answer(found.status_code, content=edit(str(request.url), found.content))

    trial.hub = Hub(
        "https://other.example", lambda: trial.town.token, clock=trial.clock,
        transport=httpx2.MockTransport(answer),
    )  # fmt: skip


@both
@pytest.mark.parametrize("odd", [b'"\xe9"', b'"Ann\\u0000"', b"[" * 900 + b"]" * 900])
def test_a_record_of_broken_text_stops_no_other(mode: Mode, odd: bytes) -> None:
    trial = synced()
    town = trial.town
    before = dict(trial.row(town.ann).values)
    for one, first in ((town.ann, "ODD"), (town.dan, "Danny")):
        town.change("users", one, name={"first": first, "last": "Example"})
    _through(trial, lambda _, body: body.replace(b'"ODD"', odd))
    report = trial.sync(mode)

    assert ("done", 1) == (report.state, len(report.problems))
    assert (before, False) == (trial.row(town.ann).values, trial.row(town.ann).is_archived)
    assert "Danny" == trial.row(town.dan).values["name.first"]


@both
@pytest.mark.parametrize(
    ("told", "kept"),
    [
        (b"Ann \\ud83d", "Ann \ufffd"),  # half of an emoji, as JavaScript cuts it
        (b"\\uDE00 Ann \\ud83d", "\ufffd Ann \ufffd"),
        (b"\\ud83d\\ud83d\\ude00", "\ufffd\U0001f600"),
        (b"\\ud83d\\ude00 \\\\ud83d \\ud83d", "\U0001f600 \\ud83d \ufffd"),
    ],
)
def test_half_a_character_is_shown_as_such_and_stops_nobody(
    mode: Mode, told: bytes, kept: str
) -> None:
    trial = synced()
    town = trial.town
    for one, first in ((town.dan, "Danny"), (town.ann, "ODD")):
        town.change("users", one, name={"first": first, "last": "Example"})
    _through(trial, lambda _, body: body.replace(b"ODD", told))

    assert ("done", []) == ((report := trial.sync(mode)).state, report.problems)
    assert kept == trial.row(town.ann).values["name.first"]
    assert "Danny" == trial.row(town.dan).values["name.first"]


@both
@pytest.mark.parametrize("students", [[None], [1], ["a", {"id": "b"}]])
def test_a_class_that_names_nobody_readable_is_left_as_it_is(
    mode: Mode, students: list[Any]
) -> None:
    trial = synced()
    before = trial.people(trial.town.algebra)
    trial.town.change("sections", trial.town.algebra, students=students)
    report = trial.sync(mode)

    assert before == trial.people(trial.town.algebra)
    assert [("sections", trial.town.algebra)] == [
        (one.kind, one.clever_id) for one in report.problems
    ]
