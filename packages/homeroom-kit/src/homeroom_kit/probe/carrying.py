"""The probe over HTTP: one gate for every framework, and mounts for plain WSGI and ASGI."""

import asyncio
import logging
from collections.abc import Awaitable, Callable, Iterable, Mapping
from dataclasses import dataclass
from http import HTTPStatus
from typing import Any, Final
from urllib.parse import parse_qsl

import msgspec

from homeroom_kit.errors import UNREADABLE, KitError
from homeroom_kit.probe.opening import Opening
from homeroom_kit.probe.probing import Probe
from homeroom_kit.probe.shapes import ProbeError

__all__ = ["HEADERS", "LONGEST_BODY", "Answer", "Gate", "asgi", "wsgi"]

HEADERS: Final = {
    "Content-Type": "application/json",
    "Cache-Control": "no-store",
    "X-Content-Type-Options": "nosniff",
}
LONGEST_BODY: Final = 1_000_000
_POSTS: Final = ("sync", "progress", "accounts", "edits", "clock")
_log: Final = logging.getLogger("homeroom_kit.probe")


@dataclass(frozen=True, slots=True)
class Answer:
    """What goes back."""

    status: int
    body: bytes = b""


@dataclass(frozen=True)
class Gate:
    """A probe behind its token. That it could be made says that it may be opened.

    Args:
        probe: The probe.
        opening: That it may be opened, and with which token.
    """

    probe: Probe
    opening: Opening

    def answer(
        self,
        method: str,
        path: str,
        query: Mapping[str, str],
        authorization: str,
        body: bytes = b"",
    ) -> Answer:
        """Answer a request; `path` is what stands behind the probe's own address."""
        if not self.opening.admits(authorization):
            return _refused(401, "unauthorized", "The token is missing or is not the right one.")
        try:
            return self._answer(method, path.strip("/"), query, body)
        except ProbeError as refused:
            return _refused(refused.status, refused.code, refused.message)
        except KitError as trouble:
            return _refused(409, trouble.code, trouble.message)
        except Exception:  # noqa: BLE001 -- the same answer in every framework
            _log.exception("the probe failed at %s %s", method, path)
            return _refused(500, "failed", "The application failed; its log says why.")

    def _answer(self, method: str, path: str, query: Mapping[str, str], body: bytes) -> Answer:
        name, _, rest = path.partition("/")
        is_one = name == "runs" and bool(rest)
        if not is_one and (rest or name not in ("info", "records", *_POSTS)):
            raise ProbeError("not_found", f"The probe has no /{path}.", 404)
        if method != ("POST" if name in _POSTS else "GET"):
            raise ProbeError("method", f"/{path} does not take {method}.", 405)
        match name:
            case "info":
                return _json(200, self.probe.info())
            case "records":
                asked = (query.get("type", ""), query.get("cursor"), query.get("district"))
                return _json(200, self.probe.records(*asked))
            case "runs":
                return _json(200, self.probe.run(rest))
        return self._do(name, _read(body))

    def _do(self, name: str, asked: dict[str, Any]) -> Answer:
        match name:
            case "sync":
                found = self.probe.sync(asked.get("district", ""), asked.get("mode") or "full")
                return _json(202, found)
            case "accounts":
                return _json(201, self.probe.seed(asked))
            case "edits":
                return _json(201, self.probe.edit(asked))
            case "progress":
                self.probe.progress(
                    asked.get("clever_id", ""), asked.get("section"), asked.get("mark", "")
                )
            case _:
                self.probe.clock(asked.get("advance_seconds", 0))
        return Answer(204)


def _read(body: bytes) -> dict[str, Any]:
    if len(body) > LONGEST_BODY:
        raise ProbeError("too_long", f"A body may have {LONGEST_BODY} bytes.", 413)
    try:
        return msgspec.json.decode(body, type=dict[str, Any])
    except UNREADABLE as odd:
        raise ProbeError("bad_body", f"The body is no JSON object: {odd}.") from odd


def _json(status: int, told: object) -> Answer:
    return Answer(status, msgspec.json.encode(told))


def _refused(status: int, code: str, message: str) -> Answer:
    return _json(status, {"error": message, "code": code})


# ------------------------------------------------------------------------------------------- mounts

_Scope = Mapping[str, Any]
_Receive = Callable[[], Awaitable[Mapping[str, Any]]]
_Send = Callable[[dict[str, Any]], Awaitable[None]]


def wsgi(gate: Gate) -> Callable[[Mapping[str, Any], Callable[..., object]], Iterable[bytes]]:
    """The gate as a WSGI application, to mount below an address: `PATH_INFO` is what is behind."""

    def application(
        environ: Mapping[str, Any], start_response: Callable[..., object]
    ) -> Iterable[bytes]:
        told = environ.get("CONTENT_LENGTH") or ""
        length = min(int(told[:9]), LONGEST_BODY + 1) if told.isdecimal() else 0
        found = gate.answer(
            environ["REQUEST_METHOD"],
            environ.get("PATH_INFO", ""),
            dict(parse_qsl(environ.get("QUERY_STRING", ""))),
            environ.get("HTTP_AUTHORIZATION", ""),
            environ["wsgi.input"].read(length) if length else b"",
        )
        headers = {**HEADERS, "Content-Length": str(len(found.body))}
        start_response(f"{found.status} {HTTPStatus(found.status).phrase}", list(headers.items()))
        return [found.body]

    return application


def asgi(gate: Gate) -> Callable[[_Scope, _Receive, _Send], Awaitable[None]]:
    """The gate as an ASGI application, to mount below an address (`Mount("/probe", app=...)`)."""

    async def application(scope: _Scope, receive: _Receive, send: _Send) -> None:
        if scope["type"] != "http":
            return
        headers = {
            name.decode("latin-1"): value.decode("latin-1") for name, value in scope["headers"]
        }
        path = scope["path"].removeprefix(scope.get("root_path", ""))
        found = await asyncio.to_thread(
            gate.answer,
            scope["method"],
            path,
            dict(parse_qsl(scope["query_string"].decode("utf-8", "replace"))),
            headers.get("authorization", ""),
            await _body(receive),
        )
        lines = {**HEADERS, "Content-Length": str(len(found.body))}
        told = [(name.lower().encode(), value.encode()) for name, value in lines.items()]
        await send({"type": "http.response.start", "status": found.status, "headers": told})
        await send({"type": "http.response.body", "body": found.body})

    return application


async def _body(receive: _Receive) -> bytes:
    read = bytearray()
    while True:
        message = await receive()
        read += message.get("body", b"")
        if not message.get("more_body") or len(read) > LONGEST_BODY:
            return bytes(read)
