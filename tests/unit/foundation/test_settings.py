from pathlib import Path

import pytest

from homeroom.foundation.errors import SettingsError
from homeroom.foundation.settings import SETTINGS, Settings, load_settings


def test_without_anything_said_the_defaults_hold() -> None:
    assert Settings() == load_settings({})


def test_the_environment_is_read_by_kind() -> None:
    settings = load_settings(
        {
            "HOMEROOM_HOME": "/somewhere",
            "HOMEROOM_RATE_LIMIT": "7",
            "HOMEROOM_SANDBOX": "yes",
            "HOMEROOM_ALLOWED_HOSTS": "hub.example, other.example",
        }
    )
    assert (Path("/somewhere"), 7, True, ("hub.example", "other.example")) == (
        settings.home,
        settings.rate_limit,
        settings.sandbox,
        settings.allowed_hosts,
    )


def test_every_setting_is_read_from_the_environment() -> None:
    given = {"switch": "true", "int": "5", "path": "x", "list": "a,b"}
    special = {
        "HOMEROOM_BASE_URL": "http://x.example",
        "HOMEROOM_LOG_LEVEL": "debug",
        "HOMEROOM_LOG_FORMAT": "text",
        "HOMEROOM_DEVELOPER_SIGN_UP": "closed",
        "HOMEROOM_DISTRICT_SIGN_UP": "open",
        "HOMEROOM_SANDBOX_TOKEN": "x" * 20,
    }
    for note in SETTINGS:
        text = special.get(note.variable, given.get(note.kind, "x"))
        read = getattr(load_settings({note.variable: text}), note.name)
        shown = {"list": ("a", "b"), "path": Path("x"), "int": 5, "switch": True}
        assert shown.get(note.kind, text) == read, note.name


def test_an_unknown_variable_is_refused_by_name() -> None:
    with pytest.raises(SettingsError, match="HOMEROOM_RATE_LIMITS is not a setting"):
        load_settings({"HOMEROOM_RATE_LIMITS": "7"})


def test_a_variable_in_small_letters_is_refused() -> None:
    with pytest.raises(SettingsError, match="HOMEROOM_port is not a setting"):
        load_settings({"HOMEROOM_port": "7"})


def test_a_malformed_number_is_refused_by_name() -> None:
    with pytest.raises(SettingsError, match="HOMEROOM_RATE_LIMIT must be a whole number"):
        load_settings({"HOMEROOM_RATE_LIMIT": "many"})


def test_a_malformed_switch_is_refused_by_name() -> None:
    with pytest.raises(SettingsError, match="HOMEROOM_SANDBOX must be true or false"):
        load_settings({"HOMEROOM_SANDBOX": "perhaps"})


@pytest.mark.parametrize(
    ("variable", "text"),
    [
        ("HOMEROOM_PORT", "0"),
        ("HOMEROOM_PORT", "65536"),
        ("HOMEROOM_PORT", "-1"),
        ("PORT", "70000"),
        ("HOMEROOM_HOME", ""),
        ("HOMEROOM_HOME", " "),
        ("HOMEROOM_BODY_TIMEOUT_SECONDS", "0"),
        ("HOMEROOM_BASE_URL", "http://hub.example:99999"),
        ("HOMEROOM_BASE_URL", "http://hub.example:0"),
        ("HOMEROOM_BASE_URL", "http://hub.example:web"),
        ("HOMEROOM_BASE_URL", "http://[::1"),
        ("HOMEROOM_LOG_LEVEL", "loud"),
        ("HOMEROOM_LOG_FORMAT", "xml"),
        ("HOMEROOM_BASE_URL", "hub.example"),
    ],
)
def test_a_value_that_no_hub_could_use_is_refused(variable: str, text: str) -> None:
    with pytest.raises(SettingsError, match=variable):
        load_settings({variable: text})


def test_a_refused_port_is_told_with_its_bounds() -> None:
    with pytest.raises(SettingsError, match=r"^PORT must be a number from 1 to 65535, not 0"):
        load_settings({"PORT": "0"})
    with pytest.raises(SettingsError, match=r"^HOMEROOM_PORT must be a number from 1 to 65535"):
        load_settings({}, port=65_536)


def test_the_file_is_read_and_the_environment_wins(tmp_path: Path) -> None:
    file = tmp_path / "hub.toml"
    file.write_text('port = 9000\nhost = "0.0.0.0"\nallowed_hosts = ["a.example"]\n')
    settings = load_settings({"HOMEROOM_SETTINGS": str(file), "HOMEROOM_PORT": "9001"})
    assert (9001, "0.0.0.0", ("a.example",)) == (  # noqa: S104 - an example
        settings.port,
        settings.host,
        settings.allowed_hosts,
    )


def test_an_unknown_key_of_the_file_is_refused_by_name(tmp_path: Path) -> None:
    file = tmp_path / "hub.toml"
    file.write_text("prot = 9000\n")
    with pytest.raises(SettingsError, match=r"prot in .*hub\.toml is not a setting"):
        load_settings({"HOMEROOM_SETTINGS": str(file)})


def test_a_file_that_is_not_there_is_refused() -> None:
    with pytest.raises(SettingsError, match="HOMEROOM_SETTINGS names /nowhere"):
        load_settings({"HOMEROOM_SETTINGS": "/nowhere"})


def test_port_is_read_and_our_own_variable_wins() -> None:
    assert 5000 == load_settings({"PORT": "5000"}).port
    assert 6000 == load_settings({"PORT": "5000", "HOMEROOM_PORT": "6000"}).port


def test_a_commands_option_wins_over_all() -> None:
    assert 7000 == load_settings({"HOMEROOM_PORT": "6000"}, port=7000, host=None).port


def test_the_issuer_follows_the_port_unless_given() -> None:
    assert "http://localhost:8500" == Settings(port=8500).base_url
    assert "https://hub.example" == Settings(base_url="https://hub.example/").base_url
    assert "https://localhost:8400" == Settings(tls_certificate="hub.pem").base_url


def test_a_sandboxs_token_that_could_be_guessed_is_refused() -> None:
    with pytest.raises(SettingsError, match="HOMEROOM_SANDBOX_TOKEN must have at least 20"):
        Settings(sandbox_token="letmein")


def test_pages_answer_the_base_urls_host_and_this_machine() -> None:
    hosts = Settings(base_url="https://hub.example").hosts
    assert {"hub.example", "localhost", "127.0.0.1", "[::1]"} == hosts


def test_secrets_are_not_shown_by_repr() -> None:
    shown = repr(
        Settings(
            master_key="ab" * 32,
            database_url="postgresql://u:hush@db/x",
            sandbox_token="hush" * 5,
        )
    )
    assert "abab" not in shown
    assert "hush" not in shown
