"""The demo beside a real hub, both started by `homeroom sandbox`, seen through a browser."""

import http.client
import os
import shlex
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlencode

import pytest

from homeroom.sandbox.applications import ABOUT
from tests.sandbox.surfing import Page, Surfer

pytestmark = pytest.mark.slow

COMMAND = [sys.executable, "-c", "from homeroom.cli import main; main()", "sandbox"]
MARKUP = "<script>alert('hr-xss')</script>"


@dataclass(frozen=True)
class Sandbox:
    """A running one, as its own command prints it."""

    env: dict[str, str]
    home: Path

    @property
    def url(self) -> str:
        return self.env["HOMEROOM_URL"]

    @property
    def demo(self) -> str:
        return self.env["DEMO_URL"]

    def sign_in(self, page: Page, surfer: Surfer, user: str) -> Page:
        """Fill in the login page with a name and the same again as password."""
        assert page.url.startswith(self.env["LOGIN_URL"]), (page.url, page.text)
        return surfer.send(page, page.forms[0], username=user, password=user)

    def launch(self, surfer: Surfer, client: str, district: str) -> Page:
        """Click an icon: the hub sends the browser to the application by itself."""
        asked = urlencode({"client_id": client, "district_id": district})
        return surfer.open(f"{self.url}/oauth/instant-login?{asked}")

    def signed_in(self, user: str) -> Surfer:
        """A browser in which somebody is signed in at the hub."""
        surfer = Surfer()
        self.sign_in(surfer.open(self.env["LOGIN_URL"]), surfer, user)
        return surfer


def free_pair() -> int:
    """A free port whose next one is free too, as far as one can know."""
    for _ in range(50):
        with socket.socket() as first, socket.socket() as second:
            first.bind(("127.0.0.1", 0))
            port = int(first.getsockname()[1])
            try:
                second.bind(("127.0.0.1", port + 1))
            except OSError:
                continue
            return port
    raise AssertionError("no two free ports beside each other")


def answers(port: int, path: str) -> bool:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=10)
    try:
        connection.request("GET", path)
        return connection.getresponse().status == 200
    except OSError:
        return False
    finally:
        connection.close()


@pytest.fixture(scope="module")
def sandbox(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Sandbox]:
    home, port = tmp_path_factory.mktemp("demo") / "home", free_pair()
    environment = {
        "PATH": os.environ["PATH"], "HOMEROOM_HOME": str(home), "HOMEROOM_LOG_LEVEL": "error",
        "HOMEROOM_PORT": str(port),
    }  # fmt: skip
    with socket.socket() as taken:
        # Somebody else has the next port, so the demo takes the one after it.
        taken.bind(("127.0.0.1", port + 1))
        taken.listen()
        process = subprocess.Popen(  # noqa: S603 - our own command
            COMMAND, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
        )
        try:
            patience = time.monotonic() + 120
            while not answers(port, "/health"):
                assert process.poll() is None, "the sandbox ended"
                assert time.monotonic() < patience, "the sandbox did not become healthy"
                # Another process is waited for, whose start nothing but asking can tell.
                time.sleep(0.05)
            printed = subprocess.run(  # noqa: S603 - our own command
                [*COMMAND, "env"], env=environment, capture_output=True, text=True, check=True
            )
            words = [shlex.split(line)[0] for line in printed.stdout.splitlines()]
            yield Sandbox(dict(word.split("=", 1) for word in words), home)
        finally:
            process.send_signal(signal.SIGINT)
            process.wait(30)
    assert not answers(int(printed_port(words)), "/"), "the demo outlived its hub"


def printed_port(words: list[str]) -> str:
    return next(word for word in words if word.startswith("DEMO_URL=")).rsplit(":", 1)[1]


def answer(surfer: Surfer, page: Page, choice: str) -> Page:
    """Press a button of the consent page."""
    assert "Fernlight Reading Log" in page.text, (page.url, page.text)
    (form,) = [one for one in page.forms if choice in {value for _, value in one.buttons}]
    (name,) = [name for name, value in form.buttons if value == choice]
    return surfer.send(page, form, **{name: choice})


