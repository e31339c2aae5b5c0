"""Counts of records, and the figures by which a client proves that it has not drifted."""

from hashlib import sha256

import httpx2
import msgspec
import pytest

from homeroom_kit import NotFoundError, RetryError
from homeroom_kit.client import Hub, figure_of, line_of
from tests.kit.trial import a_trial


def test_a_checkpoints_line_is_made_as_the_reference_says() -> None:
    document = {"b": 'é/\u2028"', "a": {"d": [], "c": "\n"}, "last_modified": "x"}

    assert '{"a":{"c":"\\n","d":[]},"b":"é/\u2028\\""}'.encode() == line_of(document)


def test_a_figure_is_a_count_and_a_hash_of_hashes() -> None:
    empty = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"
    one = "67050eeb5f95abf57449d92629dcf69f80c26247e207ad006a862d1e4e6498ff"

    assert [(0, empty), (1, one)] == [
        msgspec.structs.astuple(figure_of(hashes)) for hashes in ([], [sha256(b"0").digest()])
    ]


def test_counting_asks_the_hub() -> None:
    answer = httpx2.Response(200, json={"count": 3, "links": []})
    hub = Hub("https://hub.example", "t", transport=httpx2.MockTransport(lambda _: answer))

    assert 3 == hub.count("users", role="student")


@pytest.mark.parametrize(
    ("kind", "asks"), [("resources", []), ("events", ["count=true"]), ("users", ["count=true"])]
)
def test_what_a_hub_lists_though_it_was_asked_to_count_is_counted_to_its_end(
    kind: str, asks: list[str]
) -> None:
    asked = []

    def answer(request: httpx2.Request) -> httpx2.Response:
        asked.append(request.url.query.decode())
        after = int(request.url.params.get("starting_after", "0"))
        shown = [{"data": {"id": str(one)}} for one in range(after + 1, min(after + 3, 6))]
        return httpx2.Response(200, json={"data": shown, "links": []})

    hub = Hub("https://hub.example", "t", transport=httpx2.MockTransport(answer))

    assert 5 == hub.count(kind)
    assert asks == [one for one in asked if "count" in one]


def test_a_count_of_what_is_not_there_is_not_nought() -> None:
    trial = a_trial()

    with pytest.raises(NotFoundError):
        trial.hub.count("widgets")
    answer = httpx2.Response(200, json={"count": "many"})
    hub = Hub("https://hub.example", "t", transport=httpx2.MockTransport(lambda _: answer))
    with pytest.raises(RetryError, match="does not read as one"):
        hub.count("users")
