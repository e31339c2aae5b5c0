"""Secrets: made at random, kept as hashes; sealed where they must be shown again.

Bearer tokens, client secrets and upload keys are looked up by their hash, so a stolen database
signs nobody in. District-app tokens are shown again in `/oauth/tokens`, so they are sealed with
the hub's master key, not hashed (decision 0014).
"""

import hashlib
import os
import secrets
from pathlib import Path
from typing import Final

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from homeroom.foundation.errors import SettingsError, StoreError
from homeroom.foundation.settings import Settings

KEY_FILE: Final = "master.key"
_KEY_BYTES = 32
_NONCE_BYTES = 12
_TOKEN_BYTES = 20


def new_token() -> str:
    """Make a bearer token: 160 random bits as 40 hex digits, the form that clients know."""
    return secrets.token_hex(_TOKEN_BYTES)


def new_client_id() -> str:
    """Make a public client id: 80 random bits as 20 hex digits."""
    return secrets.token_hex(10)


def new_client_secret() -> str:
    """Make a client secret: 160 random bits as 40 hex digits (sso.md 1)."""
    return secrets.token_hex(_TOKEN_BYTES)


def new_secret(prefix: str = "") -> str:
    """Make a secret of 256 random bits; `prefix` says what it is to whoever finds it."""
    return prefix + secrets.token_urlsafe(_KEY_BYTES)


def hash_secret(secret: str) -> str:
    """Return the hash under which a random secret is kept.

    Plain SHA-256 is right for 160 random bits and costs a request nothing; passwords, which
    people choose, never come here.
    """
    return hashlib.sha256(secret.encode()).hexdigest()


class Sealer:
    """Seals short texts with AES-256-GCM under the hub's master key."""

    def __init__(self, master_key: bytes) -> None:
        self._cipher = AESGCM(master_key)

    def seal(self, text: str, purpose: str) -> bytes:
        """Return the text sealed; only the same purpose opens it, so columns cannot be swapped."""
        nonce = os.urandom(_NONCE_BYTES)
        return nonce + self._cipher.encrypt(nonce, text.encode(), purpose.encode())

    def open(self, sealed: bytes, purpose: str) -> str:
        """Return what was sealed for this purpose."""
        nonce, content = sealed[:_NONCE_BYTES], sealed[_NONCE_BYTES:]
        try:
            return self._cipher.decrypt(nonce, content, purpose.encode()).decode()
        except InvalidTag:
            raise StoreError(
                "A sealed secret does not open: HOMEROOM_MASTER_KEY is not the key of this store."
            ) from None


def master_key(settings: Settings) -> bytes:
    """Return the hub's master key; a sandbox makes its own once, production is given one.

    A key that was generated for a sandbox is refused in production: it lies beside the store
    that it protects.
    """
    kept = settings.home / KEY_FILE
    if settings.sandbox and not settings.master_key:
        return _kept_key(kept)
    if not settings.master_key:
        raise SettingsError(
            "HOMEROOM_MASTER_KEY must be given; make one with: openssl rand -hex 32"
        )
    key = _parsed(settings.master_key, "HOMEROOM_MASTER_KEY")
    if not settings.sandbox and kept.exists() and _kept_key(kept) == key:
        raise SettingsError("HOMEROOM_MASTER_KEY is the sandbox's generated key; make a new one")
    return key


def make_private(folder: Path) -> None:
    """The folder is there and, if it had to be made, open to its owner only.

    What lies in the hub's folders is about children. A folder that was there keeps its rights:
    whoever made it may have chosen them.
    """
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)


def _kept_key(path: Path) -> bytes:
    make_private(path.parent)
    try:
        # O_EXCL: of two processes that start together, one makes the key and both read it.
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        return _parsed(path.read_text(encoding="ascii").strip(), str(path))
    key = secrets.token_bytes(_KEY_BYTES)
    with os.fdopen(handle, "w", encoding="ascii") as file:
        file.write(key.hex() + "\n")
    return key


def _parsed(text: str, said: str) -> bytes:
    try:
        key = bytes.fromhex(text)
    except ValueError:
        key = b""
    if len(key) != _KEY_BYTES:
        raise SettingsError(f"{said} must be 64 hex digits; make one with: openssl rand -hex 32")
    return key
