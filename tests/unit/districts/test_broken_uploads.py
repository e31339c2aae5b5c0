"""Uploads through the page that are broken, or meant to do harm: told in words, nothing is kept."""

import io
import zipfile
from html import unescape
from pathlib import Path
from urllib.parse import urlencode

import pytest

from tests.support.hubs import Reply
from tests.unit.districts.town import EDGE, Browser, Town

HEAD = (
    f'--{EDGE}\r\nContent-Disposition: form-data; name="files"; filename="roster.zip"\r\n'
    "Content-Type: application/zip\r\n\r\n"
).encode()
TAIL = f"\r\n--{EDGE}--\r\n".encode()


def zipped(files: dict[str, str]) -> bytes:
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, text in files.items():
            archive.writestr(name, text)
    return held.getvalue()


def sends(by: Browser, body: bytes) -> Reply:
    headers = {"cookie": by.cookie, "content-type": f"multipart/form-data; boundary={EDGE}"}
    path = f"/district/upload?{urlencode({'csrf': by.csrf})}"
    return by.town.call(path, "POST", headers, body)


def kept(town: Town) -> set[Path]:
    return set(town.desk.uploads.rglob("*"))


def refused(town: Town, body: bytes) -> str:
    """The page's words; no run was made, and nothing is left of what was sent."""
    before, runs = kept(town), len(town.runs())
    reply = sends(town.admin(), body)
    assert 400 == reply.status, reply.body[-400:]
    assert (before, runs) == (kept(town), len(town.runs()))
    return unescape(reply.body.decode())


@pytest.mark.parametrize(
    "name", ["../students.csv", "/etc/students.csv", "..\\students.csv", "a/../../students.csv"]
)
def test_a_zip_with_paths_outside_is_refused_by_name(town: Town, name: str) -> None:
    page = refused(town, HEAD + zipped(town.texts() | {name: "x"}) + TAIL)
    assert "leads out of the zip" in page
    assert name.replace("\\", "\\\\") in page


def test_a_zip_bomb_is_refused_before_it_is_unpacked(town: Town) -> None:
    page = refused(town, HEAD + zipped({"students.csv": "a" * 30_000_000}) + TAIL)
    assert "100 times their size" in page


def test_a_zip_that_broke_off_is_told_as_a_zip(town: Town) -> None:
    whole = zipped(town.texts())
    page = refused(town, HEAD + whole[: len(whole) // 2] + TAIL)
    assert "The zip was not taken: it is damaged" in page
    assert "not the name of a CSV file" not in page


def test_an_upload_that_broke_off_says_so_in_plain_words(town: Town) -> None:
    whole = HEAD + zipped(town.texts()) + TAIL
    for length in (len(whole) - 10, len(whole) // 2, len(HEAD) + 1):
        page = refused(town, whole[:length])
        assert "The upload broke off before all of it was here" in page
        assert "multipart" not in page.partition("</ul>")[0].partition('class="summary"')[2]
