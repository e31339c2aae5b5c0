"""What is let go of after 30 days, and what is not (decisions.md R34)."""

from datetime import timedelta

from homeroom.intake.retention.actions import KEPT_DAYS, perform_if_due
from homeroom.intake.uploads.queries import folder_of
from homeroom.roster import queries
from tests.support.intake import Intake, some_files

DAY = timedelta(days=1)


def later(intake: Intake, days: int) -> bool:
    intake.clock.advance(days * DAY)
    return perform_if_due(intake.desk, "worker")


def test_events_go_after_thirty_days_and_not_before(intake: Intake) -> None:
    files = some_files()
    intake.take_in(files)
    connection = intake.connect()
    files["students"][0]["Last_name"] = "Renamed"
    intake.clock.advance(DAY)
    intake.take_in(files)
    told = intake.events(connection)

    later(intake, KEPT_DAYS - 1)
    assert told == intake.events(connection) != []

    later(intake, 2)
    assert [] == intake.events(connection)


def test_a_feed_that_lost_its_events_goes_on(intake: Intake) -> None:
    files = some_files()
    intake.take_in(files)
    connection = intake.connect()
    later(intake, KEPT_DAYS + 1)
    before = intake.seen(connection)
    files["students"][0]["Last_name"] = "Renamed"

    intake.take_in(files)

    assert before != intake.seen(connection)
    assert {"updated"} == {event.action for event in intake.events(connection)}


def test_replaced_documents_go(intake: Intake) -> None:
    files = some_files()
    intake.take_in(files)
    files["students"][0]["Last_name"] = "Renamed"
    intake.clock.advance(DAY)
    intake.take_in(files)
    number = intake.district.number
    with intake.store.roster.reading() as session:
        batch = queries.setting(session, number).last_batch
        assert [] != list(queries.kept_by(session, number, batch))

    later(intake, KEPT_DAYS + 1)

    with intake.store.roster.reading() as session:
        assert [] == list(queries.kept_by(session, number, batch))


def test_problems_of_old_runs_go_but_not_those_of_the_files_in_force(intake: Intake) -> None:
    files = some_files()
    files["students"][0]["Grade"] = "zz"
    run = intake.take_in(files)
    files["students"][1]["Grade"] = "zz"
    in_force = intake.take_in(files)
    assert [] != intake.problems(run)

    later(intake, KEPT_DAYS + 1)

    assert [] == intake.problems(run)
    assert 2 == len(intake.problems(in_force))


def test_an_upload_goes_unless_its_files_are_the_accepted_ones(intake: Intake) -> None:
    files = some_files()
    first = intake.take_in(files)
    for name in files.rows:
        files[name.removesuffix(".csv")][0]["ext.Old" if "ext" in name else "School_number"] = "9"
    files["students"][0]["Last_name"] = "Renamed"
    second = intake.take_in(files)
    places = {
        run.run: folder_of(intake.desk.uploads, intake.district.number, run.uploads[0])
        for run in (first, second)
    }

    later(intake, KEPT_DAYS + 1)

    kept = {file["upload"] for file in intake.applied().files.values()}
    assert second.uploads[0] in kept
    assert (first.uploads[0] in kept) == places[first.run].exists()
    assert places[second.run].exists()


def test_what_remains_serves_a_partial_upload(intake: Intake) -> None:
    files = some_files()
    intake.take_in(files)
    later(intake, KEPT_DAYS + 1)
    files["students"][0]["Last_name"] = "Renamed"

    assert "applied" == intake.take_in(files, "students.csv").state


def test_the_duty_is_done_once_a_day_by_one_worker(intake: Intake) -> None:
    assert perform_if_due(intake.desk, "one")
    assert not perform_if_due(intake.desk, "two")
    assert later(intake, 1)
