"""The shell, through a hub that has only the routes of this file; no store is opened."""

import asyncio
import gzip
import hashlib
import socket as socket_module
import threading
from collections.abc import Iterator
from pathlib import Path
from uuid import UUID

import pytest

from homeroom.accounts.errors import FormExpiredError
from homeroom.foundation.errors import (
    InvalidRequestError,
    NotSignedInError,
    TooManyRequestsError,
)
from homeroom.foundation.log import request_id
from homeroom.hub import Hub, create_hub
from homeroom.web import Answer, Feature, Guard, Request, html, json_value, public
from homeroom.web.answers import json_chunks
from homeroom.web.shell import plain_path
from tests.support.hubs import InProcess, OverSocket, Reply, served, some_settings
from tests.support.stores import Place


def _echo(request: Request) -> Answer:
    return json_value(
        {
            "path": request.path,
            "parameters": dict(request.path_params),
            "query": dict(request.query_params),
            "thread": threading.current_thread().name,
            "request_id": request_id.get(),
        }
    )


def _fail(_request: Request) -> Answer:
    raise ZeroDivisionError("nobody expected this")


def _stop(_request: Request) -> Answer:
    raise StopIteration


def _refuse(request: Request) -> Answer:
    request.answer_headers.append((b"x-ratelimit-remaining", b"0"))
    if request.query_params.get("empty"):
        raise TooManyRequestsError("")
    raise InvalidRequestError("Could not parse limit 'x'. Use a number from 1 to 10000.")


def _too_old(_request: Request) -> Answer:
    raise FormExpiredError


def _many(_request: Request) -> Answer:
    return json_chunks(b"%d," % number for number in range(2000))


def _broken(request: Request) -> Answer:
    def chunks() -> Iterator[bytes]:
        if request.query_params.get("first"):
            raise InvalidRequestError("not even one")
        yield b"["
        raise ZeroDivisionError

    return json_chunks(chunks())


def _length(request: Request) -> Answer:
    return json_value({"length": len(request.body)})


def _arrived(request: Request, _proof: str) -> Answer:
    received = request.received
    assert received is not None
    content = received.path.read_bytes()
    same = hashlib.sha256(content).hexdigest() == received.sha256
    return json_value(
        {"size": received.size, "same": same, "path": str(received.path), "proof": _proof}
    )


def _prove(request: Request) -> str:
    if request.raw_header(b"authorization") != b"Bearer right":
        raise NotSignedInError("Unrecognized token string")
    return "right"


_ROUTES = (
    public("/echo", _echo),
    public("/echo/{id}", _echo),
    public("/fail", _fail),
    public("/stop", _stop),
    public("/refuse", _refuse),
    public("/many", _many),
    public("/broken", _broken),
    public("/length", _length, ("POST",), body="memory"),
    public("/page", lambda _request: html("<p>hello</p>"), page=True),
    public("/developers/refused", _too_old, page=True),
    public("/portal/refused", _refuse, page=True),
    public("/operator/fail", _fail, page=True),
    Guard("upload_key", _prove).route("/arrive", _arrived, ("POST",), body="file"),
    Guard("bearer", _prove).route("/proof", lambda _request, proof: json_value(proof)),
)


@pytest.fixture
def hub(tmp_path: Path) -> Iterator[Hub]:
    settings = some_settings(
        Place(tmp_path, ""), max_body_bytes=100, max_upload_bytes=3_000_000, log_level="error"
    )
    made = create_hub(settings, features=(Feature("shell", _ROUTES),))
    yield made
    made.stop()


@pytest.fixture
def call(hub: Hub) -> InProcess:
    return InProcess(hub)


@pytest.fixture
def socket(hub: Hub) -> Iterator[OverSocket]:
    with served(hub) as caller:
        yield caller


@pytest.mark.parametrize(
    ("sent", "plain"),
    [
        ("/", "/"),
        ("//", "/"),
        ("/a", "/a"),
        ("/a/", "/a"),
        ("//a///b//", "/a/b"),
        ("", "/"),
    ],
)
def test_repeated_and_trailing_slashes_do_not_matter(sent: str, plain: str) -> None:
    assert plain == plain_path(sent)


def test_every_answer_has_a_request_id_of_ours(call: InProcess) -> None:
    for path in ("/echo", "/nowhere", "/fail", "/refuse"):
        reply = call(path, headers={"X-Request-Id": "mine"})
        assert 4 == UUID(reply.headers["x-request-id"]).version
        assert "nosniff" == reply.headers["x-content-type-options"]


