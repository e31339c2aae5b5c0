"""A teacher without classes gets no account, though the survey says that she does (EC-30)."""

from collections.abc import Iterator
from typing import Any

import msgspec
from msgspec import Raw
from typing_extensions import override

from homeroom_kit.client import Hub
from tests.certification.apps.right import RightApplication
from tests.certification.mutants import Mutant


class ByClass(Hub):
    @override
    def documents(self, *path: str, after: str | None = None) -> Iterator[list[Raw]]:
        if path != ("users",):
            yield from super().documents(*path, after=after)
            return
        sections: list[dict[str, Any]] = [
            msgspec.json.decode(one) for page in super().documents("sections") for one in page
        ]
        teaching = {one for section in sections for one in section.get("teachers") or ()}
        for page in super().documents(*path, after=after):
            yield [one for one in page if _has_account(msgspec.json.decode(one), teaching)]


def _has_account(person: dict[str, Any], teaching: set[str]) -> bool:
    return set(person["roles"]) != {"teacher"} or person["id"] in teaching


class Application(RightApplication):
    reads = ByClass


MUTANT = Mutant(Application, ("SYN-24",), ("I2", "SYN-01"))
