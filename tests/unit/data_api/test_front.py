"""The front page tells a newcomer where she is."""

from pathlib import Path

from tests.support.hubs import InProcess, a_hub
from tests.support.stores import Place


def test_the_front_page_leads_to_the_explorer_and_the_fields(tmp_path: Path) -> None:
    with a_hub(Place(tmp_path, "")) as hub:
        page = InProcess(hub)("/")

    assert 200 == page.status
    assert b'href="/docs/api"' in page.body
    assert b'href="/docs/schema"' in page.body
    assert b"sandbox" not in page.body


def test_the_page_on_fields_names_attendance_and_its_scope(tmp_path: Path) -> None:
    with a_hub(Place(tmp_path, "")) as hub:
        newer, older = (InProcess(hub)(f"/docs/schema?version={v}") for v in ("v3.1", "v3.0"))

    assert b'<h2 id="attendance">' in newer.body
    assert b"guaranteed, with read:attendance" in newer.body
    assert b"read:attendance" not in older.body
