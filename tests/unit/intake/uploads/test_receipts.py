"""A receipt is whole or not there, and its bytes never change."""

import hashlib
import os
import stat
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from homeroom.foundation.errors import SourceUnavailableError, UnreadableSourceError
from homeroom.intake.uploads.actions import ARRIVING, Arrival, receive, receive_files, sweep
from homeroom.intake.uploads.queries import folder_of
from tests.support.intake import Intake, an_intake, some_files
from tests.support.stores import Place


def test_a_receipt_holds_the_bytes_with_their_sums(intake: Intake) -> None:
    folder = some_files().write(intake.folder / "sent")
    sent = receive(intake.desk, Arrival(intake.district.number, "folder", "test", {}), folder)
    place = folder_of(intake.desk.uploads, intake.district.number, sent.upload)

    for name, kept in sent.files.items():
        content = (folder / name).read_bytes()
        assert content == (place / kept.stored).read_bytes()
        assert (len(content), hashlib.sha256(content).hexdigest()) == (kept.size, kept.sha256)
        assert 0o444 == stat.S_IMODE((place / kept.stored).stat().st_mode)


def test_the_district_may_overwrite_its_files_after_sending_them(intake: Intake) -> None:
    intake.send(some_files())
    sent = intake.folder / "sent1" / "students.csv"
    sent.write_text("rubbish", encoding="utf-8")

    assert "applied" == intake.work()


@pytest.mark.parametrize(
    ("settings", "words"),
    [({"max_unpacked_bytes": 1000}, "more bytes"), ({"max_zip_files": 3}, "at most 3 are taken")],
)
def test_too_much_is_refused_and_leaves_nothing(
    place: Place, settings: dict[str, Any], words: str
) -> None:
    store = place.open()
    try:
        intake = an_intake(place, store, **settings)
        with pytest.raises(UnreadableSourceError, match=words):
            intake.send(some_files())
        assert [] == [path for path in intake.desk.uploads.rglob("*") if path.is_file()]
        assert [] == list(intake.desk.uploads.glob(f"{ARRIVING}*"))
    finally:
        store.close()


def test_a_link_is_never_followed(intake: Intake, tmp_path: Path) -> None:
    secret = tmp_path / "secret.csv"
    secret.write_text("School_id\n", encoding="utf-8")
    link = tmp_path / "schools.csv"
    link.symlink_to(secret)

    arrival = Arrival(intake.district.number, "folder", "test", {})

    with pytest.raises(SourceUnavailableError):
        receive_files(intake.desk, arrival, {"schools.csv": link}, ())


def test_links_in_a_folder_are_told_in_the_runs_report(intake: Intake) -> None:
    folder = some_files().write(intake.folder / "linked")
    (folder / "staff.csv").unlink()
    (folder / "staff.csv").symlink_to(folder / "teachers.csv")

    run = intake.send_path(folder)
    intake.work()

    assert ["file_link"] == [problem.code for problem in intake.problems(run)]


def test_what_crashes_left_behind_is_swept_after_an_hour(intake: Intake) -> None:
    kept = intake.send(some_files()).uploads[0]
    number = intake.district.number
    folder = some_files().write(intake.folder / "sent")
    orphan = receive(intake.desk, Arrival(number, "folder", "test", {}), folder).upload
    half = intake.desk.uploads / f"{ARRIVING}half"
    half.mkdir()
    moment = intake.clock.now().timestamp()
    os.utime(half, (moment, moment))

    assert 0 == sweep(intake.desk)
    intake.clock.advance(timedelta(hours=2))
    assert 2 == sweep(intake.desk)
    assert not half.exists()
    places = [folder_of(intake.desk.uploads, number, name) for name in (kept, orphan)]
    assert [True, False] == [place.exists() for place in places]


def test_what_was_sent_is_its_owners_only(intake: Intake) -> None:
    before = os.umask(0)
    try:
        intake.send(some_files())
    finally:
        os.umask(before)
    assert 0o700 == stat.S_IMODE(intake.desk.uploads.stat().st_mode)
