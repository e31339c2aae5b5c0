"""A sandbox of the edge cases: it is made like any other, and says who has which of them."""

import html
import io
import zipfile

from homeroom.sandbox.lantern.cases import CASES
from homeroom.sandbox.lantern.guide import OFFERED
from tests.unit.developers.sandboxes.yard import MINE, a_yard, begin
from tests.unit.developers.workshop import Workshop, make


def test_lantern_ridge_is_made_and_lists_every_edge_case_with_its_people(
    workshop: Workshop,
) -> None:
    yard = begin(workshop, workshop.developer(), "Edges", "lantern-ridge")
    yard.work()
    page = yard.desk.shown(f"{yard.path}/edge-cases")
    shown = html.unescape(page)
    for case in CASES:
        if case.district == "lantern-ridge":
            assert f'id="{case.id}"' in page
            assert case.what in shown
            assert case.right in shown
    assert "akim1" in page
    assert "<b>Robert</b>" not in page
    assert "&lt;b&gt;Robert&lt;/b&gt;" in page
    assert f"{yard.path}/people?q=5010" in page
    assert yard.person("5010")
    token = yard.connect(make(yard.desk, "Reads"))
    assert 50 == len(yard.api(token, "/v3.1/sections?limit=1000").json["data"])
    assert "<code><bdi>6002</bdi></code>" in yard.desk.shown(f"{yard.path}/classes?q=6002")


def test_its_files_are_one_download_with_the_side_file_of_extensions(workshop: Workshop) -> None:
    yard = begin(workshop, workshop.developer(), "Edges", "lantern-ridge")
    yard.work()
    reply = yard.desk.get(f"{yard.path}/files.zip")
    with zipfile.ZipFile(io.BytesIO(reply.body)) as archive:
        names = set(archive.namelist())
        students = archive.read("students.csv").decode()
    assert {"schools.csv", "staff.csv", "extensionfields/students_ext.csv"} <= names
    assert "\u9234\u6728" in students


def test_the_kinds_of_lantern_are_offered_and_each_can_be_made(workshop: Workshop) -> None:
    desk = workshop.developer()
    page = desk.shown(f"{MINE}/new")
    for kind in OFFERED:
        assert f'value="{kind}"' in page
    for kind in OFFERED[1:]:
        yard = begin(workshop, desk, kind, kind)
        yard.work()
        assert "Edge cases" in yard.desk.shown(yard.path)


def test_a_kind_without_edge_cases_has_no_such_page(workshop: Workshop) -> None:
    yard = a_yard(workshop)
    assert "/edge-cases" not in yard.desk.shown(yard.path)
    assert 404 == yard.desk.get(f"{yard.path}/edge-cases").status
