"""A dry run: what a sync would do, worked out to the last record, with nothing written."""

import json
import tempfile
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from homeroom.foundation.database import Session
from homeroom.foundation.ids import Block, mint, wire_id
from homeroom.intake.holding import figures
from homeroom.intake.mapping.rules import mapping_of
from homeroom.intake.problems import Mode, Problem
from homeroom.intake.runs import report, staging
from homeroom.intake.runs.desk import Desk
from homeroom.intake.sources.clever_csv import canonical_name
from homeroom.intake.sources.received import Received, open_source
from homeroom.intake.sources.rowless import rowless
from homeroom.intake.steps import application
from homeroom.intake.steps.preparation import Order, Prepared, Progress, prepare
from homeroom.roster import queries
from homeroom.roster.changes import ACTIONS

_KINDS: Final = ("schools", "terms", "courses", "users", "sections")
_HEAD: Final = frozenset({"id", "district", "created", "last_modified"})


@dataclass(frozen=True)
class Rehearsed:
    """What a sync would do."""

    counts: dict[str, Any]
    figures: dict[str, int]
    problems: list[Problem]
    hold: list[dict[str, Any]]
    records: list[dict[str, Any]]
    refused: bool


def rehearse(
    desk: Desk, district: queries.District, path: Path, mode: Mode, tell: Progress
) -> Rehearsed:
    """Read, compare and decide; record numbers are made up and given to nobody."""
    with (
        tempfile.TemporaryDirectory(prefix="homeroom-dry-run-") as folder,
        desk.store.roster.reading() as session,
    ):
        order = _order(desk, session, district, open_source(path, Path(folder)), mode)
        prepared = prepare(session, order, _reserve(session, order), tell)
        try:
            return Rehearsed(
                report.counts(prepared.tallies(), prepared.problems),
                prepared.figures,
                prepared.problems,
                [report.reason_row(one) for one in figures.reasons(session, order, prepared)],
                list(_records(prepared, district.number)),
                prepared.is_refused,
            )
        finally:
            if prepared.comparison is not None:
                prepared.comparison.changes.close()


def _order(
    desk: Desk, session: Session, district: queries.District, sent: Received, mode: Mode
) -> Order:
    before = application.applied(session, district.number)
    accepted = staging.stage(desk.uploads, district.number, before.files, []).received
    known = queries.knows_anything(session, district.number)
    switches = queries.setting(session, district.number).switches if known else {}
    named, notes = mapping_of(switches).placed(sent.files)
    passed_over, told = rowless({name: one.path for name, one in named.items()}, mode)
    there = {name: one for name, one in named.items() if name not in passed_over}
    there, ours = staging.sent_by_others(there)
    meant = {canonical_name(name) for name in there} - {None}
    kept = {n: file for n, file in accepted.files.items() if canonical_name(n) not in meant}
    now = application.district_time(desk.now(), district)
    received = Received(kept | there, (*sent.problems, *notes, *told, *ours))
    return Order(district, switches, received, mode, now, sent=Received(named))


def _reserve(session: Session, order: Order) -> Any:
    known = queries.knows_anything(session, order.district.number)
    last = queries.setting(session, order.district.number).last_minted if known else 0

    def reserve(count: int) -> Block:
        return mint(last, int(order.now.timestamp()), count)

    return reserve


def _records(prepared: Prepared, district: int) -> Iterator[dict[str, Any]]:
    if prepared.comparison is None:
        return
    for kind in _KINDS:
        for action in ACTIONS:
            for frame in prepared.comparison.changes.frames(kind, action):
                for row in frame.iter_rows(named=True):
                    yield _record(kind, action, row, district)


def _record(kind: str, action: str, row: Mapping[str, Any], district: int) -> dict[str, Any]:
    document = json.loads(row["body"])
    record: dict[str, Any] = {
        "kind": kind,
        "action": action,
        "id": wire_id(row["rid"], district),
        "label": label(document),
    }
    if action == "updated":
        changed = changed_fields(json.loads(row["old_body"]), document)
        old, new = (json.loads(row[name] or "{}") for name in ("old_extra", "extra"))
        record["changed"] = sorted({*changed, *changed_fields(old, new)})
    return record


def label(document: Mapping[str, Any]) -> str:
    """Return what a person would call the record."""
    name = document.get("name", "")
    if isinstance(name, dict):
        return " ".join(part for part in (name.get("first"), name.get("last")) if part)
    return str(name or "")


def changed_fields(old: Mapping[str, Any], new: Mapping[str, Any], at: str = "") -> list[str]:
    """Return the dotted paths at which two documents differ."""
    found = []
    for key in dict.fromkeys([*old, *new]):
        if not at and key in _HEAD:
            continue
        was, now = old.get(key), new.get(key)
        if isinstance(was, dict) and isinstance(now, dict):
            found += changed_fields(was, now, f"{at}{key}.")
        elif was != now:
            found.append(f"{at}{key}")
    return found
