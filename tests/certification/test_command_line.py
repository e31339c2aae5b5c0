"""`homeroom certify` and the pytest plugin: how each ends, and what it says (7.2)."""

import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner, Result

from homeroom.certification.harness import Verdict
from homeroom.certification.harness.judging import Result as Judged
from homeroom.certification.pytest_plugin import certified
from homeroom.certification.reports import exit_code_of
from homeroom.cli.certify import commands
from tests.certification.grounds import TOKEN, USER_TYPES, a_sandbox, an_application

_ROOT = Path(__file__).parents[2]
_CLOSED = "http://127.0.0.1:9"
"""The port for discarding: nobody listens there."""


class _Silent:
    def info(self) -> dict[str, Any]:
        return {"contract": 1, "app": "Small", "version": "1"}


PROBE: Any = _Silent()
"""The application under test, as a configuration names it."""

_TOML = """
[hub]
url = "{hub}"
token = "{token}"
[application]
name = "Small"
types = ["secure_sync"]
client_id = "{client_id}"
client_secret = "{secret}"
settle_seconds = 0
local = true
[probe]
carrier = "python"
object = "{probe}"
[answers]
Q-Y09 = {user_types}
Q-Y16 = ["full"]
"""


@pytest.fixture(scope="module")
def url(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    with a_sandbox(tmp_path_factory.mktemp("hub")) as found:
        yield found


def _configured(folder: Path, hub: str, **more: str) -> list[str]:
    told = {
        "hub": hub, "token": TOKEN, "client_id": "c" * 20, "secret": "s" * 40,
        "probe": f"{__name__}:PROBE", "user_types": repr(USER_TYPES).replace("'", '"'),
    }  # fmt: skip
    (folder / "certify.toml").write_text(_TOML.format(**told | more), encoding="utf-8")
    return ["--config", str(folder / "certify.toml")]


def _certify(*words: str) -> Result:
    return CliRunner().invoke(commands, list(words), catch_exceptions=False)


def test_a_run_that_passes_ends_with_0_and_its_report_can_be_shown_again(
    url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    application, started = an_application(url)
    monkeypatch.setattr(sys.modules[__name__], "PROBE", started.probe())
    where = _configured(
        tmp_path, url, client_id=application.client_id, secret=application.client_secret
    )
    output = ["--output", str(tmp_path / "out")]
    done = _certify("run", *where, *output, "--only", "SYN-15", "--mode", "full")
    assert 0 == done.exit_code, done.output
    shown = _certify("report", *output)
    assert (0, True) == (shown.exit_code, "secure_sync" in shown.output)
    assert application.client_secret not in done.output + shown.output


@pytest.mark.parametrize(
    ("words", "says"),
    [
        (("run", "--config", "nowhere.toml"), "homeroom certify init"),
        (("run", "--only", "SYN-99"), "SYN-99"),
        (("run", "--types", "library"), "--types names library"),
        (("explain", "SYN-99"), "SYN-99"),
    ],
)
def test_a_wrong_configuration_ends_with_4_and_says_what(
    words: tuple[str, ...], says: str, tmp_path: Path
) -> None:
    where = _configured(tmp_path, _CLOSED)
    given = words if "--config" in words or words[0] == "explain" else (*words, *where)
    done = _certify(*given)
    assert (4, True) == (done.exit_code, says in done.output), done.output


def test_a_file_that_is_not_there_ends_with_4_and_is_named(tmp_path: Path) -> None:
    where = _configured(tmp_path, _CLOSED)
    (tmp_path / "out").mkdir()
    (tmp_path / "out" / "report.json").write_text("{}")
    done = _certify("submit", *where, "--output", str(tmp_path / "out"))
    assert (4, True) == (done.exit_code, "evidence.tar.gz: No such file" in done.output)
    told = (tmp_path / "certify.toml").read_text()
    (tmp_path / "certify.toml").write_text(
        told.replace("[application]", 'authority = "nobody.pem"\n[application]')
    )
    done = _certify("run", *where)
    assert (4, True) == (done.exit_code, "nobody.pem" in done.output), done.output


def test_a_harness_that_trips_says_nothing_of_the_application(tmp_path: Path) -> None:
    (tmp_path / "report.json").write_text("{}")
    done = _certify("report", "--output", str(tmp_path))
    assert (3, True) == (done.exit_code, "harness itself failed" in done.output), done.output


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ('Q-Y17 = ["a"]', "[answers] has Q-Y17, which the survey does not ask."),
        ('Q-Y34 = "sometimes"', "Q-Y34: choose one of full account, limited"),
    ],
)
def test_an_answer_that_no_check_could_read_ends_with_4_and_is_named(
    tmp_path: Path, line: str, said: str
) -> None:
    where = _configured(tmp_path, _CLOSED)
    (tmp_path / "certify.toml").write_text(
        (tmp_path / "certify.toml").read_text(encoding="utf-8") + line, encoding="utf-8"
    )
    done = _certify("doctor", *where)
    assert (4, True) == (done.exit_code, said in done.output)


