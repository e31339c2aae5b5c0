"""`make certify`: the three example applications against a hub of their own, over TLS.

The hub has free ports and a folder of its own, whatever `PORT` and `HOMEROOM_HOME` say, and its
certificate is signed by an authority that is thrown away afterwards (ruling R35).

The applications are certified side by side, each by a process of its own: a run of logins mostly
waits for codes to grow old, while a run of syncs mostly computes.
"""

import multiprocessing
import os
import ssl
import subprocess
import sys
import tempfile
import time
import tomllib
from collections.abc import Iterator, Mapping
from concurrent.futures import ProcessPoolExecutor
from contextlib import closing, contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from secrets import token_urlsafe
from typing import Any, Final

import httpx2

from homeroom.certification.harness import Application, Hub, UndecidedError
from homeroom.certification.harness.channels.submitting import Submitting
from homeroom.certification.harness.configuration import parsed
from homeroom.certification.harness.running import Asked, carry_out
from homeroom.certification.reports import document_of, exit_code_of, written
from homeroom.certification.reports.verdicts import INCONCLUSIVE_CODE

_ROOT: Final = Path(__file__).parents[2]
_EXAMPLES: Final = _ROOT / "examples"
sys.path.insert(0, str(_EXAMPLES))

from starting.trying import free_port, running_example  # noqa: E402 -- examples lie beside packages
from tests.certification.certificates import Certificates  # noqa: E402 -- behind the path above

NAMES: Final = ("gradeline", "readalong", "signpost")
_SECONDS: Final = 180.0
_LOOK_EVERY: Final = 0.3
_OK: Final = 200
_LAST_WORDS: Final = 2_000
_CONFIGURATION_CODE: Final = 4


@dataclass(frozen=True)
class Ground:
    """A hub that answers over TLS, and the files by which others speak TLS here too."""

    url: str
    token: str
    tls: Certificates


@contextmanager
def a_hub(folder: Path) -> Iterator[Ground]:
    """Start `homeroom sandbox` over TLS in a process of its own, and end it afterwards."""
    tls = Certificates.issued(folder)
    port, token = free_port(), token_urlsafe(32)
    clean = {name: one for name, one in os.environ.items() if not name.startswith("HOMEROOM_")}
    settings = {
        **clean,
        "HOMEROOM_SANDBOX_TOKEN": token,
        "HOMEROOM_TLS_CERTIFICATE": str(tls.certificate),
        "HOMEROOM_TLS_KEY": str(tls.key),
        "HOMEROOM_CERTIFY_LOOPBACK": "true",
    }
    command = [str(Path(sys.executable).parent / "homeroom"), "sandbox", "--host", "127.0.0.1"]
    command += ["--port", str(port), "--home", str(folder / "hub")]
    with (folder / "hub.log").open("w+b") as log:
        process = subprocess.Popen(  # noqa: S603 -- our own hub
            command, stdin=subprocess.DEVNULL, stdout=log, stderr=log, env=settings
        )
        try:
            ground = Ground(f"https://localhost:{port}", token, tls)
            _wait(process, ground, log)
            yield ground
        finally:
            process.terminate()
            process.wait(_SECONDS)


def _wait(process: "subprocess.Popen[bytes]", ground: Ground, log: Any) -> None:
    until = time.monotonic() + _SECONDS
    verify = _trust(ground)
    while time.monotonic() < until and process.poll() is None:
        try:
            if httpx2.get(f"{ground.url}/ready", verify=verify).status_code == _OK:
                return
        except httpx2.TransportError:
            pass
        time.sleep(_LOOK_EVERY)
    log.seek(0)
    raise SystemExit(f"The hub did not begin: {log.read()[-_LAST_WORDS:].decode(errors='replace')}")


def _trust(ground: Ground) -> Any:
    return ssl.create_default_context(cafile=str(ground.tls.authority))


