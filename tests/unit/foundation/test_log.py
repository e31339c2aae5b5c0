import asyncio
import io
import json
from uuid import uuid4

from typing_extensions import override

from homeroom.foundation.log import RequestLog, make_logger, request_id
from homeroom.foundation.settings import Settings
from homeroom.hub import FEATURES


def test_a_line_is_one_json_object_with_the_request_id() -> None:
    stream = io.StringIO()
    bound = request_id.set("abc")
    make_logger(Settings(), stream).info("happened", count=3)
    request_id.reset(bound)
    line = json.loads(stream.getvalue())
    assert ("happened", 3, "abc", "info") == (
        line["event"],
        line["count"],
        line["request_id"],
        line["level"],
    )


def test_personal_data_is_left_out_of_a_careless_line() -> None:
    stream = io.StringIO()
    make_logger(Settings(), stream).warning("odd", email="a@b.example", last_name="Okafor")
    assert "a@b.example" not in stream.getvalue()
    assert "Okafor" not in stream.getvalue()


def test_an_exceptions_text_is_left_out_and_its_place_is_not() -> None:
    stream = io.StringIO()
    try:
        int("row of Ada Okafor")
    except ValueError as error:
        make_logger(Settings(), stream).exception("failed", exc_info=error)
    line = json.loads(stream.getvalue())
    assert "Okafor" not in stream.getvalue()
    assert "ValueError" == line["error"]
    assert "test_an_exceptions_text" in line["trace"][0]


def test_less_than_the_level_is_not_written() -> None:
    stream = io.StringIO()
    make_logger(Settings(log_level="error"), stream).warning("odd")
    assert "" == stream.getvalue()


def test_the_text_form_is_for_reading() -> None:
    stream = io.StringIO()
    make_logger(Settings(log_format="text"), stream).info("happened", count=3)
    assert "happened" in stream.getvalue()
    assert "count=3" in stream.getvalue()


def test_a_request_leaves_one_line_without_anything_that_was_asked_for() -> None:
    stream = io.StringIO()
    settings = Settings()
    log = RequestLog(settings, make_logger(settings, stream), stream)
    log.write("abc", "GET", "/users/{id}", 200, 0.01234)
    line = json.loads(stream.getvalue())
    assert line.pop("timestamp").endswith("Z")
    assert {
        "event": "request",
        "method": "GET",
        "route": "/users/{id}",
        "status": 200,
        "ms": 12.3,
        "request_id": "abc",
        "level": "info",
    } == line


class Stream(io.StringIO):
    """Standard error that counts how often it is written to."""

    def __init__(self) -> None:
        super().__init__()
        self.writes = 0
        self.whole = asyncio.Event()

    @override
    def write(self, text: str) -> int:
        self.writes += 1
        count = super().write(text)
        if self.getvalue().count("\n") >= 30:
            self.whole.set()
        return count


def test_lines_of_a_served_hub_are_written_together_and_none_waits_long() -> None:
    stream, settings = Stream(), Settings()
    log = RequestLog(settings, make_logger(settings, stream), stream)

    async def served() -> None:
        log.gather(asyncio.get_running_loop())
        for number in range(30):
            log.write(f"many-{number}", "GET", "/x", 200, 0.1)
        await stream.whole.wait()
        log.write("last", "GET", "/x", 200, 0.1)
        log.release()
        log.write("later", "GET", "/x", 200, 0.1)

    asyncio.run(asyncio.wait_for(served(), 20))
    asked = [json.loads(line)["request_id"] for line in stream.getvalue().splitlines()]
    assert [*(f"many-{number}" for number in range(30)), "last", "later"] == asked
    # Two dozen in two writes, six when their time was up, and two that waited for nobody.
    assert 5 == stream.writes


def test_a_write_of_many_lines_stays_whole_in_a_pipe() -> None:
    stream, settings = io.StringIO(), Settings()
    log = RequestLog(settings, make_logger(settings, stream), stream)
    longest = max((route.path for feature in FEATURES for route in feature.routes), key=len)

    async def served() -> None:
        log.gather(asyncio.get_running_loop())
        while not stream.getvalue():
            log.write(str(uuid4()), "OPTIONS", longest, 200, 12345.6)

    asyncio.run(served())
    assert 1 < stream.getvalue().count("\n")
    assert len(stream.getvalue().encode()) <= 4096


def test_a_request_is_written_for_reading_too() -> None:
    stream = io.StringIO()
    settings = Settings(log_format="text")
    RequestLog(settings, make_logger(settings, stream), stream).write("abc", "GET", "/x", 200, 0.1)
    assert "route=/x" in stream.getvalue()


def test_requests_are_not_written_above_their_level() -> None:
    stream = io.StringIO()
    settings = Settings(log_level="warning")
    RequestLog(settings, make_logger(settings, stream), stream).write("abc", "GET", "/x", 200, 0.1)
    assert "" == stream.getvalue()
