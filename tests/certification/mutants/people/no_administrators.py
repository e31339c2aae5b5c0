"""Administrators get no account, though the survey says that they do (EC-24, EC-25)."""

from collections.abc import Iterator
from typing import Any

import msgspec
from msgspec import Raw
from typing_extensions import override

from homeroom_kit.client import Hub
from tests.certification.apps.right import RightApplication
from tests.certification.mutants import Mutant

_THEIRS = {"staff", "district_admin"}


class Pupils(Hub):
    @override
    def documents(self, *path: str, after: str | None = None) -> Iterator[list[Raw]]:
        for page in super().documents(*path, after=after):
            yield [one for one in page if path != ("users",) or _has_account(one)]


def _has_account(body: Raw) -> bool:
    person: dict[str, Any] = msgspec.json.decode(body)
    return not set(person["roles"]) <= _THEIRS


class Application(RightApplication):
    reads = Pupils


MUTANT = Mutant(Application, ("SYN-01",), ("I2", "SYN-22", "SYN-24"))
