"""Routes: a path, a handler and exactly one guard; found without regard to case.

The guards are: public, signed_in, bearer, client, upload_key, sandbox_admin (decisions.md R41).
`web` knows only `public`; the others live with what proves the identity, as a `Guard` value.
"""

import re
from collections.abc import Callable, Iterable, Mapping
from concurrent.futures import Future
from dataclasses import dataclass
from typing import Any, Final, Generic, Literal, NamedTuple, TypeVar

from starlette.routing import compile_path

from homeroom.web.answers import Answer
from homeroom.web.request import Request

GUARDS: Final = ("public", "signed_in", "bearer", "client", "upload_key", "sandbox_admin")
GET: Final = ("GET",)

Body = Literal["none", "memory", "file"]
"""What a route does with a body: nothing, hold it (`request.body`), write it (`received`)."""

Proof = TypeVar("Proof")

Reply = Answer | Future[Answer]
"""What a handler returns: an answer, or one to come that a thread of somebody else's makes."""


@dataclass(frozen=True)
class Route:
    """One path with its handler; `guard` is one of GUARDS and `prove` carries it out."""

    path: str
    handler: Callable[..., Reply]
    methods: tuple[str, ...]
    guard: str
    prove: Callable[[Request], Any] | None = None
    body: Body = "none"
    page: bool = False
    quick: Callable[[Request], bool] | None = None
    """Says of a request that it is over before another thread would have begun it."""
    in_turn: bool = False
    """Hundreds send it in the same moment and then wait for something else: one after the other."""

    def __post_init__(self) -> None:
        """Refuse a route without exactly one known guard."""
        if self.guard not in GUARDS or (self.guard == "public") != (self.prove is None):
            raise ValueError(f"{self.path} must have exactly one of the guards {', '.join(GUARDS)}")
        if _first_segment(self.path)[:1] == "{":
            raise ValueError(f"{self.path} must begin with a word, by which it is found")


def public(  # noqa: PLR0913 - a route is all of this
    path: str,
    handler: Callable[[Request], Reply],
    methods: tuple[str, ...] = GET,
    *,
    body: Body = "none",
    page: bool = False,
    in_turn: bool = False,
) -> Route:
    """State a route that anyone may ask; a page answers on configured hosts only (R27)."""
    return Route(path, handler, methods, "public", body=body, page=page, in_turn=in_turn)


@dataclass(frozen=True)
class Guard(Generic[Proof]):
    """A way to prove who is asking; handlers behind it are called with what it proved."""

    name: str
    prove: Callable[[Request], Proof]

    def route(  # noqa: PLR0913 - a route is all of this
        self,
        path: str,
        handler: Callable[[Request, Proof], Reply],
        methods: tuple[str, ...] = GET,
        *,
        body: Body = "none",
        page: bool = False,
        quick: Callable[[Request], bool] | None = None,
    ) -> Route:
        """State a route behind this guard, which runs before any body is read."""
        return Route(path, handler, methods, self.name, self.prove, body, page, quick)


class Match(NamedTuple):
    """What the router found: a route with its path parameters, or the methods there are."""

    route: Route | None
    parameters: Mapping[str, str]
    allowed: frozenset[str] = frozenset()


_NOTHING: Final = Match(None, {})


class Router:
    """Finds routes: paths without parameters in one look-up, then patterns in their order.

    Patterns are kept by their first segment, so that an API's path is not held against the
    hundred pages of another part.
    """

    def __init__(self, routes: Iterable[Route]) -> None:
        self.routes = tuple(routes)
        self._plain: dict[str, list[Route]] = {}
        self._patterns: dict[str, list[tuple[re.Pattern[str], Route]]] = {}
        for route in self.routes:
            if "{" not in route.path:
                self._plain.setdefault(route.path.lower(), []).append(route)
            else:
                pattern = compile_path(route.path)[0].pattern
                # A line break in a path is a character like any other.
                meant = re.compile(pattern, re.IGNORECASE | re.DOTALL)
                self._patterns.setdefault(_first_segment(route.path), []).append((meant, route))

    def find(self, method: str, path: str) -> Match:
        """Return the first route for path and method (HEAD counts as GET)."""
        if "\0" in path:
            return _NOTHING  # no path of ours has one, and PostgreSQL cannot be asked about it
        asked = "GET" if method == "HEAD" else method
        allowed: set[str] = set()
        for route in self._plain.get(path.lower(), ()):
            if asked in route.methods:
                return Match(route, {})
            allowed.update(route.methods)
        for pattern, route in self._patterns.get(_first_segment(path), ()):
            found = pattern.match(path)
            if found is not None:
                if asked in route.methods:
                    return Match(route, found.groupdict())
                allowed.update(route.methods)
        return Match(None, {}, frozenset(allowed)) if allowed else _NOTHING


def _first_segment(path: str) -> str:
    return path[1:].partition("/")[0].lower()
