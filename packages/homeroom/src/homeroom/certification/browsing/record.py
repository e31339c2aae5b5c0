"""What went over the line in a visit: every request of every visitor, with secrets watched.

It holds no bodies. A body is searched for the application's secret as it passes (CORE-01) and then
forgotten; what is written out for evidence has every secret cut.
"""

import base64
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Final
from urllib.parse import quote

_SHORTEST: Final = 6
_MOST_LEAKS: Final = 50
_LONG: Final = 2000
_SECRET_WORDS: Final = re.compile(
    r"(?i)\b(code|state|access_token|id_token|client_secret|password|token|nonce)=([^&#\s\"']+)"
)
CUT: Final = "[cut]"


@dataclass(frozen=True, slots=True)
class Leak:
    """A place at which the application's secret stood."""

    where: str
    url: str
    form: str


class Secrets:
    """What must be shown to nobody: the application's secret in its forms, and others."""

    def __init__(self, client_id: str = "", client_secret: str = "", *others: str) -> None:
        self._forms: dict[str, str] = {}
        if len(client_secret) >= _SHORTEST:
            pair = f"{client_id}:{client_secret}".encode()
            self._forms = {
                "the client secret": client_secret,
                "the client secret, percent-encoded": quote(client_secret, safe=""),
                "the Basic form of client id and secret": base64.b64encode(pair).decode(),
                "the client secret in base64": base64.b64encode(client_secret.encode()).decode(),
            }
        self._others = [one for one in others if len(one) >= _SHORTEST]

    def found_in(self, text: str) -> str:
        """In which form the application's secret stands in a text; blank if it does not."""
        return next((name for name, form in self._forms.items() if form in text), "")

    def cut(self, text: str) -> str:
        """The text without any secret, and without codes, tokens and passwords in addresses."""
        for form in (*self._forms.values(), *self._others):
            text = text.replace(form, CUT)
        return _SECRET_WORDS.sub(rf"\1={CUT}", text)


@dataclass(frozen=True, slots=True)
class Exchange:
    """One request of a visitor and its answer; 0 is the status of what never came."""

    visitor: int
    method: str
    url: str
    status: int
    kind: str
    """The media type of the answer."""

    size: int
    location: str = ""
    is_page: bool = True
    """Whether it was asked for as a page, and not as a part of one."""


@dataclass
class Record:
    """Everything that the visitors of one run asked and were told."""

    secrets: Secrets = field(default_factory=Secrets)
    exchanges: list[Exchange] = field(default_factory=list)
    leaks: list[Leak] = field(default_factory=list)
    visitors: int = 0

    def enter(self) -> int:
        """The number of a new visitor."""
        self.visitors += 1
        return self.visitors

    def mark(self) -> int:
        """A place to read on from."""
        return len(self.exchanges)

    def note(self, exchange: Exchange) -> None:
        """Keep a request; its address must not hold the secret."""
        self.exchanges.append(exchange)
        self.watch("an address", exchange.url, exchange.url)
        self.watch("a redirect", exchange.url, exchange.location)

    def watch(self, where: str, url: str, text: str) -> None:
        """Search a text that a browser sent or received for the application's secret."""
        form = self.secrets.found_in(text)
        if form and len(self.leaks) < _MOST_LEAKS:
            self.leaks.append(Leak(where, self.secrets.cut(url)[:_LONG], form))

    def written(self, since: int = 0) -> list[Mapping[str, Any]]:
        """The record for evidence, in the manner of a HAR, without secrets."""
        return [
            {
                "visitor": one.visitor,
                "method": one.method,
                "url": self.secrets.cut(one.url)[:_LONG],
                "status": one.status,
                "type": one.kind,
                "bytes": one.size,
                "redirect": self.secrets.cut(one.location)[:_LONG],
                "page": one.is_page,
            }
            for one in self.exchanges[since:]
        ]
