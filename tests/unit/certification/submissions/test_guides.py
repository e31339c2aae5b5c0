"""What a certification asks is explained on the hub, and every failure links to its own place."""

import re

from homeroom.certification.requirements.reading import GUIDES, every
from tests.unit.certification.submissions.office import Office

TYPES = ["district_sso", "secure_sync"]


def test_every_requirement_is_explained_to_everybody_under_its_own_id(office: Office) -> None:
    anybody = office.workshop.town.browser()
    guides = re.findall(
        r'href="(/requirements/[a-z-]+)"', anybody.get("/requirements").body.decode()
    )
    assert len(GUIDES) == len(guides)
    pages = {path: anybody.get(path).body.decode() for path in guides}
    for one in every().values():
        path, _, place = one.page.partition("#")
        assert pages[path].count(f'id="{place}"') == 1, one.id
    assert "Keep the Clever ID in a unique column" in pages["/requirements/secure-sync"]
    assert 404 == anybody.get("/requirements/nobodys").status


def test_a_failure_links_to_its_explanation_for_developer_and_reviewer(office: Office) -> None:
    office.submitted(*TYPES, verdicts={"SYN-R1": "FAIL"})
    link = 'href="/requirements/secure-sync#SYN-R1"'
    assert link in office.desk.shown(f"{office.path}/runs")
    assert link in office.reviewer.shown(office.review)
