"""Figures, plots and files of usage say what was counted, to whom they are for."""

import csv
import io
import re
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from homeroom.accounts.usage import actions
from homeroom.accounts.usage.collecting import Use
from homeroom.districts.reports.files import PARTICIPATION_COLUMNS, RESOURCE_COLUMNS
from homeroom.districts.reports.plots import plot_of
from tests.unit.districts.town import Browser, Town

FOLDER = Path(__file__).parents[5] / "shared" / "data" / "clever-participation-oea"
PAGE = "/district/reports"
YESTERDAY = "2026-08-31"
FILES = f"{PAGE}/files"


def _used(town: Town, days_ago: int, *uses: tuple[str, str, str, str]) -> None:
    """Count (key, role, application, way)."""
    at = int((town.clock.now() - timedelta(days=days_ago)).timestamp() * 1000)
    number = town.district.number
    made = [
        Use(number, at, role, application, way, town.rid("users", key))
        for key, role, application, way in uses
    ]
    with town.hub.parts.store.control.writing() as control:
        actions.keep(control, made, {number: 0})


def _figures(page: str) -> dict[str, str]:
    found = re.findall(r"<li><strong>([\d,]+)</strong> (.*?)</li>", page)
    return {label: count for count, label in found}


def _file(chief: Browser, path: str) -> list[dict[str, str]]:
    reply = chief.get(f"{FILES}/{path}")
    assert 200 == reply.status
    assert "attachment" in reply.headers["content-disposition"]
    return list(csv.DictReader(io.StringIO(reply.body.decode())))


@pytest.fixture
def busy(town: Town) -> tuple[Town, str]:
    """A town in which two pupils and a teacher were at work; with the application they opened."""
    app = town.application("Tide")
    ann, bob, tea = "student:P0", "student:P1", "teacher:T0"
    _used(town, 1, (ann, "student", "", ""), (ann, "student", "", ""), (tea, "teacher", "", ""))
    _used(town, 1, (ann, "student", app, "district"), (tea, "teacher", app, "teacher"))
    _used(town, 20, (bob, "student", "", ""))
    return town, app


def test_before_anybody_came_the_page_teaches_what_will_be_there(town: Town) -> None:
    page = town.admin().text(PAGE)
    assert "Nobody in these days" in page
    assert "<svg" not in page


def test_the_figures_are_of_the_days_the_people_and_the_application_asked_for(
    busy: tuple[Town, str],
) -> None:
    town, app = busy
    chief = town.admin()
    week = _figures(chief.text(PAGE))
    assert ("2", "3", "0") == (
        week["of them came"], week["sign-ins"], week["people on an average day"]
    )  # fmt: skip
    assert "4" == _figures(chief.text(f"{PAGE}?span=28"))["sign-ins"]
    assert "4" == _figures(chief.text(f"{PAGE}?span=year"))["sign-ins"]
    own = chief.text(f"{PAGE}?span=own&from={YESTERDAY}&to={YESTERDAY}")
    assert "2" == _figures(own)["people on an average day"]
    students = _figures(chief.text(f"{PAGE}?span=28&role=student"))
    assert ("24", "2", "3") == (
        students["people in scope"], students["of them came"], students["sign-ins"]
    )  # fmt: skip
    opened = _figures(chief.text(f"{PAGE}?application={app}"))
    assert ("2", "2") == (opened["of them came"], opened["times opened"])


def test_behind_the_plot_is_a_table_and_a_file_with_the_same_numbers(
    busy: tuple[Town, str],
) -> None:
    chief = busy[0].admin()
    page = chief.text(PAGE)
    titles = re.findall(r"<rect[^>]*><title>([^<]*)</title>", page)
    assert 7 == len(titles)
    assert "31 Aug 2026: 3" in titles
    assert '<th scope="row">31 Aug 2026</th><td class="number">3</td>' in page
    assert "<title id=" in page
    assert "<desc id=" in page
    assert " style=" not in page
    sent = chief.get(f"{PAGE}/usage.csv?span=7").body.decode().splitlines()
    assert ["Day,Sign-ins,People", "2026-08-31,3,2"] == [sent[0], sent[-2]]
    assert len(re.findall("<rect", chief.text(f"{PAGE}?span=year"))) < 62 + 5


