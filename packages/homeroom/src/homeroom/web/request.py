"""One request as a handler sees it."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any, NamedTuple

from starlette.requests import HTTPConnection

from homeroom.foundation.parts import Parts
from homeroom.web.answers import Header


@dataclass(frozen=True)
class Received:
    """A request body that was written to a file while it arrived."""

    path: Path
    sha256: str
    size: int


class Answered(NamedTuple):
    """How a request ended, once its answer was sent."""

    request_id: str
    status: int
    seconds: float


class Request(HTTPConnection):
    """Starlette's lazy view of the head, with the hub's parts and what arrived.

    `answer_headers` go with whatever answer follows, refusals too: a guard adds its rate headers
    here. Path parameters are in `path_params`, as strings. `route_path` is the template of its
    path, as far as it is known; whoever knows more of it says so. `when_answered` is called at
    the end, if a guard asks for it, and must not take long.
    """

    def __init__(self, scope: Any, parts: Parts, path: str, route_path: str) -> None:
        super().__init__(scope, None)
        self.parts = parts
        self.path = path
        self.route_path = route_path
        self.answer_headers: list[Header] = []
        self.body = b""
        self.received: Received | None = None
        self.when_answered: Callable[[Request, Answered], object] | None = None

    @property
    def method(self) -> str:
        """The method; HEAD reads as GET, because it is answered alike."""
        method: str = self.scope["method"]
        return "GET" if method == "HEAD" else method

    def raw_header(self, name: bytes) -> bytes | None:
        """Return the first header field of this lower-case name without building a mapping."""
        for key, value in self.scope["headers"]:
            if key == name:
                found: bytes = value
                return found
        return None