def test_the_handlers_thread_knows_the_request_id(call: InProcess) -> None:
    reply = call("/echo")
    assert reply.headers["x-request-id"] == reply.json["request_id"]
    assert reply.json["thread"].startswith("handler")


def test_parameters_keep_their_case(call: InProcess) -> None:
    assert {"id": "AbC"} == call("/ECHO/AbC/").json["parameters"]


def test_an_unexpected_exception_is_500_without_its_text(call: InProcess) -> None:
    reply = call("/fail")
    assert (500, {"message": "Unknown error", "error": "Unknown error"}) == (
        reply.status,
        reply.json,
    )


def test_a_handler_that_runs_out_of_items_is_500_and_does_not_hang(call: InProcess) -> None:
    assert 500 == call("/stop").status


def test_a_refusal_carries_its_sentence_twice_and_the_guards_headers(call: InProcess) -> None:
    reply = call("/refuse")
    said = "Could not parse limit 'x'. Use a number from 1 to 10000."
    assert (400, {"message": said, "error": said}, "0") == (
        reply.status,
        reply.json,
        reply.headers["x-ratelimit-remaining"],
    )


def test_a_refusal_without_words_has_an_empty_body(call: InProcess) -> None:
    reply = call("/refuse?empty=1")
    assert (429, b"") == (reply.status, reply.body)


def test_an_unknown_path_is_the_html_404_with_its_path_escaped(call: InProcess) -> None:
    reply = call("/no/%3Cscript%3E")
    assert (404, "text/html; charset=utf-8", "default-src 'none'") == (
        reply.status,
        reply.headers["content-type"],
        reply.headers["content-security-policy"],
    )
    assert b"<pre>Cannot GET /no/&lt;script&gt;</pre>" in reply.body


def test_a_person_at_an_unknown_address_is_led_back(call: InProcess) -> None:
    asked = {"accept": "text/html,application/xhtml+xml,*/*;q=0.8"}
    reply = call("/portl/x", headers=asked)
    assert (404, True) == (reply.status, b"There is nothing here" in reply.body)
    assert b'href="/portal"' in reply.body
    assert b'href="/developers"' in call("/Developers/nowhere", headers=asked).body


def test_where_programs_ask_a_browser_reads_what_they_read(call: InProcess) -> None:
    reply = call("/echo/1/2", headers={"accept": "text/html"})
    assert b"<pre>Cannot GET /echo/1/2</pre>" in reply.body


@pytest.mark.parametrize(
    ("path", "status", "start", "title"),
    [
        ("/portal/refused", 400, "/portal", "That did not work"),
        ("/developers/refused", 403, "/developers", "Please load the page again"),
        ("/operator/fail", 500, "/operator", "Something went wrong here"),
    ],
)
def test_a_page_that_says_no_leads_back_to_the_start_of_its_own_people(
    call: InProcess, path: str, status: int, start: str, title: str
) -> None:
    reply = call(path)
    assert status == reply.status
    assert f"<h1>{title}</h1>" in reply.body.decode()
    assert f'href="{start}"' in reply.body.decode()


def test_a_wrong_method_is_405_and_names_the_right_one(call: InProcess) -> None:
    reply = call("/echo", method="DELETE")
    assert (405, "GET") == (reply.status, reply.headers["allow"])


def test_head_is_get_without_the_body(call: InProcess) -> None:
    whole, head = call("/refuse"), call("/refuse", method="HEAD")
    assert (whole.status, whole.headers["content-length"], b"") == (
        head.status,
        head.headers["content-length"],
        head.body,
    )


def test_a_guard_is_asked_before_the_handler(call: InProcess) -> None:
    assert 401 == call("/proof").status
    assert "right" == call("/proof", headers={"Authorization": "Bearer right"}).json


def test_a_large_body_is_refused_by_its_announced_length(call: InProcess) -> None:
    assert 413 == call("/length", "POST", body=b"x" * 101).status


def test_a_large_body_is_refused_though_it_announced_less(call: InProcess) -> None:
    reply = call("/length", "POST", headers={"content-length": "1"}, body=b"x" * 101)
    assert 413 == reply.status


def test_a_body_within_the_limit_arrives(call: InProcess) -> None:
    assert {"length": 100} == call("/length", "POST", body=b"x" * 100).json


def test_a_malformed_length_is_refused(call: InProcess) -> None:
    assert 400 == call("/length", "POST", headers={"content-length": "-5"}).status


