"""What the hub's own log of a run bears out, whoever wrote the report. Pure.

A report is made on the developer's machine, and who holds the client secret can seal whatever she
likes as the run ends. What she cannot write is this log: the hub noted it while it was asked. So a
PASS that rests on something that the log does not hold, such as a second page, an answer that
failed or a login, is none. What only the application's own records show is beyond the log: there
the probe is believed, and the reviewer reads the evidence (certification.md 6.1, 7.1).
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Final

import msgspec

from homeroom.certification.submissions.reports import Report
from homeroom.web.pages.rendering import counted

_LISTS: Final = frozenset({"users", "students", "teachers"})
_GOOD: Final = frozenset({200, 304})
_VERSIONS: Final = frozenset({"v3.0", "v3.1"})
_FAILING: Final = frozenset({"429", "500", "502", "503", "cut", "html"})
_KINDS: Final[Mapping[str, str]] = {
    **{plural: plural for plural in ("schools", "terms", "courses", "sections")},
    **{plural[:-1]: plural for plural in ("schools", "terms", "courses", "sections")},
    "districts": "district", "district": "district", "users": "people", "students": "people",
    "teachers": "people", "mystudents": "people", "myteachers": "people",
}  # fmt: skip
"""Part of a path -> the kind of records that it gives."""

_OF_HERSELF: Final = frozenset({"people", "district"})
"""What somebody's own record gives: who she is, and her district."""

_PAGED: Final = frozenset({"limit", "starting_after", "ending_before"})


class _Entry(msgspec.Struct):
    path: str
    token_kind: str = ""
    method: str = "GET"
    status: int = 200
    query: Mapping[str, str] = {}
    grant_type: str = ""
    district: str | None = None
    token: str = ""
    fault: str = ""


@dataclass
class Wire:
    """What the hub's own log of a run holds."""

    requests: int = 0
    versions: set[str] = field(default_factory=set)
    tokens: set[str] = field(default_factory=set)
    """Kinds of tokens that data was read with: district, user."""

    endpoints: set[str] = field(default_factory=set)
    kinds: set[str] = field(default_factory=set)
    """Kinds of records that were read, wherever they stand in a path, in the survey's words."""

    readings: int = 0
    """How often a list of people was begun with a district's token."""

    further_pages: int = 0
    paged_by_user: int = 0
    event_reads: int = 0
    exchanges: int = 0
    """Codes that were exchanged for a token."""

    in_body: int = 0
    """Exchanges in which the secret came in the body."""

    faults: set[str] = field(default_factory=set)
    district_tokens: dict[str, set[str]] = field(default_factory=dict)

    @property
    def most_tokens(self) -> int:
        """Return how many tokens of one district were used, of the district with the most."""
        return max((len(one) for one in self.district_tokens.values()), default=0)


def wire_of(entries: Iterable[str]) -> Wire:
    """Read the log of a run, one JSON object an entry."""
    wire = Wire()
    for text in entries:
        entry = msgspec.json.decode(text, type=_Entry)
        wire.requests += 1
        wire.faults.update(one for one in entry.fault.split(",") if one)
        parts = entry.path.lower().strip("/").split("/")
        if parts[0].startswith("v") and len(parts) > 1:
            _read_data(wire, entry, parts)
        elif parts[0] == "me":
            wire.endpoints.add("me")
            wire.kinds |= _OF_HERSELF
        elif parts[0] == "userinfo":
            wire.kinds |= _OF_HERSELF
        elif parts == ["oauth", "tokens"] and entry.grant_type == "authorization_code":
            wire.exchanges += entry.status in _GOOD
            wire.in_body += entry.token_kind == "body"  # noqa: S105 - a kind
    return wire


def _read_data(wire: Wire, entry: _Entry, parts: list[str]) -> None:
    wire.endpoints.add(parts[1])
    if entry.status in _GOOD:
        wire.kinds |= {_KINDS[part] for part in (parts[1], parts[-1]) if part in _KINDS}
        wire.kinds |= _OF_HERSELF if parts[1] == "me" else set()
    if parts[1] != "me":
        wire.versions.add(parts[0])
    if entry.token_kind not in ("district", "user"):
        return
    wire.tokens.add(entry.token_kind)
    is_further = "starting_after" in entry.query
    if entry.token_kind == "user":  # noqa: S105 - a kind
        wire.paged_by_user += bool(_PAGED & entry.query.keys())
        return
    wire.further_pages += is_further
    wire.event_reads += parts[1] == "events"
    wire.readings += parts[-1] in _LISTS and not is_further and entry.status in _GOOD
    if entry.district and entry.token:
        wire.district_tokens.setdefault(entry.district, set()).add(entry.token)


