"""A second hub, written from the documentation alone; it shares no code with hub, wire or kit.

It serves what `data-api.md` 1-7 says of lists, records and events, and does what the documentation
allows and one hub would never think of: fields in another order, fields and values nobody knows,
small pages, connections that break, HTML where JSON was, events twice and out of their order.
"""

import json
import random
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import parse_qs, urlsplit

import httpx2

Record = dict[str, Any]
Fault = int | str

KINDS = ("districts", "schools", "terms", "courses", "users", "sections", "resources")
TOKEN = "the-district-token"
HTML = "<!DOCTYPE html><html><body><pre>Cannot GET {path}</pre></body></html>"


@dataclass
class OtherHub:
    """A district at a hub of other people's making."""

    now: int = 1_790_000_000
    """The hub's own clock, Unix seconds; what the kit's clock says is the test's affair."""

    page_cap: int = 10_000
    foreign: bool = False
    """Whether records carry what this API's readers do not know, in another order."""

    noisy: bool = False
    """Whether the feed tells things twice and late."""

    has_events: bool = True
    token: str = TOKEN
    faults: list[Fault] = field(default_factory=list)
    """What to answer to the next requests instead: a status, `cut` or `html`."""

    lying: dict[str, list[Record]] = field(default_factory=dict)
    """Lists that are answered with this, whatever there is."""

    silent_cap: int | None = None
    """Cut lists at this size and name no `next`, as a broken proxy might."""

    records: dict[str, dict[str, Record]] = field(
        default_factory=lambda: {kind: {} for kind in KINDS}
    )
    events: list[Record] = field(default_factory=list)
    asked: list[str] = field(default_factory=list)
    minted: int = 0

    # --------------------------------------------------------------------------- what happens

    def new_id(self) -> str:
        """An id as the documentation describes it: seconds, five bytes, a counter."""
        self.minted += 1
        return f"{self.now:08x}00000000aa{self.minted:06x}"

    def put(self, kind: str, record: Record) -> str:
        """A record appears or changes."""
        record = dict(record)
        record.setdefault("id", self.new_id())
        before = self.records[kind].get(record["id"])
        if before == record:
            return str(record["id"])
        self.records[kind][record["id"]] = record
        self._tell(kind, "created" if before is None else "updated", record, before)
        return str(record["id"])

    def change(self, kind: str, record_id: str, **fields: Any) -> None:
        """Some fields of a record change."""
        self.put(kind, self.records[kind][record_id] | fields)

    def drop(self, kind: str, record_id: str) -> Record:
        """A record is deleted, or no longer shared; a reader cannot tell which."""
        record = self.records[kind].pop(record_id)
        self._tell(kind, "deleted", record, None)
        return record

    def _tell(self, kind: str, action: str, record: Record, before: Record | None) -> None:
        content: Record = {"object": json.loads(json.dumps(record))}
        if action == "updated" and before is not None:
            changed = [name for name in {*before, *record} if before.get(name) != record.get(name)]
            content["previous_attributes"] = {name: before.get(name) for name in changed}
        self.now += 1
        self.events.append(
            {"id": self.new_id(), "type": f"{kind}.{action}", "created": "2026-11-22T00:00:00.000Z",
             "data": content}
        )  # fmt: skip

    # ---------------------------------------------------------------------------- what is asked

    def transport(self) -> httpx2.MockTransport:
        """The way to this hub."""
        return httpx2.MockTransport(self.answer)

    def answer(self, request: httpx2.Request) -> httpx2.Response:
        """Answer one request."""
        address = str(request.url)
        path = urlsplit(address).path
        self.asked.append(request.url.raw_path.decode())
        if self.faults:
            return self._fault(self.faults.pop(0), request)
        if request.headers.get("authorization") != f"Bearer {self.token}":
            return self._json(401, {"error": "Unrecognized token string"})
        parts = path.strip("/").split("/")[1:]
        query = parse_qs(urlsplit(address).query)
        return self._route(path, parts, query)

    def _fault(self, fault: Fault, request: httpx2.Request) -> httpx2.Response:
        if fault == "cut":
            raise httpx2.RemoteProtocolError("peer closed connection", request=request)
        if fault == "html":
            return httpx2.Response(404, html=HTML.format(path=request.url.path))
        if fault == 429:
            headers = {"X-RateLimit-Remaining": "0", "X-RateLimit-Reset": str(self.now + 30)}
            return httpx2.Response(429, headers=headers)
        return httpx2.Response(int(fault), json={"message": "Unknown error"})

    def _route(  # noqa: PLR0911 -- one for each answer
        self, path: str, parts: list[str], query: dict[str, list[str]]
    ) -> httpx2.Response:
        kind = parts[0]
        if kind == "events" and self.has_events:
            return self._list(path, self._feed(), query)
        if kind not in KINDS:
            return httpx2.Response(404, html=HTML.format(path=path))
        if len(parts) == 1:
            found = [self.records[kind][name] for name in sorted(self.records[kind])]
            return self._list(path, self.lying.get(kind, found), query, kind)
        if parts[1] not in self.records[kind]:
            return self._json(404, {"error": "Resource not found"})
        record = self.records[kind][parts[1]]
        if len(parts) == 2:
            return self._json(200, {"links": [], "data": self._shown(kind, record)})
        if parts[2] == "users" and kind == "sections":
            named = sorted({*record["students"], *record["teachers"]})
            return self._list(path, [self.records["users"][one] for one in named], query, "users")
        return httpx2.Response(404, html=HTML.format(path=path))

    def _list(
        self, path: str, found: list[Record], query: dict[str, list[str]], kind: str = "events"
    ) -> httpx2.Response:
        limit = int(query.get("limit", ["100"])[0])
        if limit > 10_000:
            return self._json(413, {"message": "limit must be at most 10000"})
        size = min(limit, self.page_cap)
        after = query.get("starting_after", [""])[0]
        rest = [one for one in found if one["id"] > after]
        links = [{"rel": "self", "uri": path}]
        if query.get("ending_before") == ["last"]:
            page = found[-size:]
        else:
            page = rest[:size]
            if self.silent_cap is not None:
                page = rest[: min(size, self.silent_cap)]
            elif len(rest) > size:
                links.append(
                    {"rel": "next", "uri": f"{path}?limit={limit}&starting_after={page[-1]['id']}"}
                )
        told = list(self._noise(page, found)) if kind == "events" and self.noisy else page
        items = [{"uri": f"{path}/{one['id']}", "data": self._shown(kind, one)} for one in told]
        return self._json(200, {"links": links, "data": items})

    def _noise(self, page: list[Record], found: list[Record]) -> Iterator[Record]:
        """Each event twice, an older one behind it, all of them backwards, the last at the end."""
        for event in page[:-1]:
            yield event
            yield found[max(found.index(event) - 1, 0)]
        yield from reversed(page[:-1])
        yield from page[-1:]

    def _feed(self) -> list[Record]:
        return self.events

    def _shown(self, kind: str, record: Record) -> Record:
        if record["id"] == "~nameless":
            return {"roles": {}}
        if not self.foreign:
            return record
        return _foreign(kind, record)

    def _json(self, status: int, body: Record) -> httpx2.Response:
        headers = {"X-RateLimit-Limit": "1200", "X-RateLimit-Remaining": "1199"}
        return httpx2.Response(status, headers=headers, json=body)


def _foreign(kind: str, record: Record) -> Record:
    if kind == "events":
        of = record["type"].partition(".")[0]
        inner = record["data"] | {"object": _foreign(of, record["data"]["object"])}
        return _turned(record | {"data": inner, "batch": 7})
    strange: Record = {"x_vendor": {"note": "hello", "list": [1, 2]}, "archived": False}
    if kind == "users" and "student" in record["roles"]:
        student = record["roles"]["student"] | {"badge": "B-1", "gender": "Q"}
        strange["roles"] = record["roles"] | {"student": student}
    if kind == "sections":
        strange["subject"] = "astronavigation"
    return _turned(record | strange)


def _turned(record: Record) -> Record:
    names = list(record)
    random.Random(str(record.get("id"))).shuffle(names)
    return {name: record[name] for name in names}


Happening = Callable[[OtherHub, random.Random], None]
