"""A busy hub is asked again at once, again and again."""

from typing import Any

from typing_extensions import override

from homeroom_kit.client import Hub
from homeroom_kit.client.sending import Patience, Token
from homeroom_kit.clock import SystemClock
from tests.certification.apps.right import RightApplication
from tests.certification.mutants import Mutant


class Restless(SystemClock):
    @override
    def sleep(self, seconds: float) -> None:
        del seconds


class Hasty(Hub):
    def __init__(self, url: str, token: Token, **said: Any) -> None:
        said["patience"] = Patience(attempts=40)
        super().__init__(url, token, clock=Restless(), **said)


class Application(RightApplication):
    reads = Hasty


MUTANT = Mutant(Application, ("SYN-17",), scenarios=("SC-05", "SC-06"))