def test_bars_are_as_high_as_what_they_stand_for() -> None:
    plot = plot_of([("a", 0), ("b", 5), ("c", 10)])
    assert (10, [0.0, plot.height / 2, plot.height]) == (
        plot.most, [one.height for one in plot.bars]
    )  # fmt: skip
    assert [plot.height] * 3 == [one.y + one.height for one in plot.bars]
    assert [0.0] == [one.height for one in plot_of([("a", 0)]).bars]
    assert [] == plot_of([]).bars


def test_the_participation_file_has_a_line_for_everybody_also_for_who_did_not_come(
    busy: tuple[Town, str],
) -> None:
    town, _ = busy
    chief = town.admin()
    rows = _file(chief, f"daily-participation/{YESTERDAY}-daily-participation-students.csv")
    assert 24 == len(rows)
    assert list(PARTICIPATION_COLUMNS) == list(rows[0])
    by_id = {row["clever_user_id"]: row for row in rows}
    ann, bob = by_id[town.id("student:P0")], by_id[town.id("student:P1")]
    told = ("active", "num_logins", "num_resources_accessed", "date", "sis_id")
    assert ["True", "2", "1", YESTERDAY, "P0"] == [ann[name] for name in told]
    assert ["False", "0", "0", YESTERDAY, "P1"] == [bob[name] for name in told]
    assert ann["clever_school_id"]
    assert ann["school_name"].startswith("School")
    teachers = _file(chief, f"daily-participation/{YESTERDAY}-daily-participation-teachers.csv")
    assert ["1"] == [row["num_logins"] for row in teachers if row["active"] == "True"]


def test_the_resource_file_says_who_opened_what_and_who_had_added_it(
    busy: tuple[Town, str],
) -> None:
    town, app = busy
    rows = _file(town.admin(), f"resource-usage/{YESTERDAY}-resource-usage.csv")
    assert list(RESOURCE_COLUMNS) == list(rows[0])
    assert [
        (town.id("student:P0"), "clever-district-added", "Tide", app, "1"),
        (town.id("teacher:T0"), "clever-teacher-added", "Tide", app, "1"),
    ] == [
        (one["clever_user_id"], one["resource_type"], one["resource_name"], one["resource_id"],
         one["num_access"])
        for one in rows
    ]  # fmt: skip


@pytest.mark.skipif(not FOLDER.is_dir(), reason="the shared data sets are not beside the project")
def test_the_columns_are_those_of_the_public_sample() -> None:
    with (FOLDER / "daily-participation-students.csv").open() as file:
        header = next(csv.reader(file))
    assert sorted(header) == sorted(PARTICIPATION_COLUMNS)


def test_files_are_there_for_thirteen_whole_days_and_no_others(busy: tuple[Town, str]) -> None:
    town, _ = busy
    chief = town.admin()
    listed = re.findall(rf'href="({FILES}/[^"]+)"', chief.text(FILES))
    assert 13 * 4 == len(listed)
    assert {200} == {chief.get(path).status for path in (listed[0], listed[-1])}
    today = datetime(2026, 9, 1, tzinfo=UTC).date()
    for path in (
        f"daily-participation/{today}-daily-participation-students.csv",
        f"daily-participation/{today - timedelta(days=14)}-daily-participation-students.csv",
        f"resource-usage/{YESTERDAY}-daily-participation-students.csv",
        f"daily-participation/{YESTERDAY}-daily-participation-parents.csv",
        "resource-usage/x",
    ):
        assert (404, path) == (chief.get(f"{FILES}/{path}").status, path)


def test_days_that_are_none_or_too_many_are_refused(town: Town) -> None:
    chief = town.admin()
    for asked in ("from=yesterday", "from=2020-01-01&to=2026-09-01", "from=0001-01-01"):
        assert (400, asked) == (chief.get(f"{PAGE}?span=own&{asked}").status, asked)
    assert 200 == chief.get(f"{PAGE}?span=never&role=nobody&application=nothing").status
