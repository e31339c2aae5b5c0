"""Whether hub and application agree: by figures after each sync, and class by class on demand."""

from collections.abc import Iterator
from dataclasses import dataclass

from homeroom_kit.client import Checkpoint, Hub, figure_of
from homeroom_kit.errors import NotFoundError, RetryError
from homeroom_kit.stores.protocol import Store
from homeroom_kit.sync.policy import Policy
from homeroom_kit.sync.report import SyncReport

__all__ = ["Disagreement", "compare", "disagreements"]


@dataclass(frozen=True, slots=True)
class Disagreement:
    """One class of which hub and application tell different things.

    Attributes:
        section: Its Clever id.
        missing: People whom the hub names and the application has not in it.
        extra: People whom the application has in it and the hub does not name.
    """

    section: str
    missing: frozenset[str]
    extra: frozenset[str]


def compare(hub: Hub, store: Store, policy: Policy, report: SyncReport, cursor: str | None) -> None:
    """Ask for the hub's figures and note in the report whether the store's are the same.

    Figures are of all that a connection sees. Where an application leaves some of it out, or a
    record waits for a person, there is nothing to compare, and the report says so.
    """
    checkpoint = _checkpoint(hub, report, cursor)
    if checkpoint is None:
        return
    partly = {one.kind for one in report.problems} | {one.kind for one in report.questions}
    partly |= set(report.former)
    if policy.roles is not None:
        partly.add("users")
    differing = []
    compared = 0
    for kind in store.kept():
        theirs = checkpoint.kinds.get(kind)
        if kind in partly or theirs is None:
            continue
        compared += 1
        if figure_of(store.lines(report.district, kind)) != theirs:
            differing.append(kind)
    if compared:
        report.comparison = "differs" if differing else "agrees"
        report.differing = tuple(differing)
    if partly:
        report.notes.append(f"Not compared, since not all are kept: {', '.join(sorted(partly))}.")


def _checkpoint(hub: Hub, report: SyncReport, cursor: str | None) -> Checkpoint | None:
    """The hub's figures for the moment that the store is at; a note where there are none."""
    if cursor is None or report.withheld:
        why = "some records were left active" if report.withheld else "there is no feed"
        report.notes.append(f"Not compared with the hub: {why}.")
        return None
    try:
        # A whole reading may be younger than its cursor, so it is compared with now.
        found = hub.checkpoint(cursor or None) if report.mode == "events" else hub.checkpoint()
    except NotFoundError as none:
        why = "it has no checkpoints" if none.code == "not_found" else "the event is too old"
        report.notes.append(f"Not compared with the hub: {why}.")
        return None
    except RetryError as trouble:
        report.notes.append(f"Not compared with the hub: {trouble.message}")
        return None
    if (found.at or "") != cursor:
        report.notes.append("Not compared with the hub: it went on in the meantime.")
        return None
    return found


def disagreements(hub: Hub, store: Store) -> Iterator[Disagreement]:
    """Give each class in which hub and application have different people.

    Hand edits that were kept are among them: they are meant, and yet the two systems differ.
    """
    district = next(iter(hub.districts())).id
    for section in hub.sections():
        named = {*section.students, *section.teachers}
        named = store.linked(district, "users", named)
        known = store.known(district, "sections", [section.id])
        local = known.get(section.id)
        here = {tie.other for tie in local.ties} if local and not local.is_archived else set()
        if named != here:
            yield Disagreement(section.id, frozenset(named - here), frozenset(here - named))
