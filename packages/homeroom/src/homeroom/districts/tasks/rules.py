"""What a task is, and whether it was dismissed as it stands. Pure."""

import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from homeroom.districts.runs.words import Told


@dataclass(frozen=True)
class Task:
    """Something that waits for a person of the district."""

    name: str
    """Which of the district's tasks it is, as long as it is the same one."""

    substance: str
    """A hash of what she would look at anew."""

    told: Told
    path: str
    """Where it is done."""

    does: str
    """What is to be done there, in words."""

    who: str = ""
    """The application that it is about."""

    at: int | None = None
    """Since when it waits, in milliseconds."""

    why: str = ""


def substance_of(*parts: object) -> str:
    """Return the hash of what a task is at present; the parts are anything that JSON knows."""
    text = json.dumps(parts, ensure_ascii=False, sort_keys=True)
    return hashlib.sha256(text.encode()).hexdigest()


def parted(tasks: Iterable[Task], dismissed: Mapping[str, str]) -> tuple[list[Task], list[Task]]:
    """Return the tasks that wait and those that were dismissed as they stand, each in order.

    `dismissed` is the substance by the task's name.
    """
    waiting: list[Task] = []
    gone: list[Task] = []
    for one in tasks:
        (gone if dismissed.get(one.name) == one.substance else waiting).append(one)
    return waiting, gone
