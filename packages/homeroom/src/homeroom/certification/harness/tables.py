"""One table of a configuration: each key read as what it must be, and none left unread.

What is wrong is said with the key, the value that stands there and the remedy. Never said are the
value of a secret, what a variable holds, and who signs in at an address with which password.
"""

import math
import re
from collections.abc import Mapping
from typing import Any, Final
from urllib.parse import urlsplit

from homeroom.certification.harness.errors import ConfigurationError

__all__ = ["Table", "only", "without_secrets"]

_SCHEMES: Final = ("https", "http")
_VARIABLE: Final = re.compile(r"[A-Z_][A-Z0-9_]*")
"""How variables are named; anything else may be the secret itself, put in the wrong place."""


def only(where: str, told: Any, known: "set[str] | frozenset[str]") -> None:
    """Refuse what is no table, and keys that nobody reads."""
    if not isinstance(told, dict):
        raise ConfigurationError(f"{where} must be a table.")
    strange = sorted(told.keys() - known)
    if strange:
        raise ConfigurationError(
            f"{where} has {', '.join(strange)}, which nobody reads; known are"
            f" {', '.join(sorted(known))}."
        )


def without_secrets(address: str) -> str:
    """Return an address, or what was meant for one, without user, password and query."""
    before, at, after = address.rpartition("@")
    scheme = re.match(r"[a-z]+://", before)
    shown = (scheme[0] if scheme else "") + after if at else address
    return re.split(r"[?#]", shown, maxsplit=1)[0]


class Table:
    """One table of the file; what is left unread at the end is a mistyped key."""

    def __init__(self, name: str, told: Any, environment: Mapping[str, str]) -> None:
        if told is None:
            raise ConfigurationError(f"The table [{name}] is missing.")
        if not isinstance(told, dict):
            raise ConfigurationError(f"[{name}] must be a table; its keys stand below that line.")
        self._name, self._left, self._environment = name, dict(told), environment

    def has(self, key: str) -> bool:
        """Whether something stands at a key that was not read yet."""
        return bool(self._left.get(key))

    def text(self, key: str, default: str = "") -> str:
        """Return a text; `default` where the key is not there."""
        value = self._left.pop(key, default)
        if not isinstance(value, str):
            raise ConfigurationError(f"{self._name}.{key} must be a text; it is {value!r}.")
        return value

    def texts(self, key: str) -> tuple[str, ...]:
        """Return a list of texts."""
        value = self._left.pop(key, [])
        if not isinstance(value, list) or not all(isinstance(one, str) for one in value):
            raise ConfigurationError(
                f"{self._name}.{key} must be a list of texts; it is {value!r}."
            )
        return tuple(value)

    def flag(self, key: str) -> bool:
        """Return true or false; false where the key is not there."""
        value = self._left.pop(key, False)
        if not isinstance(value, bool):
            raise ConfigurationError(
                f"{self._name}.{key} is {value!r}; write true or false, without quotes."
            )
        return value

    def url(self, key: str) -> str:
        """Return a whole address; empty where the key is not there."""
        variable = self._left.get(f"{key}_env")
        value = self._or_variable(key)
        if value and not _is_address(value):
            where = (
                f"{self._name}.{key}_env names {variable}, which holds no address"
                if variable
                else f"{self._name}.{key} is {without_secrets(value)!r}"
            )
            raise ConfigurationError(
                f"{where}; write a whole address that begins with https:// or http://, such as"
                " https://app.example:8443/login."
            )
        return value

    def secret(self, key: str) -> str:
        """Return a value that may stand in a variable; empty where there is none."""
        return self._or_variable(key)

    def needed(self, key: str, remedy: str) -> str:
        """Return a value that may stand in a variable, and that nothing works without."""
        value, lack = self.wanted(key, remedy)
        if lack:
            raise ConfigurationError(lack)
        return value

    def wanted(self, key: str, remedy: str) -> tuple[str, str]:
        """Return a secret; where there is none, also what to say to whoever needs it."""
        variable = self._left.get(f"{key}_env")
        value = self._or_variable(key)
        if value:
            return value, ""
        if variable and not _VARIABLE.fullmatch(variable):
            return "", (
                f"{self._name}.{key}_env names a variable that is not set. Write its name there,"
                f" and never the {key} itself. {remedy}"
            )
        if variable:
            return "", (
                f"{self._name}.{key}_env names {variable}, and no such variable is set. Set it"
                f" with: export {variable}=... {remedy}"
            )
        return "", f"{self._name}.{key} is missing. {remedy}"

    def seconds(self, key: str, default: float) -> float:
        """Return a number of seconds that has an end."""
        value = self._left.pop(key, default)
        is_number = isinstance(value, int | float) and not isinstance(value, bool)
        if not is_number or not math.isfinite(value) or value < 0:
            raise ConfigurationError(
                f"{self._name}.{key} is {value!r}; write a number of seconds, such as 10."
            )
        return float(value)

    def nothing_left(self) -> None:
        """Refuse keys that nobody has read."""
        if self._left:
            raise ConfigurationError(
                f"[{self._name}] has {', '.join(sorted(self._left))}, which nobody reads."
            )

    def _or_variable(self, key: str) -> str:
        """The value itself, or that of the environment variable which `<key>_env` names."""
        variable = self._unsaid(f"{key}_env")
        if not variable:
            return self._unsaid(key)
        self._left.pop(key, None)
        return self._environment.get(variable, "")

    def _unsaid(self, key: str) -> str:
        """Return a text that nobody may read in a message."""
        value = self._left.pop(key, "")
        if not isinstance(value, str):
            raise ConfigurationError(f"{self._name}.{key} must be a text; put it between quotes.")
        return value


def _is_address(text: str) -> bool:
    try:
        parts = urlsplit(text)
        # Reading the port is what finds out that it is none.
        return parts.scheme in _SCHEMES and bool(parts.hostname) and parts.port != 0
    except ValueError:
        return False
