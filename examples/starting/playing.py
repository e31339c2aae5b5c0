"""The admin API of a sandbox: what an example asks of it, and what its tests play with it."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Final

import httpx2

__all__ = ["RegistrationError", "Sandbox"]

_SECONDS: Final = 60.0
_TOLD: Final = 300
_GOOD: Final = range(200, 300)


class RegistrationError(Exception):
    """The example has no place at a hub; the message says what to do."""


@dataclass(frozen=True, slots=True)
class Sandbox:
    """A sandbox's admin API (docs/reference/sandbox-admin.md)."""

    url: str
    token: str = field(repr=False)

    def get(self, path: str) -> Any:
        """Ask for something."""
        return self.ask("GET", path)

    def post(self, path: str, asked: Mapping[str, Any]) -> Any:
        """Have something done."""
        return self.ask("POST", path, asked)

    def ask(self, method: str, path: str, asked: Mapping[str, Any] | None = None) -> Any:
        """Return what it answers.

        Raises:
            RegistrationError: It does not answer, or not with what was asked.
        """
        try:
            answer = httpx2.request(
                method,
                f"{self.url}/sandbox/v1{path}",
                json=asked,
                headers={"Authorization": f"Bearer {self.token}"},
                timeout=_SECONDS,
            )
        except httpx2.TransportError as silent:
            raise RegistrationError(
                f"No hub answers at {self.url}. Start one with `make run`, or set HUB_URL."
            ) from silent
        if answer.status_code not in _GOOD:
            raise RegistrationError(
                f"The hub at {self.url} refused {method} {path}: {answer.status_code} "
                f"{answer.text[:_TOLD]}. Is it a sandbox?"
            )
        return answer.json() if answer.content else None
