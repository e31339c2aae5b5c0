"""Dials the redirect address as a browser's TLS would (LIB-13, SSO-09)."""

import ipaddress
import socket
import ssl
from dataclasses import dataclass
from typing import Final
from urllib.parse import urlsplit

from homeroom.certification.harness import Trial

__all__ = ["Dialled", "dial", "is_loopback"]

_SECONDS: Final = 10.0


@dataclass(frozen=True)
class Dialled:
    """What came of it."""

    scheme: str
    is_loopback: bool
    answers: bool
    trouble: str = ""
    protocol: str = ""


def dial(trial: Trial) -> Dialled:
    """Connect to the redirect address and look at its certificate."""
    parts = urlsplit(trial.application.redirect_uri)
    host = parts.hostname or ""
    loopback = is_loopback(host)
    if parts.scheme != "https":
        return Dialled(parts.scheme, loopback, answers=False)
    trust = ssl.create_default_context(cafile=trial.application.hub.authority or None)
    try:
        with (
            socket.create_connection((host, parts.port or 443), _SECONDS) as plain,
            trust.wrap_socket(plain, server_hostname=host) as secured,
        ):
            return Dialled("https", loopback, answers=True, protocol=secured.version() or "")
    except ssl.SSLCertVerificationError as bad:
        return Dialled("https", loopback, answers=True, trouble=bad.verify_message)
    except (OSError, ssl.SSLError) as broken:
        return Dialled("https", loopback, answers=False, trouble=type(broken).__name__)


def is_loopback(host: str) -> bool:
    """Whether a host is this machine's own."""
    if host == "localhost" or host.endswith(".localhost"):
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False
