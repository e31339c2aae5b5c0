"""The layer around a sandbox: it notes each request of an application, and lets things go wrong.

Outside of the Data API and of OAuth, which know nothing of it: what the hub answers is what it
always answers, and what is done to it is done here. An entry is in the log before its answer is
sent, so whoever asks after an answer finds it.
"""

import asyncio
import re
import time
from typing import Any, Final
from urllib.parse import parse_qsl, urlencode, urlsplit

from homeroom.foundation.clock import wire_time
from homeroom.foundation.parts import Parts
from homeroom.sandbox.admin.bench import bench_of
from homeroom.sandbox.admin.faults import answers
from homeroom.sandbox.admin.faults.rules import ENDING, Fault
from homeroom.sandbox.admin.wire.log import Entry
from homeroom.sandbox.admin.wire.reading import Facts, fields_in, is_watched, short
from homeroom.web.answers import Answer
from homeroom.web.features import Served
from homeroom.web.shell import plain_path

_MOST_BODY: Final = 64 * 1024
_LONGEST_PATH: Final = 300
_USUAL_ROWS: Final = 100
_MOST_ROWS: Final = 10_000
_A_LIMIT: Final = re.compile(r"[0-9]{1,9}")
_METHODS: Final = frozenset({"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"})


def around(parts: Parts, served: Served) -> Served:
    """Return the hub with this layer around it."""
    return Layer(parts, served)


class Layer:
    """One hub's layer."""

    def __init__(self, parts: Parts, served: Served) -> None:
        self._parts = parts
        self._served = served
        self._bench = bench_of(parts)

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        """Answer one request, or have the hub answer it."""
        path = plain_path(scope["path"])
        if not is_watched(path):
            await self._served(scope, receive, send)
            return
        started = time.perf_counter()
        body, receive = await self._body(scope, receive)
        headers = dict(reversed(scope["headers"]))
        facts = self._bench.reader.facts(path.lower(), scope["query_string"], headers, body)
        met = self._bench.faults.met(facts.client_id, path) if facts.client_id else []
        noting = _Noting(self, scope, path, facts, met, started)
        await self._answer(scope, receive, noting.wrapping(send), facts, met, path)

    async def _answer(  # noqa: PLR0913 - a request is all of this
        self, scope: Any, receive: Any, send: Any, facts: Facts, met: list[Fault], path: str
    ) -> None:
        for fault in met:
            if fault.kind == "slow":
                await asyncio.sleep(fault.seconds)
            if fault.kind in ENDING:
                now = self._parts.clock.now().timestamp()
                await _send_answer(answers.in_place(fault, now), scope, send)
                return
        rows = self._bench.faults.cap_of(facts.client_id, path) if facts.client_id else None
        if rows is not None:
            scope = {**scope, "query_string": capped(scope["query_string"], rows)}
        bending = [one for one in met if one.kind != "slow"]
        if not bending:
            await self._served(scope, receive, send)
            return
        whole = _Whole()
        plain = [one for one in scope["headers"] if one[0] != b"accept-encoding"]
        await self._served({**scope, "headers": plain}, receive, whole.take)
        await whole.send_bent(bending, path, send)

    async def _body(self, scope: Any, receive: Any) -> tuple[bytes, Any]:
        """Return what a form holds, and what gives it to the hub once more."""
        if scope["method"] != "POST":
            return b"", receive
        held: list[Any] = []
        size = 0
        try:
            async with asyncio.timeout(self._parts.settings.body_timeout_seconds):
                while size <= _MOST_BODY:
                    event = await receive()
                    held.append(event)
                    size += len(event.get("body", b""))
                    if event["type"] != "http.request" or not event.get("more_body", False):
                        break
        except TimeoutError:
            pass  # the hub waits for the rest itself, and says what it thinks of it
        body = b"".join(event.get("body", b"") for event in held)

        async def again() -> Any:
            return held.pop(0) if held else await receive()

        return body[:_MOST_BODY], again

    def note(self, entry: Entry) -> None:
        """The entry is in the log."""
        self._bench.wire.add(entry)

    def now(self) -> str:
        """Return the hub's time as an entry tells it."""
        return wire_time(self._parts.clock.now())

    def district_of(self, code: str) -> str | None:
        """Return the district of a code that was handed out."""
        return self._bench.reader.district_of(code)


