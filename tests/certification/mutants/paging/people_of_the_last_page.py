"""Each page of classes takes the place of the one before: only the last one's keep their people."""

from collections.abc import Iterator

import msgspec
from msgspec import Raw
from typing_extensions import override

from homeroom_kit.client import Hub
from tests.certification.apps.right import RightApplication
from tests.certification.mutants import Mutant


class Forgetful(Hub):
    @override
    def documents(self, *path: str, after: str | None = None) -> Iterator[list[Raw]]:
        pages = list(super().documents(*path, after=after))
        for number, page in enumerate(pages, 1):
            whole = path[-1:] != ("sections",) or number == len(pages)
            yield page if whole else [_emptied(one) for one in page]


def _emptied(document: Raw) -> Raw:
    told = msgspec.json.decode(document)
    section = told.get("data", told)
    section["students"], section["teachers"] = [], []
    section.pop("teacher", None)
    return Raw(msgspec.json.encode(told))


class Application(RightApplication):
    reads = Forgetful


MUTANT = Mutant(Application, ("SYN-14",), scenarios=("SC-04",))