@contextmanager
def an_example(name: str, ground: Ground) -> Iterator[Application]:
    """Register an example, start it over TLS, and give its configuration."""
    text = (_EXAMPLES / name / "certify.toml").read_text(encoding="utf-8")
    port = free_port()
    url = f"https://localhost:{port}"
    environment = {**_registered(name, text, url, ground), "APP_URL": url}
    environment |= {
        "REDIRECT_URI": f"{url}/login/callback",
        "SIGN_UP_URL": f"{url}/signup",
        "PROBE_URL": f"{url}/probe",
        "PROBE_TOKEN": token_urlsafe(32),
        "PROBE": "on",
        "HUB_URL": ground.url,
        "TLS_CERT": str(ground.tls.certificate),
        "TLS_KEY": str(ground.tls.key),
        "SSL_CERT_FILE": str(ground.tls.authority),
    }
    with running_example(name, environment, port):
        environment["SANDBOX_TOKEN"] = ground.token
        application = parsed(text, _EXAMPLES / name, environment)
        yield replace(
            application, hub=replace(application.hub, authority=str(ground.tls.authority))
        )


def _registered(name: str, text: str, url: str, ground: Ground) -> Mapping[str, str]:
    told = tomllib.loads(text)
    types, answers = told["application"]["types"], told["answers"]
    hub = Hub(ground.url, ground.token, verify=_trust(ground))
    made = hub.register(
        name=name.capitalize(),
        types=types,
        user_types=answers.get("Q-S10") or answers.get("Q-Y09") or ["student", "teacher"],
        redirect_uris=[f"{url}/login/callback"],
        events=True,
        listing="library" in types,
    )
    hub.close()
    return {"CLIENT_ID": str(made["client_id"]), "CLIENT_SECRET": str(made["client_secret"])}


def _say(name: str, line: str) -> None:
    # One write for a line, since others write between.
    sys.stdout.write(f"{name:<11}{line}\n")
    sys.stdout.flush()


def certified(application: Application, asked: Asked, folder: Path) -> int:
    """Run the suite against one example, write its report, and print its verdicts."""

    def say(line: str) -> None:
        _say(application.name, line)

    began = time.monotonic()
    finished = carry_out(application, asked, told=say)
    document = document_of(finished)
    manifest = written(document, finished.trial.evidence, folder)
    for row in [*document["results"], *document["invariants"]]:
        if row["verdict"] in {"FAIL", "WARN", "INCONCLUSIVE"}:
            say(f"{row['verdict']:<13}{row['id']:<9}{row['why']}")
    for name, verdict in document["verdicts"].items():
        counted = ", ".join(f"{many} {word}" for word, many in verdict["counts"].items())
        say(f"{verdict['verdict']}: {name} ({counted})")
    try:
        with closing(Submitting(application)) as hub:
            hub.seal(finished.run, manifest)
    except UndecidedError as reason:
        say(f"not sealed: {reason.message}")
    say(f"{time.monotonic() - began:.0f} s; report in {folder}/report.html")
    return exit_code_of(document)


def _one(name: str, ground: Ground, asked: Asked) -> int:
    try:
        with an_example(name, ground) as application:
            return certified(application, asked, _ROOT / "certification" / name)
    except UndecidedError as reason:
        _say(name.capitalize(), f"no run: {reason.message}")
        return INCONCLUSIVE_CODE


def main() -> int:
    """Certify every example, or those that are named; the worst exit code."""
    names = [one for one in sys.argv[1:] if not one.startswith("-")] or list(NAMES)
    strange = sorted(set(names) - set(NAMES))
    if strange:
        _say("certify", f"There is no example {', '.join(strange)}; say {', '.join(NAMES)}.")
        return _CONFIGURATION_CODE
    asked = Asked(with_browser="--browser" in sys.argv)
    fresh = multiprocessing.get_context("spawn")
    with tempfile.TemporaryDirectory(prefix="certify-") as folder, a_hub(Path(folder)) as ground:
        _say("certify", f"a hub of its own at {ground.url}")
        with ProcessPoolExecutor(len(names), mp_context=fresh) as pool:
            ended = [pool.submit(_one, name, ground, asked) for name in names]
            return max(one.result() for one in ended)


if __name__ == "__main__":
    sys.exit(main())