class _Noting:
    """Notes one request when its answer begins."""

    def __init__(  # noqa: PLR0913 - a request is all of this
        self, layer: Layer, scope: Any, path: str, facts: Facts, met: list[Fault], started: float
    ) -> None:
        self._layer = layer
        self._method = scope["method"] if scope["method"] in _METHODS else "OTHER"
        self._path = path[:_LONGEST_PATH]
        self._facts = facts
        self._met = met
        self._started = started

    def wrapping(self, send: Any) -> Any:
        """Return what sends like `send`, and notes the request first."""

        async def noted(event: Any) -> None:
            if event["type"] == "http.response.start":
                self._note(event)
            await send(event)

        return noted

    def _note(self, start: Any) -> None:
        facts = self._facts
        code = _code_in(start) if facts.token_kind == "browser" else ""  # noqa: S105 - a kind
        self._layer.note(
            Entry(
                n=0,
                at=self._layer.now(),
                client_id=facts.client_id,
                district=self._layer.district_of(code) if code else facts.district,
                method=self._method,
                path=self._path,
                query=facts.query,
                status=start["status"],
                token_kind=facts.token_kind,
                token=facts.token,
                user_agent=facts.user_agent,
                seconds=round(time.perf_counter() - self._started, 4),
                grant_type=facts.grant_type,
                code=short(code) if code else facts.code,
                redirect_uri=facts.redirect_uri,
                fault=",".join(one.kind for one in self._met),
            )
        )


class _Whole:
    """An answer that is held until it is whole, so that it can be bent."""

    def __init__(self) -> None:
        self._start: Any = None
        self._body: list[bytes] = []

    async def take(self, event: Any) -> None:
        """Hold a part of the answer."""
        if event["type"] == "http.response.start":
            self._start = event
        else:
            self._body.append(event.get("body", b""))

    async def send_bent(self, faults: list[Fault], path: str, send: Any) -> None:
        """Send it as the faults have it; one that is cut ends in the middle."""
        body = b"".join(self._body)
        for fault in faults:
            if self._start["status"] == 200:  # noqa: PLR2004 - the status itself
                body = answers.bent(fault, path, body)
        dropped = (b"content-length", b"etag")
        headers = [one for one in self._start["headers"] if one[0] not in dropped]
        headers.append((b"content-length", b"%d" % len(body)))
        await send({**self._start, "headers": headers})
        if any(one.kind == "cut" for one in faults):
            half = body[: len(body) // 2]
            # More was announced, and nothing more comes: the server closes the connection.
            await send({"type": "http.response.body", "body": half, "more_body": True})
            return
        await send({"type": "http.response.body", "body": body})


def capped(query: bytes, rows: int) -> bytes:
    """Return the query with a `limit` of at most so many; one that is refused stays refused."""
    pairs = parse_qsl(query.decode("latin-1"), keep_blank_values=True, encoding="latin-1")
    asked = fields_in(query).get("limit", str(_USUAL_ROWS))
    if not _A_LIMIT.fullmatch(asked) or not rows < int(asked) <= _MOST_ROWS:
        return query
    kept = [(name, value) for name, value in pairs if name != "limit"]
    return urlencode([*kept, ("limit", str(rows))], encoding="latin-1").encode("latin-1")


def _code_in(start: Any) -> str:
    """Return the code that an answer sends the browser on with; empty if there is none."""
    for name, value in start["headers"]:
        if name == b"location":
            return fields_in(urlsplit(value).query).get("code", "")
    return ""


async def _send_answer(answer: Answer, scope: Any, send: Any) -> None:
    length = (b"content-length", b"%d" % len(answer.body))
    headers = [*answer.headers, length]
    await send({"type": "http.response.start", "status": answer.status, "headers": headers})
    body = b"" if scope["method"] == "HEAD" else answer.body
    await send({"type": "http.response.body", "body": body})
