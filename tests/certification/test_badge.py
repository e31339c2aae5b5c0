"""The badge of a certificate, as a picture and as JSON (certification.md 7.1)."""

from xml.etree import ElementTree as ET

import pytest

from homeroom.certification.reports.badge import COLOURS, badge_json, badge_svg

_LINK = 'https://hub.example/certificates/1?"><script>&'


@pytest.mark.parametrize("state", COLOURS)
def test_a_badge_says_state_types_and_version_in_words_as_well(state: str) -> None:
    drawn = ET.fromstring(badge_svg(state, ["library", "district_sso"], "v3.1", _LINK))  # noqa: S314 -- our own
    assert f"homeroom: {state} Library + SSO v3.1" == drawn.get("aria-label")
    namespace = {"svg": "http://www.w3.org/2000/svg"}
    links = [one.get("href") for one in drawn.findall("svg:a", namespace)]
    assert [_LINK] == links
    fills = {one.get("fill") for one in drawn.iterfind(".//svg:rect", namespace)}
    assert COLOURS[state] in fills


def test_the_json_names_the_suites_major_version_alone() -> None:
    told = badge_json("certified", ["secure_sync"], "v3.1", "1.4.2", "2026-11-22")
    assert ("certified Sync", "1", "2026-11-22") == (told["message"], told["suite"], told["date"])