def test_large_header_fields_are_refused(call: InProcess) -> None:
    assert 431 == call("/echo", headers={"x-long": "x" * 40_000}).status


def _upload(caller: InProcess | OverSocket, size: int, token: str = "right") -> Reply:
    return caller("/arrive", "POST", {"Authorization": f"Bearer {token}"}, b"ab" * (size // 2))


def test_an_upload_arrives_in_a_file_with_its_sha256(socket: OverSocket) -> None:
    reply = _upload(socket, 2_500_000)
    assert (2_500_000, True, "right") == (
        reply.json["size"],
        reply.json["same"],
        reply.json["proof"],
    )


def test_an_upload_that_nobody_took_is_removed(call: InProcess) -> None:
    assert not Path(_upload(call, 1000).json["path"]).exists()


def test_an_upload_over_the_limit_leaves_nothing(call: InProcess, tmp_path: Path) -> None:
    assert 413 == _upload(call, 3_000_002).status
    assert [] == list(tmp_path.glob("arriving/*"))


@pytest.mark.parametrize("path", ["/length", "/arrive"])
def test_a_body_that_stalls_is_answered_and_the_connection_closed(
    tmp_path: Path, path: str
) -> None:
    settings = some_settings(Place(tmp_path, ""), body_timeout_seconds=1)
    hub = create_hub(settings, features=(Feature("shell", _ROUTES),))
    head = f"POST {path} HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer right\r\n"
    try:
        with (
            served(hub) as caller,
            socket_module.create_connection(("127.0.0.1", caller.port), timeout=10) as stalled,
        ):
            stalled.sendall(f"{head}Content-Length: 90\r\n\r\nabc".encode())
            answer = b"".join(iter(lambda: stalled.recv(65536), b""))
    finally:
        hub.stop()
    assert answer.startswith(b"HTTP/1.1 408 ")
    assert b"connection: close" in answer
    assert b"Nothing of the request body came for 1 seconds" in answer
    assert [] == list(tmp_path.glob("arriving/*"))


def test_an_upload_without_the_right_key_is_refused_unread(call: InProcess, tmp_path: Path) -> None:
    assert 401 == _upload(call, 1000, token="wrong").status
    assert not (tmp_path / "arriving").exists()


def test_an_answer_in_chunks_arrives_whole(socket: OverSocket) -> None:
    reply = socket("/many")
    assert b"".join(b"%d," % number for number in range(2000)) == reply.body


def test_an_answer_in_chunks_is_packed_for_who_asks(socket: OverSocket) -> None:
    reply = socket("/many", headers={"Accept-Encoding": "gzip"})
    assert ("gzip", "accept-encoding") == (
        reply.headers["content-encoding"],
        reply.headers["vary"],
    )
    assert socket("/many").body == gzip.decompress(reply.body)


def test_head_of_an_answer_in_chunks_has_no_body(call: InProcess) -> None:
    assert b"" == call("/many", method="HEAD").body


def test_chunks_that_fail_at_once_are_a_clean_refusal(call: InProcess) -> None:
    reply = call("/broken?first=1")
    assert (400, "not even one") == (reply.status, reply.json["message"])


def test_chunks_that_fail_midway_do_not_look_complete(call: InProcess) -> None:
    with pytest.raises(ZeroDivisionError):
        call("/broken")


def test_a_page_answers_configured_hosts_only(call: InProcess) -> None:
    assert 200 == call("/page", headers={"host": "localhost:8400"}).status
    assert 200 == call("/page", headers={"host": "[::1]:8400"}).status
    assert 400 == call("/page", headers={"host": "evil.example"}).status


def test_requests_are_counted_by_template_and_never_by_path(hub: Hub, call: InProcess) -> None:
    call("/echo/12345")
    call("/elsewhere/12345", method="BREW")
    text = hub.parts.metrics.text().decode()
    assert 'method="GET",route="/echo/{id}",status="2xx"' in text
    assert 'method="OTHER",route="(none)",status="4xx"' in text
    assert "12345" not in text


def test_a_websocket_is_closed(hub: Hub) -> None:
    sent: list[dict[str, object]] = []

    async def receive() -> dict[str, object]:
        return {"type": "websocket.connect"}

    async def send(event: dict[str, object]) -> None:
        sent.append(event)

    asyncio.run(hub({"type": "websocket", "path": "/"}, receive, send))
    assert "websocket.close" == sent[0]["type"]
