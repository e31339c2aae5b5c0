"""The hub's signed word that it took a run in as it was sealed (certification.md 7.1).

It is a JWT of a type of its own, without audience and subject, so that it can never pass for an
id_token. The keys are those of the hub's key set. They turn every ninety days and are published
two days longer, so the word that was given when the run was sent in is kept with the record, and
whoever asks for a certificate gets one that is signed anew.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, Final

from joserfc import jwt
from joserfc.errors import JoseError

from homeroom.foundation.parts import Parts
from homeroom.oauth.openid import keys
from homeroom.oauth.openid.id_token import ALGORITHM

TYPE: Final = "evidence+jwt"
_SECOND: Final = 1000


@dataclass(frozen=True)
class Evidence:
    """What was sent in."""

    run: str
    client_id: str
    types: Iterable[str]
    suite: str
    archive: str
    """SHA-256 of evidence.tar.gz; its manifest names every file in it."""
    taken_at: int


def signed(parts: Parts, now: int, evidence: Evidence, **more: Any) -> str:
    """Return the hub's word for the evidence, as a compact JWT."""
    claims = {
        "iss": parts.settings.base_url, "iat": now // _SECOND, "run": evidence.run,
        "client_id": evidence.client_id, "types": sorted(evidence.types), "suite": evidence.suite,
        "archive_sha256": evidence.archive, "taken_at": evidence.taken_at // _SECOND,
    }  # fmt: skip
    key = keys.signer(parts)
    header = {"alg": ALGORITHM, "kid": key.kid, "typ": TYPE}
    return jwt.encode(header, claims | more, key, algorithms=[ALGORITHM])


def is_signed(parts: Parts, text: str) -> bool:
    """Whether the word verifies with a key that is published today."""
    try:
        token = jwt.decode(text, keys.verifiers(parts), algorithms=[ALGORITHM])
    except (JoseError, ValueError):
        return False
    return token.header.get("typ") == TYPE
