"""A configuration that cannot be right ends with 4, and names its key, its value and the remedy."""

from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from homeroom.cli import app

_RIGHT = """
[hub]
url = "http://127.0.0.1:9"
token = "sandbox-token"
[application]
name = "Small"
types = ["district_sso"]
client_id = "small"
local = true
[probe]
carrier = "none"
[selectors]
[hooks]
"""


def _certify(*words: str, typed: str = "") -> Result:
    return CliRunner().invoke(app, ["certify", *words], input=typed)


@pytest.mark.parametrize(
    ("old", "new", "says"),
    [
        ('token = "sandbox-token"', "", ("hub.token is missing", "homeroom sandbox env")),
        (
            'token = "sandbox-token"',
            'token_env = "NOBODY_SET_THIS"',
            ("hub.token_env names NOBODY_SET_THIS", "export NOBODY_SET_THIS="),
        ),
        ('client_id = "small"', "", ("application.client_id is missing", "dashboard")),
        (
            'client_id = "small"',
            'client_id_env = "NOBODY_SET_THIS"',
            ("application.client_id_env names NOBODY_SET_THIS",),
        ),
        (
            'carrier = "none"',
            'carrier = "http"\nurl = "http://127.0.0.1:9"\ntoken_env = "NOBODY_SET_THIS"',
            ("probe.token_env names NOBODY_SET_THIS",),
        ),
        ("[probe]", "[[probe]]", ("[probe] must be a table",)),
        ('carrier = "none"', 'carrier = "smtp"', ("probe.carrier", "'smtp'", "http, python")),
        ('carrier = "none"', 'carrier = "python"\nobject = "app"', ("'app'", "package.module:")),
        ("local = true", 'local = "no"', ("application.local", "'no'", "true or false")),
        ("local = true", "settle_seconds = nan", ("application.settle_seconds", "nan")),
        ("local = true", "limit_seconds = inf", ("application.limit_seconds", "inf")),
        ("local = true", 'url = "https://"', ("application.url", "'https://'")),
        ("local = true", 'url = "https://app.example:x"', ("application.url", "app.example:x")),
        ("local = true", 'url = "localhost:8000"', ("application.url", "'localhost:8000'")),
        ('["district_sso"]', '["sso", "district_sso"]', ("application.types", "twice")),
        ('["district_sso"]', '["clever"]', ("application.types", "clever", "library")),
        ("[selectors]", "[selectors]\nidentity = 5", ("selectors.identity", "5", "text")),
        (
            "[hooks]",
            '[hooks]\ncomplete_linking = "linking"',
            ("hooks.complete_linking", "'linking'", "package.module:function"),
        ),
    ],
)
def test_a_key_that_cannot_be_right_is_named_with_its_value_and_the_remedy(
    old: str, new: str, says: tuple[str, ...], tmp_path: Path
) -> None:
    assert old in _RIGHT
    path = tmp_path / "certify.toml"
    path.write_text(_RIGHT.replace(old, new), encoding="utf-8")
    for word in ("run", "doctor"):
        done = _certify(word, "--config", str(path))
        assert 4 == done.exit_code, done.output
        assert [] == [one for one in says if one not in done.output], done.output