def test_a_taken_port_moves_the_demo_and_every_redirect_uri_with_it(sandbox: Sandbox) -> None:
    port = int(sandbox.url.rsplit(":", 1)[1])
    assert int(sandbox.demo.rsplit(":", 1)[1]) > port + 1
    assert f"{sandbox.demo}/oauth/callback" == sandbox.env["REDIRECT_URI"]
    assert f"{sandbox.demo}/library/callback" == sandbox.env["LIBRARY_REDIRECT_URI"]


@pytest.mark.parametrize("role", ["STUDENT", "DASHBOARD"])
def test_printed_people_sign_in_on_the_login_page_without_a_district(
    sandbox: Sandbox, role: str
) -> None:
    surfer = Surfer()
    page = sandbox.sign_in(
        surfer.open(sandbox.env["LOGIN_URL"]), surfer, sandbox.env[f"{role}_USER"]
    )
    home = {"STUDENT": f"{sandbox.url}/portal", "DASHBOARD": sandbox.env["DASHBOARD_URL"]}
    assert (200, home[role]) == (page.status, page.url)


def test_the_button_brings_a_student_to_a_page_that_explains_who_she_is(sandbox: Sandbox) -> None:
    surfer = Surfer()
    page = surfer.open(f"{sandbox.demo}/start/small")
    page = sandbox.sign_in(page, surfer, sandbox.env["STUDENT_USER"])
    assert (200, f"{sandbox.demo}/signed-in") == (page.status, page.url)
    assert "You came to Demo App by the button here." in page.text
    assert "This was a District SSO login." in page.text
    assert f'"district": "{sandbox.env["DISTRICT_ID"]}"' in page.text
    assert "The district connected this application: this is District SSO." in page.text
    assert "Its signature was checked" in page.text
    assert "The value that this demo sent along" in page.text
    assert '"user_type": "student"' in page.text


def test_an_icon_brings_her_there_without_a_state(sandbox: Sandbox) -> None:
    surfer = sandbox.signed_in(sandbox.env["STUDENT_USER"])
    page = sandbox.launch(surfer, sandbox.env["CLIENT_ID"], sandbox.env["DISTRICT_ID"])
    assert f"{sandbox.demo}/signed-in" == page.url
    assert "state=" not in "".join(surfer.way)
    assert "from Homeroom, by its icon or link" in page.text


def test_a_new_login_replaces_the_one_before(sandbox: Sandbox) -> None:
    surfer = Surfer()
    page = surfer.open(f"{sandbox.demo}/start/small")
    sandbox.sign_in(page, surfer, "20015")
    cookie = surfer.cookies["homeroom_demo"]
    surfer.cookies = {"homeroom_demo": cookie}
    page = surfer.open(f"{sandbox.demo}/start/small")
    page = sandbox.sign_in(page, surfer, "30001")
    assert '"user_type": "teacher"' in page.text
    before = Surfer()
    before.cookies = {"homeroom_demo": cookie}
    assert f"{sandbox.demo}/" == before.open(f"{sandbox.demo}/signed-in").url


def test_a_teacher_adds_it_and_her_student_comes_in_without_a_district(sandbox: Sandbox) -> None:
    surfer = Surfer()
    page = surfer.open(f"{sandbox.demo}/start/library")
    page = sandbox.sign_in(page, surfer, sandbox.env["LIBRARY_USER"])
    assert not page.url.startswith(sandbox.demo), page.text
    page = answer(surfer, page, "accept")
    assert f"{sandbox.demo}/signed-in" == page.url, page.text
    for said in (
        "This was a Library login.",
        "There is no district and no link to one",
        '"authorized_by": "teacher"',
        "A Library login never has one.",
    ):
        assert said in page.text
    assert '"district":' not in page.text

    student = Surfer()
    page = student.open(f"{sandbox.demo}/start/library")
    page = sandbox.sign_in(page, student, "810101")
    assert f"{sandbox.demo}/signed-in" == page.url, page.text
    assert "This was a Library login." in page.text
    assert '"email"' not in page.text


