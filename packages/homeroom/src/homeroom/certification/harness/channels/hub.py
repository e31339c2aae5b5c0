"""The hub's sandbox admin API, as far as the harness uses it (certification.md 6.3).

This is the only place that holds the admin token. It goes to the hub's own address and nowhere
else: no redirect is followed, and no application ever receives it.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import httpx2

from homeroom.certification.harness.channels.careful import Careful, is_good
from homeroom.certification.harness.channels.wire import Wire
from homeroom.certification.harness.errors import HubRefusedError, UndecidedError
from homeroom.certification.harness.views import Expected

__all__ = ["BegunRun", "District", "Hub", "Person"]


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody of a sandbox district, with what she types at the hub's login page."""

    key: str
    username: str
    password: str
    email: str
    first: str
    last: str
    roles: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class District:
    """A sandbox district: its id, and the Clever ids by kind and source key."""

    id: str
    kind: str
    keys: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    people: Mapping[str, Person] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class BegunRun:
    """A run as the hub names it, and the version of the hub that watches it."""

    run: str
    version: str


class Hub:
    """One hub, driven with its sandbox token. Every method is one operation of the table."""

    def __init__(
        self,
        url: str,
        token: str,
        *,
        verify: Any = True,
        transport: httpx2.BaseTransport | None = None,
        seconds: float = 120.0,
    ) -> None:
        self.url = url.rstrip("/")
        self.verify = verify
        self._http = Careful(
            f"{self.url}/sandbox/v1",
            token=token,
            whose="The hub",
            seconds=seconds,
            verify=verify,
            transport=transport,
        )

    def close(self) -> None:
        """Let go of the connections."""
        self._http.close()

    def call(
        self,
        method: str,
        path: str,
        body: Mapping[str, Any] | None = None,
        query: Mapping[str, str] | None = None,
    ) -> Any:
        """Carry out one operation.

        Raises:
            HubRefusedError: The hub said no; the message is its own.
            UndecidedError: There was no answer that could be read.
        """
        status, told = self._http.ask(method, path, query=query, body=body)
        if is_good(status):
            return told
        said = told.get("error", told) if isinstance(told, dict) else told
        code = str(told.get("code", "hub_refused")) if isinstance(told, dict) else "hub_refused"
        raise HubRefusedError(f"The hub refused {method} {path} ({status}): {said}", status, code)

    # ------------------------------------------------------------------ applications, districts

    def register(self, **said: Any) -> Mapping[str, Any]:
        """Register an application: client_id, client_secret and its id."""
        return self._object("POST", "/applications", said)

    def create_district(self, kind: str) -> District:
        """Take a new district in; its clock, sharing and people are its own."""
        told = self._object("POST", "/districts", {"kind": kind})
        return self.district(str(told["district"]))

    def district(self, district: str) -> District:
        """Return a district as it is now."""
        told = self._object("GET", f"/districts/{district}")
        people = {
            key: Person(
                key,
                str(one.get("username") or ""),
                str(one.get("password") or ""),
                str(one.get("email") or ""),
                str((one.get("name") or {}).get("first") or ""),
                str((one.get("name") or {}).get("last") or ""),
                tuple(one.get("roles") or ()),
            )
            for key, one in (told.get("people") or {}).items()
        }
        return District(district, str(told.get("kind", "")), told.get("keys") or {}, people)

    def snapshot(self, district: str, name: str) -> None:
        """Remember the district's source under a name."""
        self.call("POST", f"/districts/{district}/snapshots", {"name": name})

    def restore(self, district: str, name: str = "base") -> None:
        """Bring the district back to a source, with the same ids."""
        self.call("POST", f"/districts/{district}/restore", {"name": name})

    def connect(
        self,
        district: str,
        client_id: str,
        types: Sequence[str],
        sharing: Mapping[str, Any] | None = None,
    ) -> Mapping[str, Any]:
        """Connect an application, with the base sharing unless told otherwise."""
        body: dict[str, Any] = {"client_id": client_id, "types": list(types)}
        if sharing is not None:
            body["sharing"] = dict(sharing)
        return self._object("POST", f"/districts/{district}/connections", body)

    def disconnect(self, district: str, client_id: str) -> None:
        """End a connection; its token is refused from then on (ruling R13)."""
        self.call("DELETE", f"/districts/{district}/connections/{client_id}")

    def share(self, district: str, client_id: str, **sharing: Any) -> None:
        """Set what a connection shares."""
        self.call("PUT", f"/districts/{district}/sharing", {"client_id": client_id} | sharing)

    def mutate(self, district: str, name: str) -> Mapping[str, Any]:
        """Carry out one named mutation; it is finished when this returns."""
        return self._object("POST", f"/districts/{district}/mutations", {"name": name})

    def catalogue(self) -> Sequence[Mapping[str, Any]]:
        """Return every scenario that the hub knows, in order, with its steps."""
        listed = self.call("GET", "/scenarios")
        if not isinstance(listed, list):
            raise UndecidedError("The hub's catalogue of scenarios is no list.")
        return listed

    def decide(self, district: str, decision: str) -> None:
        """Approve or discard what is held."""
        self.call("POST", f"/districts/{district}/hold", {"decision": decision})

    def advance(self, district: str, seconds: int) -> None:
        """Move a district's clock forward."""
        self.call("POST", f"/districts/{district}/clock", {"advance_seconds": seconds})

    # -------------------------------------------------------------------- faults, tokens, logins

    def fault(self, client_id: str, faults: Iterable[Mapping[str, Any]]) -> None:
        """Replace the faults that the application meets; an empty list ends them."""
        body = {"faults": [dict(one) for one in faults]}
        self.call("PUT", f"/applications/{client_id}/faults", body)

    def cap_pages(self, client_id: str, rows: int | None) -> None:
        """Serve at most so many rows on a page; None is the API's own limit."""
        self.call("PUT", f"/applications/{client_id}/page-cap", {"rows": rows})

    def rotate(self, client_id: str, district: str) -> None:
        """Give the connection a new token; the old one is refused.

        The new token is for the application to read at `/oauth/tokens`; the harness forgets it.
        """
        self.call("POST", f"/applications/{client_id}/rotate", {"district": district})

    def login(self, district: str, user: str, client_id: str, by: str) -> str:
        """Return an address that signs this person in: `portal`, `link` or `session`."""
        body = {"district": district, "user": user, "client_id": client_id, "by": by}
        return str(self._object("POST", "/logins", body)["url"])

    # --------------------------------------------------------------------------- what is looked at

    def wire(self, client_id: str, since: int = 0) -> Wire:
        """Return what the application asked since a mark."""
        query = {"client_id": client_id, "since": str(since)}
        return Wire.read(self._object("GET", "/wire", query=query))

    def expected(self, client_id: str, district: str) -> Expected:
        """Return the oracle: exactly what the application may see of a district now."""
        query = {"client_id": client_id, "district": district}
        return Expected.read(self._object("GET", "/expected", query=query))

    def begin_run(self, **said: Any) -> BegunRun:
        """Tell the hub that a run begins; it keeps the wire log of it for the submission."""
        told = self._object("POST", "/runs", said)
        return BegunRun(str(told["run"]), str(told.get("version", "")))

    def end_run(self, run: str) -> None:
        """Tell the hub that a run is over."""
        self.call("POST", f"/runs/{run}/end")

    def wire_log(self, run: str) -> Iterator[str]:
        """Return a run's log, line by line as the hub hashed it."""
        known, more = 0, True
        while more:
            told = self._object("GET", f"/runs/{run}/wire/lines", query={"after": str(known)})
            lines = told.get("lines") or []
            yield from lines
            known, more = known + len(lines), bool(lines) and known + len(lines) < told["count"]

    def _object(
        self,
        method: str,
        path: str,
        body: Mapping[str, Any] | None = None,
        query: Mapping[str, str] | None = None,
    ) -> Mapping[str, Any]:
        told = self.call(method, path, body, query)
        if not isinstance(told, dict):
            raise UndecidedError(f"The hub answered {method} {path} with no object.")
        return told