def _other_versions(wire: Wire) -> str:
    other = sorted(wire.versions - _VERSIONS)
    return f"it was asked on paths of {' and '.join(other)}" if other else ""


def _unless(seen: Callable[[Wire], object], otherwise: str) -> Callable[[Wire], str]:
    return lambda wire: "" if seen(wire) else otherwise


_NO_LOGIN: Final = _unless(lambda wire: wire.exchanges, "it exchanged no code, so nobody logged in")
_NO_READING: Final = _unless(lambda wire: wire.readings, "no list of people was read")
_NO_EVENTS: Final = _unless(lambda wire: wire.event_reads, "it was asked for no event")
_NO_FAULT: Final = _unless(
    lambda wire: wire.faults & _FAILING, "none of its answers failed, so no failure was got over"
)
_SIGNS: Final[Mapping[str, Callable[[Wire], str]]] = {
    **dict.fromkeys(("LIB-05", "SSO-04", "SYN-10"), _other_versions),
    **dict.fromkeys(
        ("LIB-01", "LIB-08", "LIB-12", "LIB-16", "SSO-01", "SSO-05", "SSO-07", "SSO-08", "SSO-12",
         "SSO-13", "SSO-15", "SSO-16", "CORE-02"), _NO_LOGIN,
    ),
    **dict.fromkeys(("SYN-01", "SYN-04", "SYN-05", "SYN-12", "SYN-19"), _NO_READING),
    **dict.fromkeys(("SYN-17", "SYN-18"), _NO_FAULT),
    "LIB-24": lambda wire: "user tokens asked for pages" if wire.paged_by_user else "",
    "SYN-14": _unless(lambda wire: wire.further_pages, "no list was read beyond its first page"),
    "SYN-16": _unless(lambda wire: "poison" in wire.faults, "no poisoned record was given out"),
    "SYN-20": _NO_EVENTS,
    "SYN-21": _NO_EVENTS,
    "SYN-28": _unless(lambda wire: wire.most_tokens > 1, "no district's second token was used"),
}  # fmt: skip
"""Requirement -> what the log says against a PASS of it; nothing where it bears it out."""


def against(wire: Wire) -> dict[str, str]:
    """Return, by requirement, why a PASS cannot be: what the hub saw, or did not see."""
    said = {name: sign(wire) for name, sign in _SIGNS.items()}
    if wire.in_body and not said["CORE-02"]:
        said["CORE-02"] = "the client secret came in the body"
    return {name: text for name, text in said.items() if text}


_LATE: Final = 300_000
"""Milliseconds between the end of a run and its seal that no harness needs."""

_MINUTE: Final = 60_000


def notes_on(report: Report, wire: Wire, waited: int, runs: tuple[int, int]) -> Iterator[str]:
    """Say what the hub noted of a run: how many there were, how often it read, when it was sealed.

    None of it decides anything: an application may read otherwise than most.
    """
    began, sent = runs
    yield (
        f"The hub saw {began} {'run' if began == 1 else 'runs'} of the application since this"
        f" submission began; {sent} {'was' if sent == 1 else 'were'} sent in."
    )
    yield (
        f"In this one it answered {counted(wire.requests, 'request')}, {wire.readings} of which"
        f" began to read a list of people with a district's token, and exchanged"
        f" {counted(wire.exchanges, 'code')}."
    )
    played = {
        name
        for one in report.results
        for name in one.scenarios
        if one.verdict == "PASS" and one.id.startswith("SYN-")
    }
    if "full" in report.modes and wire.readings < len(played):
        yield (
            f"Beware: the report tells of {counted(len(played), 'scenario')} with full syncs, more"
            " than the times that people were read."
        )
    if waited > _LATE:
        yield (
            f"Beware: it was sealed {counted(waited // _MINUTE, 'minute')} after it ended. The"
            " harness seals at once, so there was time to write another report."
        )