def test_a_teacher_who_says_no_reads_that_this_is_fine(sandbox: Sandbox) -> None:
    surfer = Surfer()
    page = sandbox.sign_in(surfer.open(f"{sandbox.demo}/start/library"), surfer, "820006")
    page = answer(surfer, page, "decline")
    assert page.url.startswith(f"{sandbox.env['LIBRARY_REDIRECT_URI']}?error=access_denied")
    assert (400, True) == (page.status, "You did not sign in" in page.text)


def test_a_callback_that_is_loaded_twice_says_so_and_leaves_her_signed_in(
    sandbox: Sandbox,
) -> None:
    surfer = sandbox.signed_in(sandbox.env["STUDENT_USER"])
    sandbox.launch(surfer, sandbox.env["CLIENT_ID"], sandbox.env["DISTRICT_ID"])
    (callback,) = [url for url in surfer.way if "code=" in url]
    page = surfer.open(callback)
    assert (400, True) == (page.status, "This sign-in was used already" in page.text)
    assert "You are still signed in here" in page.text
    assert f"{sandbox.demo}/signed-in" == surfer.open(f"{sandbox.demo}/signed-in").url


def test_a_state_of_another_browser_signs_nobody_in(sandbox: Sandbox) -> None:
    surfer = Surfer()
    page = surfer.open(f"{sandbox.demo}/start/small")
    sandbox.sign_in(page, surfer, sandbox.env["STUDENT_USER"])
    (callback,) = [url for url in surfer.way if "code=" in url]
    stranger = Surfer()
    page = stranger.open(callback)
    assert "This sign-in did not begin here" in page.text
    assert f"{sandbox.demo}/" == stranger.open(f"{sandbox.demo}/signed-in").url


def test_an_answer_of_another_hub_signs_nobody_in(sandbox: Sandbox) -> None:
    page = Surfer().open(f"{sandbox.demo}/oauth/callback?code=x&iss=https%3A%2F%2Fother.example")
    assert "This answer is from somebody else" in page.text


def test_names_that_are_markup_stay_text(sandbox: Sandbox) -> None:
    surfer = sandbox.signed_in("0100001")
    page = sandbox.launch(surfer, sandbox.env["CLIENT2_ID"], sandbox.env["DISTRICT2_ID"])
    assert f"{sandbox.demo}/signed-in" == page.url
    assert MARKUP in page.text
    assert "<script" not in page.source


def test_what_stands_in_an_address_is_never_repeated(sandbox: Sandbox) -> None:
    asked = urlencode({"error": MARKUP, "error_description": MARKUP})
    page = Surfer().open(f"{sandbox.demo}/oauth/callback?{asked}")
    assert (400, False) == (page.status, "hr-xss" in page.source)


def test_logging_out_of_the_demo_leaves_the_hub_alone(sandbox: Sandbox) -> None:
    surfer = sandbox.signed_in(sandbox.env["STUDENT_USER"])
    page = sandbox.launch(surfer, sandbox.env["CLIENT_ID"], sandbox.env["DISTRICT_ID"])
    surfer.send(page, page.forms[0], form="forged")
    assert f"{sandbox.demo}/signed-in" == surfer.open(f"{sandbox.demo}/signed-in").url
    assert f"{sandbox.demo}/" == surfer.send(page, page.forms[0]).url
    assert f"{sandbox.demo}/" == surfer.open(f"{sandbox.demo}/signed-in").url
    assert f"{sandbox.url}/portal" == surfer.open(f"{sandbox.url}/portal").url


def test_a_listing_leads_to_pages_that_are_there(sandbox: Sandbox) -> None:
    for page in ABOUT:
        assert 200 == Surfer().open(f"{sandbox.demo}/about/library/{page}").status
    assert 404 == Surfer().open(f"{sandbox.demo}/about/library/other").status
    assert 404 == Surfer().open(f"{sandbox.demo}/nothing").status
