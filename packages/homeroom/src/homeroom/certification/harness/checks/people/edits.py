"""What people changed by hand: SYN-25 and SYN-R3."""

from collections.abc import Iterator
from typing import Final

from homeroom.certification.harness.checks.reading import unfinished
from homeroom.certification.harness.outcomes import Difference, Finding, failed, passed
from homeroom.certification.harness.registry import check
from homeroom.certification.harness.trial import FULL, Moment

LETTERS: Final = {"SC-61": "e", "SC-62": "e", "SC-63": "c", "SC-64": "b"}
"""Which part of Q-Y17 and Q-Y18 speaks of a scenario; renaming a section is SYN-R3's."""

_PERSISTS: Final = "persists"


@check("SYN-25", scenarios=("SC-60", "SC-61", "SC-62", "SC-63", "SC-64"))
def edits_are_as_declared(moment: Moment) -> Iterator[Finding]:
    """An edit by hand is kept or overwritten as Q-Y18 says, and never breaks the sync."""
    found = list(unfinished(moment))
    letter = LETTERS.get(moment.scenario)
    if moment.is_last and letter is not None:
        persists = moment.answers.choice(f"Q-Y18{letter}", _PERSISTS) == _PERSISTS
        found += _edited(moment, persists=persists)
    if found:
        yield failed("An edit by hand did not fare as declared.", *found)
    else:
        yield passed("The edit fared as declared, and the sync went on.")


def _edited(moment: Moment, *, persists: bool) -> Iterator[Difference]:
    if moment.scenario in {"SC-61", "SC-62"}:
        yield from _seat(moment, persists=persists)
    elif moment.scenario == "SC-63":
        yield from _group(moment, persists=persists)
    elif moment.scenario == "SC-64":
        yield from _account(moment, persists=persists)


def _seat(moment: Moment, *, persists: bool) -> Iterator[Difference]:
    added = moment.scenario == "SC-61"
    person, where = ("k60", "x20") if added else ("k42", "x20")
    section = moment.after.one("section", moment.keys.id(where))
    there = section is not None and moment.keys.id(person) in section.ids("students")
    expected = added if persists else not added
    if there != expected:
        words = {True: f"{person} in {where}", False: f"{person} not in {where}"}
        yield Difference(f"section {where} students", words[expected], words[there])


def _account(moment: Moment, *, persists: bool) -> Iterator[Difference]:
    """Whoever was made by hand is there, or she is put away or became n02, who has her address.

    The feed of events tells of nobody whom the hub does not know, so what overwrites her is a sync
    that reads everything: in `events` mode she may still be there.
    """
    app_id = moment.facts.get("app_id")
    active = [one for one in moment.after.of("user") if one.app_id == app_id and one.is_active]
    if persists and not active:
        yield Difference("the account made by hand", "still there", "gone or archived")
    is_hers = any(one.clever_id != moment.keys.id("n02") for one in active)
    if not persists and is_hers and moment.mode == FULL:
        wanted = "put away by the sync or joined, as declared"
        yield Difference("the account made by hand", wanted, "still there")


def _group(moment: Moment, *, persists: bool) -> Iterator[Difference]:
    app_id = moment.facts.get("app_id")
    group = next(
        (one for one in moment.after.of("section") if one.app_id == app_id and one.is_active), None
    )
    if group is None:
        if persists:
            yield Difference("the group", "still there", "gone or archived")
        return
    if not persists:
        yield Difference("the group", "taken away by the sync, as declared", "still there")
        return
    members = group.ids("students")
    for key in ("k41", "k42"):
        if moment.keys.id(key) not in members:
            yield Difference("the group", f"{key} in it", f"{key} not in it")


@check("SYN-R3", scenarios=("SC-60",))
def a_name_given_by_hand_stays(moment: Moment) -> Iterator[Finding]:
    """A section that people renamed keeps their name."""
    section = moment.after.one("section", moment.keys.id("x20"))
    name = section.get("name") if section is not None else None
    wanted = moment.facts.get("name")
    if name == wanted:
        yield passed("The section has the name that was given by hand.")
    else:
        yield failed(
            "The sync took the name away that was given by hand.",
            Difference("section x20 name", wanted, name),
        )
