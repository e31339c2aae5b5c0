"""What was sent: from a folder, a zip, single files."""

import hashlib
import zipfile
from pathlib import Path

import pytest

from homeroom.foundation.errors import SourceUnavailableError, UnreadableSourceError
from homeroom.intake.sources.received import from_files, from_folder, open_source

CONTENT = b"School_id,School_name,School_number\n1,Fern Hill,1\n"


def test_a_folder_gives_each_file_with_size_and_sha256(tmp_path: Path) -> None:
    (tmp_path / "schools.csv").write_bytes(CONTENT)

    file = from_folder(tmp_path).files["schools.csv"]

    assert (file.size, file.sha256) == (len(CONTENT), hashlib.sha256(CONTENT).hexdigest())
    assert file.path.read_bytes() == CONTENT


def test_known_places_below_the_folder_are_read_and_others_not(tmp_path: Path) -> None:
    for place in ("", "extensionfields", "customsections", "backup"):
        (tmp_path / place).mkdir(exist_ok=True)
        (tmp_path / place / "x.csv").write_bytes(CONTENT)
    (tmp_path / "notes.txt").write_text("hello", encoding="utf-8")

    received = from_folder(tmp_path)

    assert set(received.files) == {"x.csv", "extensionfields/x.csv", "customsections/x.csv"}


def test_links_are_not_followed(tmp_path: Path) -> None:
    secret = tmp_path / "secret"
    secret.write_bytes(CONTENT)
    drop = tmp_path / "drop"
    drop.mkdir()
    (drop / "schools.csv").symlink_to(secret)
    (drop / "extensionfields").symlink_to(tmp_path)

    received = from_folder(drop)

    assert not received.files
    assert [(p.code, p.file) for p in received.problems] == [
        ("file_link", "schools.csv"),
        ("file_link", "extensionfields"),
    ]


def test_a_link_to_a_folder_is_told_of_like_any_other(tmp_path: Path) -> None:
    (tmp_path / "staff.csv").symlink_to(tmp_path)
    (tmp_path / "students.csv").symlink_to("students.csv")

    received = from_folder(tmp_path)

    assert not received.files
    assert [(p.code, p.file) for p in received.problems] == [
        ("file_link", "staff.csv"),
        ("file_link", "students.csv"),
    ]


def test_a_path_is_opened_by_what_it_is(tmp_path: Path) -> None:
    single = tmp_path / "schools.csv"
    single.write_bytes(CONTENT)
    packed = tmp_path / "sent.zip"
    with zipfile.ZipFile(packed, "w") as archive:
        archive.write(single, "schools.csv")

    hashes = {
        open_source(path, tmp_path / "unpacked").files["schools.csv"].sha256
        for path in (single, packed)
    }

    assert hashes == {hashlib.sha256(CONTENT).hexdigest()}


@pytest.mark.parametrize("name", ["absent", "notes.txt"])
def test_anything_else_is_refused_with_a_message(tmp_path: Path, name: str) -> None:
    (tmp_path / "notes.txt").write_text("hello", encoding="utf-8")

    with pytest.raises(UnreadableSourceError, match=name):
        open_source(tmp_path / name, tmp_path / "unpacked")


def test_a_file_that_vanished_may_come_back(tmp_path: Path) -> None:
    with pytest.raises(SourceUnavailableError):
        from_files({"schools.csv": tmp_path / "schools.csv"})


def test_a_roster_file_that_is_no_csv_is_told_of(tmp_path: Path) -> None:
    (tmp_path / "schools.csv").write_bytes(CONTENT)
    for name in ("students.csv.gz", "Teachers.xlsx", "sections.txt", "schools.xlsx", "notes.txt"):
        (tmp_path / name).write_bytes(b"x")
    (tmp_path / "enrollments.csv").mkdir()
    (tmp_path / "backup").mkdir()

    received = from_folder(tmp_path)

    assert list(received.files) == ["schools.csv"]
    assert [(p.severity, p.code, p.file) for p in received.problems] == [
        ("warning", "file_link", "enrollments.csv"),
        ("warning", "file_unknown", "Teachers.xlsx"),
        ("warning", "file_unknown", "sections.txt"),
        ("warning", "file_unknown", "students.csv.gz"),
    ]


def test_what_a_mac_writes_beside_the_files_is_passed_over(tmp_path: Path) -> None:
    (tmp_path / "schools.csv").write_bytes(b"a")
    (tmp_path / "._schools.csv").write_bytes(b"\0\5\x16\7")

    received = from_folder(tmp_path)

    assert ["schools.csv"] == list(received.files)
    assert not received.problems