def test_logins_without_the_sync_that_they_need_are_refused(tmp_path: Path) -> None:
    where = _configured(tmp_path, _CLOSED)
    path = tmp_path / "certify.toml"
    text = path.read_text(encoding="utf-8").replace('["secure_sync"]', '["secure_sync", "sso"]')
    path.write_text(f"{text}Q-Y06 = true", encoding="utf-8")
    done = _certify("run", *where, "--types", "sso")
    assert (4, True) == (done.exit_code, "--types sso,sync" in done.output)


def test_a_probe_that_cannot_be_made_ends_with_4(tmp_path: Path) -> None:
    where = _configured(tmp_path, _CLOSED, probe="tests.certification.apps.right:RightApplication")
    done = _certify("run", *where)
    assert (4, True) == (done.exit_code, "cannot be made: TypeError" in done.output), done.output


def test_a_hub_that_is_not_there_ends_with_3(tmp_path: Path) -> None:
    where = _configured(tmp_path, _CLOSED)
    for word in ("doctor", "run"):
        done = _certify(word, *where)
        assert (3, True) == (done.exit_code, "The hub did not answer" in done.output), done.output


def test_explain_says_how_a_requirement_is_met() -> None:
    done = _certify("explain", "syn-05")
    assert 0 == done.exit_code
    assert done.output.startswith("SYN-05 (MUST)")
    assert "Fix: " in done.output


@pytest.mark.parametrize(
    ("rows", "strict", "code"),
    [
        ((("MUST", "PASS"), ("SHOULD", "WARN")), False, 0),
        ((("MUST", "PASS"), ("MUST", "SKIP"), ("MUST", "REVIEW")), True, 0),
        ((("MUST", "PASS"), ("SHOULD", "WARN")), True, 2),
        ((("MUST", "FAIL"), ("MUST", "INCONCLUSIVE")), False, 1),
        ((("MUST", "PASS"), ("MUST", "INCONCLUSIVE")), True, 3),
    ],
)
def test_the_exit_code_says_what_a_run_came_to(
    rows: tuple[tuple[str, str], ...], strict: bool, code: int
) -> None:
    results = [
        {"id": f"SYN-{n:02}", "level": level, "verdict": verdict}
        for n, (level, verdict) in enumerate(rows)
    ]
    document = {"results": results, "invariants": [], "only": [], "scenarios": []}
    assert code == exit_code_of(document, strict=strict)


# ------------------------------------------------------------------------------------- the plugin


@pytest.mark.parametrize(
    ("verdict", "outcome"),
    [
        (Verdict.FAIL, pytest.fail.Exception),
        (Verdict.INCONCLUSIVE, pytest.fail.Exception),
        (Verdict.SKIP, pytest.skip.Exception),
        (Verdict.REVIEW, pytest.skip.Exception),
    ],
)
def test_what_is_no_pass_is_none_in_pytest_either(
    verdict: Verdict, outcome: type[BaseException]
) -> None:
    with pytest.raises(outcome, match="since it is so"):
        certified({"SYN-05": Judged("SYN-05", verdict, "since it is so")}, "SYN-05")


def test_a_warning_passes_in_pytest() -> None:
    certified({"SYN-R1": Judged("SYN-R1", Verdict.WARN, "since it is so")}, "SYN-R1")


_CONFTEST = """
pytest_plugins = ["homeroom.certification.pytest_plugin"]
"""
_APPLICATION = """
from tests.certification.apps.right import RightApplication
PROBE = RightApplication({url!r}, {client_id!r}, {secret!r}).probe()
"""
_TESTS = """
from homeroom.certification.pytest_plugin import certified

def test_requirement(requirement_id, certification):
    certified(certification, requirement_id)

def test_of_my_own(district, probe):
    run = probe.sync(district.id, "full")
    assert run
"""


def test_the_plugin_runs_what_is_selected_and_lends_its_district(url: str, tmp_path: Path) -> None:
    application, _ = an_application(url)
    told = {"client_id": application.client_id, "secret": application.client_secret}
    _configured(tmp_path, url, probe="under_test:PROBE", **told)
    (tmp_path / "conftest.py").write_text(_CONFTEST, encoding="utf-8")
    (tmp_path / "under_test.py").write_text(_APPLICATION.format(url=url, **told), encoding="utf-8")
    (tmp_path / "test_mine.py").write_text(_TESTS, encoding="utf-8")
    (tmp_path / "pytest.ini").write_text("[pytest]\npythonpath = . " + str(_ROOT), encoding="utf-8")
    words = ["-q", "-p", "no:cacheprovider", "-p", "no:xdist", "-k", "SYN-15 or of_my_own", "-rA"]
    done = subprocess.run(  # noqa: S603 -- our own tests
        [sys.executable, "-m", "pytest", *words],
        cwd=tmp_path, capture_output=True, text=True, timeout=240, check=False,
    )  # fmt: skip
    assert 0 == done.returncode, done.stdout + done.stderr
    assert "PASSED test_mine.py::test_requirement[SYN-15]" in done.stdout
    assert "2 passed" in done.stdout
