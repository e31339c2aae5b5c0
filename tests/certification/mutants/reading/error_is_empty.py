"""A list that cannot be read counts as an empty one."""

from collections.abc import Iterator
from contextlib import suppress
from dataclasses import replace
from typing import Any

from msgspec import Raw
from typing_extensions import override

from homeroom_kit.client import Hub
from homeroom_kit.client.sending import Patience, Token
from homeroom_kit.errors import RetryError
from homeroom_kit.sync import Policy
from homeroom_wire.records import District
from tests.certification.apps.right import RightApplication
from tests.certification.mutants import Mutant


class Cheerful(Hub):
    known: District | None = None

    def __init__(self, url: str, token: Token, **said: Any) -> None:
        said["patience"] = Patience(attempts=2, first=0.1)
        super().__init__(url, token, **said)

    @override
    def documents(self, *path: str, after: str | None = None) -> Iterator[list[Raw]]:
        try:
            yield from super().documents(*path, after=after)
        except RetryError:
            return

    @override
    def newest_event(self) -> str | None:
        try:
            return super().newest_event()
        except RetryError:
            return None

    @override
    def districts(self) -> Any:
        with suppress(RetryError):
            type(self).known = next(iter(super().districts()))
        return [type(self).known]


class Application(RightApplication):
    reads = Cheerful

    @override
    def policy(self) -> Policy:
        return replace(super().policy(), guard=None)


MUTANT = Mutant(Application, ("SYN-18",), ("I2", "SYN-17"), scenarios=("SC-06",))
