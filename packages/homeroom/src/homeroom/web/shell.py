"""The one outer layer of every HTTP request, in plain ASGI.

Each answer carries a request id of ours and nosniff; paths lose repeated and trailing slashes;
heads and bodies have limits; whatever a handler raises ends as an answer, a count and a log line.
Nothing here allocates what it can prepare: this is paid by every page of records.
"""

import random
import time
from collections.abc import Callable
from functools import partial
from typing import Any, Final

from homeroom.foundation.errors import InvalidRequestError, RefusedError
from homeroom.foundation.log import RequestLog, request_id
from homeroom.foundation.parts import Parts
from homeroom.web import answers
from homeroom.web.answers import Answer, Header
from homeroom.web.bodies import announced, check_length, read_body, remove, write_body
from homeroom.web.handlers import Begun, run_handler
from homeroom.web.pages.refusals import broken_page, refused_page, unknown_address
from homeroom.web.request import Answered, Request
from homeroom.web.routes import Match, Reply, Route, Router
from homeroom.web.threads import Threads

_NOSNIFF: Final[Header] = (b"x-content-type-options", b"nosniff")
_HSTS: Final[Header] = (b"strict-transport-security", b"max-age=15552000; includeSubDomains")
_METHODS: Final = frozenset({"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"})
_NO_ROUTE: Final = "(none)"
_SEPARATOR_BYTES: Final = 4  # of each header field: colon, space, CR, LF
_BODILESS: Final = frozenset({204, 304})
_LONGEST_TURNS: Final = 200
"""Requests that wait for their turn; whoever comes then is told to come back."""


def _random_id(draw: Callable[[int], int]) -> str:
    """Return a random UUID (RFC 9562 5.4); `uuid.uuid4` asks the kernel for each and costs more."""
    parts = (draw(32), draw(16), draw(12), draw(14) | 0x8000, draw(48))
    return "%08x-%04x-4%03x-%04x-%012x" % parts  # noqa: UP031 - half the cost of an f-string


def plain_path(path: str) -> str:
    """Return the path with repeated slashes made one and without a trailing slash."""
    if "//" in path:
        path = "/" + "/".join(part for part in path.split("/") if part)
    elif len(path) > 1 and path[-1] == "/":
        path = path[:-1]
    return path or "/"


def _first(path: str) -> str:
    return path.partition("/")[2].partition("/")[0].lower()


