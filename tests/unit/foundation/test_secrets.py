from pathlib import Path

import pytest

from homeroom.foundation.errors import SettingsError, StoreError
from homeroom.foundation.secrets import (
    KEY_FILE,
    Sealer,
    master_key,
    new_token,
)
from homeroom.foundation.settings import Settings


def test_a_sealed_text_opens_for_its_purpose() -> None:
    sealer = Sealer(bytes(32))
    assert "a token" == sealer.open(sealer.seal("a token", "app_token"), "app_token")


def test_a_sealed_text_does_not_open_for_another_purpose() -> None:
    sealer = Sealer(bytes(32))
    with pytest.raises(StoreError, match="HOMEROOM_MASTER_KEY"):
        sealer.open(sealer.seal("a token", "app_token"), "other")


def test_a_sealed_text_does_not_open_with_another_key() -> None:
    sealed = Sealer(bytes(32)).seal("a token", "app_token")
    with pytest.raises(StoreError, match="HOMEROOM_MASTER_KEY"):
        Sealer(b"\1" * 32).open(sealed, "app_token")


def test_sealing_twice_gives_two_texts() -> None:
    sealer = Sealer(bytes(32))
    assert sealer.seal("a token", "x") != sealer.seal("a token", "x")


def test_tokens_are_40_hex_digits_and_differ() -> None:
    one, other = new_token(), new_token()
    assert (40, 40) == (len(one), len(other))
    assert one != other
    assert set(one + other) <= set("0123456789abcdef")


def test_a_sandbox_makes_its_key_once_for_its_owner_alone(tmp_path: Path) -> None:
    settings = Settings(home=tmp_path / "home", sandbox=True)
    assert master_key(settings) == master_key(settings)
    assert 0o600 == (tmp_path / "home" / KEY_FILE).stat().st_mode & 0o777


def test_production_must_be_given_a_key(tmp_path: Path) -> None:
    with pytest.raises(SettingsError, match="HOMEROOM_MASTER_KEY must be given"):
        master_key(Settings(home=tmp_path))


def test_production_refuses_the_sandboxs_generated_key(tmp_path: Path) -> None:
    generated = master_key(Settings(home=tmp_path, sandbox=True)).hex()
    with pytest.raises(SettingsError, match="generated key"):
        master_key(Settings(home=tmp_path, master_key=generated))


@pytest.mark.parametrize("key", ["short", "00" * 31, "zz" * 32])
def test_a_malformed_key_is_refused(tmp_path: Path, key: str) -> None:
    with pytest.raises(SettingsError, match="64 hex digits"):
        master_key(Settings(home=tmp_path, master_key=key))
