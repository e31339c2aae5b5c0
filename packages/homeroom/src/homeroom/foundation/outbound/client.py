"""Requests to addresses that others chose: judged, pinned, and cut off in time."""

import http.client
import io
import ipaddress
import socket
import ssl
import threading
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, Final, NoReturn
from urllib.parse import SplitResult, urlsplit

from typing_extensions import override

from homeroom.foundation.errors import HomeroomError
from homeroom.foundation.outbound.addresses import address_meant, is_public

SECONDS: Final = 10.0
GREATEST_BODY: Final = 5 * 1024 * 1024

_CHUNK: Final = 64 * 1024
_PORTS: Final = {"https": 443, "http": 80}
Resolve = Callable[[str, int], list[str]]


class OutboundError(HomeroomError):
    """Nothing usable came back; `code` says why: address, unreachable, slow, too_large."""


@dataclass(frozen=True)
class Sent:
    """One request to the outside."""

    method: str
    url: str
    headers: Mapping[str, str] = field(default_factory=dict)
    body: bytes = b""


@dataclass(frozen=True)
class Heard:
    """What came back, whatever it says; header names in small letters."""

    status: int
    headers: Mapping[str, str]
    body: bytes


def looked_up(name: str, port: int) -> list[str]:
    """Return the addresses of a name as the system knows them, each once."""
    found = socket.getaddrinfo(name, port, type=socket.SOCK_STREAM)
    return list(dict.fromkeys(str(one[4][0]) for one in found))


class Outbound:
    """A client for requests to addresses that others chose."""

    def __init__(
        self,
        *,
        own_machine: bool = False,
        trust: ssl.SSLContext | None = None,
        resolve: Resolve = looked_up,
        seconds: float = SECONDS,
    ) -> None:
        self._own_machine = own_machine
        self._trust = trust or ssl.create_default_context()
        self._trust.minimum_version = ssl.TLSVersion.TLSv1_2
        self._resolve = resolve
        self._seconds = seconds

    def send(self, sent: Sent) -> Heard:
        """Send the request and return what came back; OutboundError if nothing usable did."""
        ends = time.monotonic() + self._seconds
        asked = self._checked(sent.url)
        name, port = asked.hostname or "", asked.port or _PORTS[asked.scheme]
        addresses = self._judged(asked, self._found(name, port, ends))
        path = (asked.path or "/") + (f"?{asked.query}" if asked.query else "")
        connection = _Pinned(name, port, self._trust if asked.scheme == "https" else None)
        try:
            connection.reach(addresses, ends)
            connection.request(sent.method, path, sent.body or None, dict(sent.headers))
            return _heard(connection.getresponse())
        except TimeoutError:
            raise _slow(self._seconds) from None
        except (OSError, http.client.HTTPException, ValueError) as error:
            _refuse("unreachable", f"The address gave no usable answer: {type(error).__name__}")
        finally:
            connection.hang_up()

    def objection(self, url: str) -> str:
        """Return why an address can never be asked; empty if asking is needed to know.

        Names are not looked up: where they lead is judged whenever they are asked.
        """
        try:
            asked = self._checked(url)
            name = asked.hostname or ""
            if name == "localhost" or name.endswith(".localhost"):
                self._judged(asked, ["127.0.0.1"])
            elif _is_number(name):
                self._judged(asked, [name])
        except OutboundError as error:
            return error.message
        return ""

    def _checked(self, url: str) -> SplitResult:
        """Return the parts of an address of a kind that may be asked at all."""
        try:
            asked = urlsplit(url)
            port = asked.port
        except ValueError:
            _refuse("address", "This is no address")
        if asked.scheme not in (("https", "http") if self._own_machine else ("https",)):
            _refuse("address", "The address must begin with https://")
        if not asked.hostname or asked.username is not None or asked.fragment or port == 0:
            _refuse("address", "The address must be a host and a path, with nothing else")
        if not url.isascii() or not url.isprintable() or " " in url:
            _refuse("address", "The address must be written in plain letters")
        return asked

    def _found(self, name: str, port: int, ends: float) -> list[str]:
        """Look the name up; a name server that is silent counts against the ten seconds."""
        answer: list[list[str] | Exception] = []

        def look_up() -> None:
            try:
                answer.append(self._resolve(name, port))
            except (OSError, ValueError) as error:  # a name may be too long to be one
                answer.append(error)

        # The system's own look-up cannot be told to stop, so it is left behind in its thread.
        thread = threading.Thread(target=look_up, name="look-up", daemon=True)
        thread.start()
        thread.join(max(0.0, ends - time.monotonic()))
        if not answer:
            raise _slow(self._seconds)
        if isinstance(answer[0], Exception) or not answer[0]:
            _refuse("unreachable", "The address's host is not known")
        return answer[0]

    def _judged(self, asked: SplitResult, found: list[str]) -> list[str]:
        """Return the addresses if all of them may be reached; one bad one condemns the name."""
        judged = [address_meant(one) for one in found]
        is_own = self._own_machine and all(one.is_loopback for one in judged)
        if not is_own and not all(is_public(one) for one in judged):
            _refuse("address", "The address leads into a private network")
        if not is_own and asked.scheme != "https":
            _refuse("address", "The address must begin with https://")
        return found


