"""Whether the master key that this hub was given is the one of its store."""

from typing import Literal

from homeroom.foundation.database import Store
from homeroom.foundation.errors import StoreError
from homeroom.foundation.secrets import KEY_FILE, Sealer, master_key
from homeroom.foundation.settings import Settings
from homeroom.oauth.actions import TOKEN_PURPOSE
from homeroom.oauth.openid import keys as signing
from homeroom.oauth.queries import newest_sealed_token

Standing = Literal["right", "wrong", "missing", "untried"]
"""`untried`: nothing is sealed yet that it could open."""


def key_standing(settings: Settings, store: Store) -> Standing:
    """Open what is sealed with the key; SettingsError if the key is malformed."""
    if not settings.master_key and not (settings.home / KEY_FILE).exists():
        return "missing"
    if not settings.master_key and not settings.sandbox:
        return "missing"  # a sandbox's key, which no other hub takes
    sealer = Sealer(master_key(settings))
    with store.control.reading() as control:
        sealed = [(one.sealed, signing.PURPOSE) for one in signing.all_keys(control)]
        token = newest_sealed_token(control)
    if token:
        sealed.append((token, TOKEN_PURPOSE))
    try:
        for text, purpose in sealed:
            sealer.open(bytes.fromhex(text), purpose)
    except StoreError:
        return "wrong"
    return "right" if sealed else "untried"