@pytest.mark.parametrize(
    ("old", "new", "says"),
    [
        ('token = "sandbox-token"', "token = 987654321", "hub.token must be a text"),
        ('token = "sandbox-token"', 'token = ["hunter2"]', "hub.token must be a text"),
        ('token = "sandbox-token"', "token_env = 987654321", "hub.token_env must be a text"),
        (
            'token = "sandbox-token"',
            'token_env = "hunter2"',
            "hub.token_env names a variable that is not set",
        ),
        ("local = true", "client_secret = 987654321", "application.client_secret must be a text"),
        ("local = true", "client_secret_env = 987654321", "application.client_secret_env must be"),
        ('"none"', '"http"\nurl = "https://a.example"\ntoken = 987654321', "probe.token must be"),
        ("local = true", 'url = "https://me:hunter2@app.example:x"', "app.example:x"),
        ("local = true", 'url = "me:hunter2@app.example"', "app.example"),
        ("local = true", 'url = "https://me:hun/hunter2@app.example:x"', "app.example:x"),
        ("local = true", 'url = "https://app.example:x/?key=hunter2"', "app.example:x/"),
        ("local = true", 'url = ["https://me:hunter2@app.example"]', "application.url must be"),
        ("local = true", 'url_env = "SAID_ELSEWHERE"', "application.url_env names SAID_ELSEWHERE"),
    ],
)
def test_a_secret_is_never_said_nor_what_a_variable_holds(
    old: str, new: str, says: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SAID_ELSEWHERE", "hunter2.example")
    path = tmp_path / "certify.toml"
    path.write_text(_RIGHT.replace(old, new), encoding="utf-8")
    done = _certify("run", "--config", str(path))
    assert (4, True) == (done.exit_code, says in done.output), done.output
    assert [] == [one for one in ("hunter2", "987654321", "me:") if one in done.output]


def test_doctor_names_an_address_without_its_password(tmp_path: Path) -> None:
    path = tmp_path / "certify.toml"
    told = _RIGHT.replace("local = true", 'url = "http://me:hunter2@127.0.0.1:9/"')
    path.write_text(told, encoding="utf-8")
    done = _certify("doctor", "--config", str(path))
    assert "http://127.0.0.1:9/ cannot be reached" in done.output
    assert "hunter2" not in done.output


@pytest.mark.parametrize(
    "probe",
    [
        'carrier = "none"\ntoken_env = "NOBODY_SET_THIS"',
        'carrier = "python"\nobject = "json:loads"\ntoken_env = "NOBODY_SET_THIS"',
        'carrier = "command"\ncommand = ["true"]\ntoken_env = "NOBODY_SET_THIS"',
    ],
)
def test_the_probes_token_is_asked_for_only_where_it_is_used(probe: str, tmp_path: Path) -> None:
    path = tmp_path / "certify.toml"
    path.write_text(_RIGHT.replace('carrier = "none"', probe), encoding="utf-8")
    done = _certify("run", "--config", str(path))
    # Nobody listens at the hub's address, so nothing is decided; the configuration is right.
    assert (3, False) == (done.exit_code, "NOBODY_SET_THIS" in done.output), done.output


def test_handing_in_needs_neither_the_sandboxs_token_nor_the_probes(tmp_path: Path) -> None:
    unset = 'token_env = "NOBODY_SET_THIS"'
    told = _RIGHT.replace('token = "sandbox-token"', unset).replace(
        'carrier = "none"', f'carrier = "http"\nurl = "http://127.0.0.1:9"\n{unset}'
    )
    (tmp_path / "certify.toml").write_text(told, encoding="utf-8")
    (tmp_path / "report.json").write_text("{}", encoding="utf-8")
    (tmp_path / "evidence.tar.gz").write_bytes(b"")
    where = ("--config", str(tmp_path / "certify.toml"), "--output", str(tmp_path))
    done = _certify("submit", *where)
    # Nobody listens there, and it is asked: the configuration was good enough.
    assert (3, True) == (done.exit_code, "certification cannot be reached" in done.output)


@pytest.mark.parametrize(
    ("words", "says"),
    [
        (("run", "--bogus"), "--bogus"),
        (("run", "--seed", "seven"), "--seed"),
        (("walk", "--steps", "0"), "--steps"),
        (("certificate",), "certificate"),
        (("explain",), "requirement"),
    ],
)
def test_a_mistyped_command_ends_with_4_since_2_says_that_only_warnings_are_left(
    words: tuple[str, ...], says: str
) -> None:
    done = _certify(*words)
    assert (4, True) == (done.exit_code, says in done.output), done.output


def test_the_rest_of_homeroom_keeps_its_code_for_mistyped_commands() -> None:
    assert 2 == CliRunner().invoke(app, ["serve", "--bogus"]).exit_code


def test_a_scenario_that_there_is_not_ends_with_4_and_is_named(tmp_path: Path) -> None:
    path = tmp_path / "certify.toml"
    path.write_text(_RIGHT, encoding="utf-8")
    done = _certify("run", "--config", str(path), "--scenario", "SC-999")
    assert (4, True) == (done.exit_code, "SC-999, which is no scenario" in done.output)


def test_questions_that_end_unanswered_write_nothing_and_end_with_4(tmp_path: Path) -> None:
    path = tmp_path / "certify.toml"
    done = _certify("init", "--config", str(path), typed="Small\n")
    assert (4, False) == (done.exit_code, path.exists()), done.output
    assert "Nothing was written" in done.output


def test_init_asks_again_for_what_would_be_refused_afterwards(tmp_path: Path) -> None:
    path = tmp_path / "certify.toml"
    typed = (
        "Small\nclever\nsso\nhttp://127.0.0.1:9\nsmall\n\n\n\nsmtp\nhttp python\nnone,\nnone\n\n\n"
    )
    done = _certify("init", "--config", str(path), typed=typed)
    assert 0 == done.exit_code, done.output
    assert 'carrier = "none"' in path.read_text(encoding="utf-8")
    assert 'types = ["district_sso"]' in path.read_text(encoding="utf-8")