class Shell:
    """Answers the hub's HTTP requests."""

    def __init__(
        self,
        parts: Parts,
        router: Router,
        threads: Threads,
        writers: Threads | None = None,
        turns: Threads | None = None,
    ) -> None:
        self._parts = parts
        self._router = router
        self._threads = threads
        self._writers = writers or threads
        self._turns = turns or self._writers
        self.log = RequestLog(parts.settings, parts.log)
        self._of_programs = {_first(route.path) for route in router.routes if not route.page}
        # A read of SQLite waits for nobody, and is over sooner than a thread would have begun it.
        self._reads_at_once = parts.store.kind == "sqlite"
        # It names requests and keeps no secret; each process of a hub begins it anew.
        self._draw = random.Random().getrandbits  # noqa: S311
        self._always: tuple[Header, ...] = (_NOSNIFF,)
        if parts.settings.base_url.startswith("https://"):
            self._always = (_NOSNIFF, _HSTS)

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        """Answer one request."""
        started = time.perf_counter()
        # No inbound id is believed: it would let a caller write into our log.
        asked = _random_id(self._draw)
        bound = request_id.set(asked)
        path = plain_path(scope["path"])
        match = self._router.find(scope["method"], path)
        template = match.route.path if match.route else _NO_ROUTE
        request = Request(scope, self._parts, path, template)
        status = 500
        try:
            begun = await self._begin(request, match, receive)
            status = begun.answer.status
            await self._send(request, begun, asked, send)
        finally:
            method = scope["method"] if scope["method"] in _METHODS else "OTHER"
            seconds = time.perf_counter() - started
            self._parts.metrics.count_request(template, method, status, seconds)
            self.log.write(asked, method, template, status, seconds)
            if request.when_answered is not None:
                request.when_answered(request, Answered(asked, status, seconds))
            request_id.reset(bound)

    async def _begin(self, request: Request, match: Match, receive: Any) -> Begun:
        try:
            self._check_head(request)
            if match.route is None:
                return Begun(self._nothing_found(request, match))
            return await self._run(request, match, match.route, receive)
        except RefusedError as error:
            is_page = match.route is not None and match.route.page
            if is_page:
                return Begun(refused_page(error, request.path))
            return Begun(answers.refusal(error))
        except Exception as error:
            # The last place before the server's own: a bug answers 500 and is logged, no more.
            self._parts.log.exception("request failed", route=request.route_path, exc_info=error)
            is_page = match.route is not None and match.route.page
            return Begun(broken_page(request.path) if is_page else answers.UNKNOWN_ERROR)

    def _nothing_found(self, request: Request, match: Match) -> Answer:
        if match.allowed:
            return answers.wrong_method(match.allowed)
        accepted = request.raw_header(b"accept") or b""
        # A person who mistyped an address is helped; a program reads what it always read there.
        if b"text/html" in accepted and _first(request.path) not in self._of_programs:
            return unknown_address(request.path)
        return answers.no_such_path(request.scope["path"], request.method)

    def _check_head(self, request: Request) -> None:
        settings = self._parts.settings
        headers = request.scope["headers"]
        size = sum([len(name) + len(value) for name, value in headers])
        if size + _SEPARATOR_BYTES * len(headers) > settings.max_header_bytes:
            raise _HeadTooLargeError(
                f"The header fields must be at most {settings.max_header_bytes} bytes"
            )

    async def _run(self, request: Request, match: Match, route: Route, receive: Any) -> Begun:
        request.scope["path_params"] = match.parameters
        if route.page:
            self._check_host(request)
        packed = b"gzip" in (request.raw_header(b"accept-encoding") or b"")
        if route.body == "none":
            check_length(announced(request.scope["headers"]), self._parts.settings.max_body_bytes)
            call = partial(_guarded, route, request)
            if self._reads_at_once and route.quick is not None and route.quick(request):
                answer = call()
                if isinstance(answer, Answer) and answer.chunks is None:
                    return Begun(answer)
                call = partial(_same, answer)
            return await run_handler(self._threads_for(route, request), call, packed=packed)
        proof = await self._prove(route, request)
        await self._take_in(request, route, receive)
        try:
            call = partial(route.handler, request, *proof)
            return await run_handler(self._threads_for(route, request), call, packed=packed)
        finally:
            if request.received is not None:
                remove(request.received.path)

    async def _prove(self, route: Route, request: Request) -> tuple[Any, ...]:
        # Before the body: nobody fills the disk without having shown who she is.
        if route.prove is None:
            return ()
        proof: list[Any] = []

        def prove() -> Answer:
            proof.append(route.prove(request) if route.prove else None)
            return answers.UNKNOWN_ERROR

        await run_handler(self._threads_for(route, request), prove)
        return tuple(proof)

    def _threads_for(self, route: Route, request: Request) -> Threads:
        if route.in_turn:
            if self._turns.waiting >= _LONGEST_TURNS:
                raise _CrowdedError
            return self._turns
        return self._threads if request.method == "GET" else self._writers

    async def _take_in(self, request: Request, route: Route, receive: Any) -> None:
        settings = self._parts.settings
        limit = settings.max_upload_bytes if route.body == "file" else settings.max_body_bytes
        check_length(announced(request.scope["headers"]), limit)
        if route.body == "memory":
            request.body = await read_body(receive, limit, settings.body_timeout_seconds)
            return
        folder = settings.home / "arriving"
        request.received = await write_body(
            receive, limit, settings.body_timeout_seconds, folder, self._threads
        )

    def _check_host(self, request: Request) -> None:
        host = (request.raw_header(b"host") or b"").decode("latin-1")
        name = host if host.endswith("]") else host.rpartition(":")[0] or host
        if name not in self._parts.settings.hosts:
            raise InvalidRequestError("This hub does not answer on that host")

    async def _send(self, request: Request, begun: Begun, asked: str, send: Any) -> None:
        answer = begun.answer
        headers = [*answer.headers, *request.answer_headers, *self._always]
        headers.append((b"x-request-id", asked.encode("ascii")))
        head_only = request.scope["method"] == "HEAD" or answer.status in _BODILESS
        if begun.chunks is None and answer.status not in _BODILESS:
            headers.append((b"content-length", b"%d" % len(answer.body)))
        await send({"type": "http.response.start", "status": answer.status, "headers": headers})
        if begun.chunks is not None:
            await _send_chunks(begun, send, head_only=head_only)
        else:
            body = b"" if head_only else answer.body
            await send({"type": "http.response.body", "body": body})


class _CrowdedError(RefusedError):
    """More of these requests wait than can be answered soon; nothing was done."""

    status = 503
    default_code = "busy"
    retry_after = 5

    def __init__(self) -> None:
        super().__init__("Many people are asking for this right now. Try again in a few seconds.")


class _HeadTooLargeError(RefusedError):
    """The header fields are larger than the limit."""

    status = 431
    default_code = "head_too_large"


def _guarded(route: Route, request: Request) -> Reply:
    if route.prove is None:
        return route.handler(request)
    return route.handler(request, route.prove(request))


def _same(made: Reply) -> Reply:
    return made


async def _send_chunks(begun: Begun, send: Any, *, head_only: bool) -> None:
    """Send what the handler's thread makes; a failure midway cuts the connection.

    The head is gone by then: an answer that ends early must not look complete.
    """
    assert begun.chunks is not None  # noqa: S101 - the caller looked
    while True:
        chunk = await begun.chunks.get()
        if isinstance(chunk, BaseException):
            raise chunk
        if chunk is None:
            break
        if chunk and not head_only:
            await send({"type": "http.response.body", "body": chunk, "more_body": True})
    await send({"type": "http.response.body", "body": b""})