class _Pinned(http.client.HTTPConnection):
    """A connection to addresses that were judged, in the name of the host."""

    def __init__(self, name: str, port: int, trust: ssl.SSLContext | None) -> None:
        super().__init__(f"[{name}]" if ":" in name else name, port)
        self._name = name
        self._trust = trust
        self._plain: socket.socket | None = None
        self.default_port = _PORTS["http" if trust is None else "https"]

    def reach(self, addresses: list[str], ends: float) -> None:
        """Connect to the first of the addresses that answers."""
        failed: OSError = ConnectionError("no address")
        for address in addresses:
            try:
                plain = socket.create_connection((address, self.port), _left(ends))
            except TimeoutError:
                raise
            except OSError as error:
                failed = error
                continue
            self._plain = self._secured(plain, ends)
            self.sock = _Until(self._plain, ends)
            return
        raise failed

    def hang_up(self) -> None:
        """Close the connection."""
        self.close()
        if self._plain is not None:
            self._plain.close()

    def _secured(self, plain: socket.socket, ends: float) -> socket.socket:
        if self._trust is None:
            return plain
        plain.settimeout(_left(ends))
        try:
            return self._trust.wrap_socket(plain, server_hostname=self._name)
        except BaseException:
            plain.close()
            raise

    @override
    def connect(self) -> None:
        """Never by itself: it would resolve the name again."""
        raise ConnectionError("not connected")


class _Until:
    """A socket that works until a moment; its own limit holds for each single read only."""

    def __init__(self, inner: socket.socket, ends: float) -> None:
        self._inner = inner
        self._ends = ends

    def sendall(self, content: Any) -> None:
        """Send everything in time."""
        self._inner.settimeout(_left(self._ends))
        self._inner.sendall(content)

    def makefile(self, *_: object, **__: object) -> io.BufferedReader:
        """Return what the answer is read from."""
        return io.BufferedReader(_Reading(self._inner, self._ends))

    def close(self) -> None:
        """Leave the socket open: a connection is closed before its answer has been read."""


class _Reading(io.RawIOBase):
    def __init__(self, inner: socket.socket, ends: float) -> None:
        self._inner = inner
        self._ends = ends

    @override
    def readable(self) -> bool:
        return True

    @override
    def readinto(self, into: Any) -> int:
        self._inner.settimeout(_left(self._ends))
        return self._inner.recv_into(into)


def _heard(answer: http.client.HTTPResponse) -> Heard:
    body = bytearray()
    while chunk := answer.read(_CHUNK):
        body += chunk
        if len(body) > GREATEST_BODY:
            _refuse("too_large", f"The answer was larger than {GREATEST_BODY} bytes")
    if answer.length:
        _refuse("unreachable", "The answer broke off")
    return Heard(answer.status, {k.lower(): v for k, v in answer.getheaders()}, bytes(body))


def _is_number(name: str) -> bool:
    try:
        ipaddress.ip_address(name)
    except ValueError:
        return False
    return True


def _left(ends: float) -> float:
    left = ends - time.monotonic()
    if left <= 0:
        raise TimeoutError
    return left


def _slow(seconds: float) -> OutboundError:
    return OutboundError("slow", f"The address did not answer within {seconds:g} seconds")


def _refuse(code: str, message: str) -> NoReturn:
    raise OutboundError(code, message)
