"""What mutants are made with: a reader that changes documents on their way."""

from abc import ABC, abstractmethod
from collections.abc import Iterator
from typing import Any

import msgspec
from msgspec import Raw
from typing_extensions import override

from homeroom_kit.client import Hub


class BendingHub(Hub, ABC):
    """A hub's client that misunderstands documents, in lists and in events alike."""

    @override
    def documents(self, *path: str, after: str | None = None) -> Iterator[list[Raw]]:
        """Give pages of documents as this client understands them."""
        for page in super().documents(*path, after=after):
            yield [self._bent(path, body) for body in page]

    def _bent(self, path: tuple[str, ...], body: Raw) -> Raw:
        document: dict[str, Any] = msgspec.json.decode(body)
        if path == ("events",):
            kind = document["type"].partition(".")[0]
            document["data"]["object"] = self.bend(kind, document["data"]["object"])
        else:
            document = self.bend(path[-1], document)
        return Raw(msgspec.json.encode(document))

    @abstractmethod
    def bend(self, kind: str, document: dict[str, Any]) -> dict[str, Any]:
        """Misunderstand one document."""
