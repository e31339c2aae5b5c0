"""Uploads over HTTP with a key that can do nothing else (decisions.md R41)."""

import io
import zipfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from homeroom.hub import Hub
from homeroom.intake.runs import founding
from homeroom.intake.runs.desk import Desk
from homeroom.intake.runs.worker import Worker
from homeroom.intake.uploads.keys import issue_upload_key, revoke_upload_key
from tests.support.hubs import InProcess, Reply, a_hub
from tests.support.intake import Files, some_files
from tests.support.stores import Place

UPLOADS = "/intake/v1/uploads"


class District:
    """A district of a running hub, and its upload key."""

    def __init__(self, hub: Hub, name: str) -> None:
        self.desk = Desk.of(hub.parts)
        self.district = founding.found(self.desk, name)
        with self.desk.store.control.writing() as session:
            self.key = issue_upload_key(session, self.district.number, "sis", 0)
        self.call = InProcess(hub)

    def post(self, body: bytes, query: str = "", content_type: str = "application/zip") -> Reply:
        headers = {"authorization": f"Bearer {self.key}", "content-type": content_type}
        return self.call(UPLOADS + query, "POST", headers, body)

    def get(self, path: str) -> Reply:
        return self.call(path, headers={"authorization": f"Bearer {self.key}"})

    def work(self) -> str | None:
        with Worker(self.desk) as worker:
            return worker.work_one()


@pytest.fixture
def hub(place: Place) -> Iterator[Hub]:
    with a_hub(place, max_upload_bytes=100_000, max_unpacked_bytes=50_000) as made:
        yield made


@pytest.fixture
def ridge(hub: Hub) -> District:
    return District(hub, "Lantern Ridge")


def zipped(files: Files) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name in files.rows:
            archive.writestr(name, files.text(name))
    return out.getvalue()


def form(files: dict[str, str]) -> tuple[bytes, str]:
    parts = [
        f'--edge\r\nContent-Disposition: form-data; name="f"; filename="{name}"\r\n'
        f"Content-Type: text/csv\r\n\r\n{text}\r\n"
        for name, text in files.items()
    ]
    return ("".join(parts) + "--edge--\r\n").encode(), "multipart/form-data; boundary=edge"


def test_a_zip_is_answered_with_its_run_and_taken_in(ridge: District) -> None:
    reply = ridge.post(zipped(some_files()))

    assert (202, "queued") == (reply.status, reply.json["run"]["state"])
    assert f"/intake/v1/runs/{reply.json['run']['id']}" == reply.headers["location"]
    assert "applied" == ridge.work()
    run = ridge.get(reply.headers["location"]).json["run"]
    assert ("applied", 24) == (run["state"], run["outcome"]["counts"]["students"]["created"])


def test_a_form_with_files_and_a_single_file_are_taken_too(ridge: District) -> None:
    files = some_files()
    body, kind = form({name: files.text(name) for name in files.rows})
    assert 202 == ridge.post(body, content_type=kind).status
    assert "applied" == ridge.work()
    files.row("students", "Student_id", "P1")["Last_name"] = "Changed"

    reply = ridge.post(files.text("students.csv").encode(), "?file=students.csv", "text/csv")
    assert "applied" == ridge.work()
    run = ridge.get(reply.headers["location"]).json["run"]
    assert 1 == run["outcome"]["counts"]["students"]["updated"]


def test_strict_mode_is_asked_for_in_the_address(ridge: District) -> None:
    assert "strict" == ridge.post(zipped(some_files()), "?mode=strict").json["run"]["mode"]
    assert 400 == ridge.post(zipped(some_files()), "?mode=loose").status


def test_a_key_sees_only_the_runs_of_its_own_district(hub: Hub, ridge: District) -> None:
    other = District(hub, "Elm Valley")
    location = ridge.post(zipped(some_files())).headers["location"]

    assert (200, 404) == (ridge.get(location).status, other.get(location).status)
    assert 404 == ridge.get("/intake/v1/runs/" + "0" * 24).status


def test_an_upload_key_opens_nothing_else(ridge: District) -> None:
    assert 401 == ridge.get("/v3.0/users").status
    assert 401 == ridge.get("/oauth/tokens?owner_type=district").status


@pytest.mark.parametrize("header", ["", "Bearer ", "Bearer wrong", "Basic {key}", "{key}"])
def test_without_the_key_nothing_is_kept(ridge: District, header: str) -> None:
    headers = {"authorization": header.format(key=ridge.key), "content-type": "application/zip"}

    assert 401 == ridge.call(UPLOADS, "POST", headers, zipped(some_files())).status
    assert None is ridge.work()


def test_a_revoked_key_opens_nothing(ridge: District) -> None:
    with ridge.desk.store.control.writing() as session:
        revoke_upload_key(session, ridge.district.number, "sis", 1)

    assert 401 == ridge.post(zipped(some_files())).status


@pytest.mark.parametrize(
    ("body", "query", "kind", "status"),
    [
        (b"", "", "application/zip", 400),
        (b"no zip", "", "application/zip", 400),
        (b"a,b\n", "?file=../../etc/passwd", "text/csv", 400),
        (b"a,b\n", "?file=..%2Fx.csv", "text/csv", 400),
        (b"--edge\r\nhalf", "", "multipart/form-data; boundary=edge", 400),
        (b"--edge--\r\n", "", "multipart/form-data; boundary=edge", 400),
        (b"text", "", "multipart/form-data", 400),
        (b"x" * 60_000, "?file=students.csv", "text/csv", 413),
        (b"x" * 200_000, "?file=students.csv", "text/csv", 413),
    ],
)
def test_what_cannot_be_kept_is_refused_and_leaves_nothing(
    ridge: District, body: bytes, query: str, kind: str, status: int
) -> None:
    assert status == ridge.post(body, query, kind).status
    assert None is ridge.work()
    assert [] == [path for path in ridge.desk.uploads.rglob("*") if path.is_file()]


def test_a_zip_bomb_is_refused(ridge: District) -> None:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("students.csv", b"0" * 60_000)

    reply = ridge.post(out.getvalue())

    assert (400, True) == (reply.status, "50000 bytes" in reply.json["message"])


def test_names_in_a_form_never_become_paths(ridge: District, tmp_path: Path) -> None:
    body, kind = form({"../../schools.csv": "School_id\nS1\n"})

    reply = ridge.post(body, content_type=kind)

    assert 202 == reply.status
    assert not list(tmp_path.rglob("schools.csv"))


def test_the_worker_of_a_serving_hub_takes_uploads_in(place: Place) -> None:
    with a_hub(place, worker=True) as hub:
        ridge = District(hub, "Lantern Ridge")
        location = ridge.post(zipped(some_files())).headers["location"]
        run = ridge.get(location).json["run"]
        while run["state"] in ("queued", "running"):
            run = ridge.get(location).json["run"]

    assert "applied" == run["state"]
