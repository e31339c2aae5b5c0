"""Answers held against what was seen; what does not agree is shown to everybody. Pure.

A contradiction fails nothing by itself: either the answer or the application is wrong, and the
reviewer asks which.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Final

from homeroom.certification.requirements.conditions import Answer, Declared, worded
from homeroom.certification.requirements.survey.questions import still_asked, with_twins
from homeroom.certification.submissions.reports import Contradiction, Report, Row
from homeroom.certification.submissions.running.witnessed import Wire


@dataclass(frozen=True)
class Registered:
    """What the hub itself knows of the application."""

    client_id: str
    redirect_uri: str
    types: frozenset[str]
    user_types: tuple[str, ...]


def contradictions(
    answers: Mapping[str, Answer],
    registered: Registered,
    report: Report | None,
    rows: Iterable[Row],
    wire: Wire | None,
) -> list[Contradiction]:
    """Return every answer that does not agree with what the hub knows, saw or was sent."""
    types = frozenset(registered.user_types)
    told = still_asked(Declared(registered.types, types, with_twins(answers)))
    found = [
        *_with_hub(told, registered),
        *_among_themselves(told),
        *_with_rows(told, {one.requirement.id: one for one in rows}),
    ]
    if wire is not None and wire.requests:
        found += _with_wire(told, wire)
    if report is not None:
        found += _with_file(told, report)
        found += report.contradictions
    return list({(one.question, one.found): one for one in found}.values())


def _with_hub(told: Mapping[str, Answer], hub: Registered) -> Iterable[Contradiction]:
    is_so: dict[str, tuple[object, str]] = {
        "Q-C02": (hub.client_id, f"the client id is {hub.client_id}"),
        "Q-C06a": (hub.redirect_uri, f"registered is {hub.redirect_uri or 'nothing'}"),
    }
    for name, (right, found) in is_so.items():
        if name in told and told[name] != right:
            yield Contradiction(name, worded(told[name]), found)
    sets = {"Q-C05": hub.types, "Q-S10": frozenset(hub.user_types)}
    for name, wanted in sets.items():
        said = told.get(name)
        if isinstance(said, list) and frozenset(said) != wanted:
            yield Contradiction(name, worded(said), f"here it is {worded(sorted(wanted))}")


def _among_themselves(told: Mapping[str, Answer]) -> Iterable[Contradiction]:
    """Every type that is kept is expected to follow by events, so the two answers name the same."""
    followed, kept = told.get("Q-Y39"), told.get("Q-Y30")
    if not isinstance(followed, list) or not isinstance(kept, list):
        return
    for these, says in (
        (set(kept) - set(followed), "Q-Y30 keeps more, which must follow too"),
        (set(followed) - set(kept), "Q-Y30 does not keep all of it"),
    ):
        if these:
            yield Contradiction("Q-Y39", worded(followed), f"{says}: {worded(sorted(these))}")


_PEOPLE: Final = frozenset({"students", "teachers", "staff", "district_admins", "contacts"})
_FAILED: Final = frozenset({"FAIL", "WARN"})

_ROWS: Final[Mapping[str, tuple[tuple[str, ...], Callable[[object], bool], str]]] = {
    "Q-L12": (("LIB-R10",), lambda said: said is True, "one of two teachers has not the class"),
    "Q-S12": (("SSO-R1",), lambda said: said is True, "no such button was found"),
    "Q-S13": (("CORE-06", "SSO-02"), lambda said: said is True, "the first session stayed open"),
    "Q-Y02": (("SYN-01",), lambda said: said == "clever_id", "another field joined records"),
    "Q-Y14": (("SYN-09",), lambda said: said is True, "who teaches whom was not as shared"),
    "Q-Y21": (("SYN-04",), lambda said: said == "archive", "records were not archived"),
    "Q-Y22": (("SYN-05",), lambda said: said is True, "a record that came back was not restored"),
    "Q-Y32": (("SYN-R7",), lambda said: said != "two accounts", "one person has several accounts"),
    "Q-Y38": (("SYN-20",), lambda said: said is True, "a full sync could not be started"),
}  # fmt: skip
"""Question -> the rows that show it, what an answer claims, and what a failure means."""


def _with_rows(told: Mapping[str, Answer], rows: Mapping[str, Row]) -> Iterable[Contradiction]:
    for name, (ids, claims, found) in _ROWS.items():
        failed = [one for one in ids if one in rows and rows[one].found in _FAILED]
        if name in told and failed and claims(told[name]):
            yield Contradiction(name, worded(told[name]), f"{', '.join(failed)}: {found}")
    archived = "SYN-04" in rows and rows["SYN-04"].found == "PASS"
    if archived and told.get("Q-Y21") in ("delete", "keep"):
        yield Contradiction("Q-Y21", worded(told["Q-Y21"]), "SYN-04: records were archived")


def _with_wire(told: Mapping[str, Answer], wire: Wire) -> Iterable[Contradiction]:
    version = told.get("Q-Y01")
    if version is not None and wire.versions and wire.versions != {version}:
        yield Contradiction("Q-Y01", worded(version), f"paths of {worded(sorted(wire.versions))}")
    said = told.get("Q-Y05")
    if isinstance(said, bool) and said != ("district" in wire.tokens):
        found = "the district's token was used" if not said else "no data was read with one"
        yield Contradiction("Q-Y05", worded(said), found)
    read = told.get("Q-Y26")
    if isinstance(read, list):
        unread = {one for one in read if ("people" if one in _PEOPLE else one) not in wire.kinds}
        if unread:
            found = f"nobody asked the hub for {worded(sorted(unread))}"
            yield Contradiction("Q-Y26", worded(read), found)
    for name, seen in (("Q-Y44", wire.tokens), ("Q-Y43", wire.endpoints)):
        listed = told.get(name)
        if isinstance(listed, list) and (unsaid := seen - set(listed)):
            yield Contradiction(name, worded(listed), f"used as well: {worded(sorted(unsaid))}")


def _with_file(told: Mapping[str, Answer], report: Report) -> Iterable[Contradiction]:
    """The harness was told other answers than the hub: what it expected may be wrong."""
    for name, said in with_twins(report.said).items():
        if name in told and told[name] != said:
            yield Contradiction(name, worded(told[name]), f"the run was told {worded(said)}")
