"""Every act and observation of a run, appended and never changed (house.md 5, trip 5).

Reports are made of evidence only. Secrets are cut out here, before anything is kept, so that no
form of the report can leak them.
"""

import base64
import hashlib
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any, Final
from urllib.parse import quote

import msgspec

from homeroom.certification.requirements.reading import CUT

__all__ = ["CUT", "Evidence"]

_SHORTEST_SECRET: Final = 6
_LARGEST_FILE: Final = 8 * 1024 * 1024


class Evidence:
    """A folder to which files are only added; without a folder it is kept in memory."""

    def __init__(self, folder: Path | None = None, secrets: Iterable[str] = ()) -> None:
        self._folder = folder
        self._forms: list[bytes] = []
        self._kept: dict[str, bytes] = {}
        self._next = 0
        self.hide(*secrets)

    def hide(self, *secrets: str) -> None:
        """Cut these out of everything that is kept from now on, in each form they travel in."""
        found = {form for secret in secrets for form in _forms(secret)}
        # The longest first, lest a part of one be cut and its rest stay.
        self._forms = sorted({*self._forms, *found}, key=len, reverse=True)

    def note(self, what: str, **said: Any) -> str:
        """Append an observation; the name under which a report may point at it."""
        body = msgspec.json.encode(said, enc_hook=_plain, order="sorted")
        return self.file(f"{what}.json", msgspec.json.format(body, indent=1))

    def file(self, name: str, content: bytes) -> str:
        """Append a file; its name gets a number in front, in the order of the run."""
        self._next += 1
        safe = "".join(one if one.isalnum() or one in "._-" else "-" for one in name)[:80]
        path = f"{self._next:04d}-{safe}"
        self._put(path, self._cut(content[:_LARGEST_FILE]))
        return path

    def keep(self, name: str, content: bytes) -> None:
        """Append a file that others look for by its name: whole, whatever its size."""
        self._put(name, self._cut(content))

    def read(self, name: str) -> bytes:
        """Return a file as it was kept."""
        return self._kept[name]

    def names(self) -> tuple[str, ...]:
        """Return the names of all files, in order."""
        return tuple(self._kept)

    def sums(self) -> Mapping[str, str]:
        """Return the sha256 of every file."""
        return {name: hashlib.sha256(kept).hexdigest() for name, kept in self._kept.items()}

    def without_secrets(self, content: bytes) -> bytes:
        """Return bytes without secrets."""
        return self._cut(content)

    def cut(self, text: str) -> str:
        """Return a text without secrets."""
        return self._cut(text.encode()).decode(errors="replace")

    def _put(self, path: str, kept: bytes) -> None:
        self._kept[path] = kept
        if self._folder is not None:
            self._folder.mkdir(parents=True, exist_ok=True)
            (self._folder / path).write_bytes(kept)

    def _cut(self, content: bytes) -> bytes:
        for form in self._forms:
            content = content.replace(form, CUT.encode())
        return content


def _forms(secret: str) -> set[bytes]:
    if len(secret) < _SHORTEST_SECRET:
        return set()
    plain = secret.encode()
    return {plain, quote(secret, safe="").encode(), base64.b64encode(plain)}


def _plain(value: Any) -> Any:
    """Whatever a check notes can be written: a dataclass as an object, a set as a list."""
    if isinstance(value, (set, frozenset)):
        return sorted(value, key=str)
    if isinstance(value, Mapping):
        return dict(value)
    return str(value)
