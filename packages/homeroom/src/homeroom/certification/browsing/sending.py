"""One request to a side that may be hostile: it ends in time, and within its size.

A read has a limit of its own in every client, but a side that sends one byte now and then never
meets it. So a request runs in a thread that is left behind when its time is over.
"""

import re
import ssl
import threading
import time
from collections.abc import Mapping
from dataclasses import dataclass
from http.cookiejar import CookieJar, DefaultCookiePolicy
from typing import Final

import httpx2

from homeroom.certification.browsing.seen import Limits, VisitError

_LONGEST_URL: Final = 16_000
_MOST_COOKIES: Final = 100
_CHARSET: Final = re.compile(
    r"utf-?(8|16|16le|16be)|us-ascii|iso-8859-(1|2|15)|windows-125[0-8]|shift_jis|euc-jp|gbk|big5"
)
"""What pages are written in. Python knows more: some are slow, some raise, some make no text."""


@dataclass(frozen=True, slots=True)
class Answer:
    """What came back, whatever it says; names of headers in small letters."""

    url: str
    status: int
    headers: tuple[tuple[str, str], ...]
    body: bytes

    def header(self, name: str) -> str:
        """The first field of this name; blank if there is none."""
        return next((value for key, value in self.headers if key == name), "")

    def all(self, name: str) -> list[str]:
        """Every field of this name."""
        return [value for key, value in self.headers if key == name][:_MOST_COOKIES]

    @property
    def media_type(self) -> str:
        """The type of the body, without its parameters."""
        return self.header("content-type").partition(";")[0].strip().lower()

    @property
    def text(self) -> str:
        """The body as text; what is none becomes question marks."""
        _, _, said = self.header("content-type").lower().partition("charset=")
        said = said.strip(" \"';")
        return self.body.decode(said if _CHARSET.fullmatch(said) else "utf-8", "replace")


@dataclass(frozen=True, slots=True)
class Question:
    """What is asked."""

    method: str
    url: str
    headers: Mapping[str, str]
    body: bytes = b""


class Line:
    """Sends requests, one after the other."""

    def __init__(self, trust: ssl.SSLContext | None, limits: Limits) -> None:
        self._trust = trust
        self._limits = limits
        self._client = self._new()

    def ask(self, question: Question, ends: float) -> Answer:
        """Return the answer if it is whole before the moment `ends` (of the monotonic clock).

        Raises:
            VisitError: It is not, or it is too large, or nobody answers.
        """
        answers: list[Answer | VisitError] = []

        def work(client: httpx2.Client) -> None:
            answers.append(_asked(client, question, ends, self._limits.page_bytes))

        if len(question.url) > _LONGEST_URL:
            raise VisitError("garbage", f"An address of {len(question.url)} letters is none.")
        thread = threading.Thread(target=work, args=(self._client,), daemon=True)
        thread.start()
        thread.join(max(0.0, ends - time.monotonic()) + 0.2)
        if not answers:
            self.close()
            self._client = self._new()
            raise _slow(question.url, self._limits)
        found = answers[0]
        if isinstance(found, VisitError):
            raise found
        return found

    def close(self) -> None:
        """Hang up."""
        self._client.close()

    def _new(self) -> httpx2.Client:
        return httpx2.Client(
            verify=self._trust if self._trust is not None else True,
            follow_redirects=False, trust_env=False, timeout=self._limits.seconds,
            # Which cookies go where the visitor says: a jar of the client's own would add to it.
            cookies=CookieJar(DefaultCookiePolicy(allowed_domains=())),
        )  # fmt: skip


def _asked(
    client: httpx2.Client, question: Question, ends: float, most: int
) -> Answer | VisitError:
    url = question.url
    left = max(0.1, ends - time.monotonic())
    try:
        with client.stream(
            question.method, url, headers=dict(question.headers), content=question.body or None,
            timeout=left,
        ) as reply:  # fmt: skip
            body = bytearray()
            for chunk in reply.iter_raw():
                body += chunk
                if len(body) > most or time.monotonic() > ends:
                    break
            headers = tuple((key.lower(), value) for key, value in reply.headers.multi_items())
            return _judged(Answer(url, reply.status_code, headers, bytes(body)), ends, most)
    except httpx2.TimeoutException:
        return VisitError("slow", f"{url} did not answer in time.")
    except (httpx2.HTTPError, httpx2.InvalidURL, ValueError, OSError, RuntimeError) as error:
        # A RuntimeError is that of a client which was closed under us: nobody waits any more.
        return _unreachable(url, error)


def _judged(answer: Answer, ends: float, most: int) -> Answer | VisitError:
    if len(answer.body) > most:
        return VisitError("too_large", f"{answer.url} sent more than {most} bytes.")
    if time.monotonic() > ends:
        return VisitError("slow", f"{answer.url} was not done in time.")
    if answer.body and answer.header("content-encoding") not in ("", "identity"):
        return VisitError("garbage", f"{answer.url} sent a packed body that nobody asked for.")
    return answer


def _unreachable(url: str, error: Exception) -> VisitError:
    said = str(error)[:200] or type(error).__name__
    return VisitError("unreachable", f"{url} gave no usable answer: {said}")


def _slow(url: str, limits: Limits) -> VisitError:
    return VisitError("slow", f"{url} was not done after {limits.seconds:g} seconds.")
