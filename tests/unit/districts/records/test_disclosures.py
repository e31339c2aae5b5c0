"""The record of disclosures on a district's pages and in its files."""

import csv
import io
import json
from datetime import timedelta

from homeroom.oauth.actions import Holder, issue_district_token
from homeroom.sharing.disclosing.flushing import flush
from homeroom.sharing.rules import FieldAccess, Share
from tests.unit.districts.connecting import FULL, connect
from tests.unit.districts.town import Town

PAGE = "/district/disclosures"


def reads(town: Town, name: str, *paths: str, access: FieldAccess = FULL) -> str:
    """Connect an application for one school, read with its token, and flush; return its id."""
    share = Share("schools", schools=frozenset({town.rid("schools", "S0")}))
    application, made = connect(town, name, share, access)
    store, sealer = town.hub.parts.store, town.hub.parts.sealer
    with store.control.writing() as session:
        holder = Holder(town.district.number, made, application)
        token = issue_district_token(session, sealer, 0, holder)
    for path in paths:
        reply = town.call(path, headers={"authorization": f"Bearer {token}"})
        assert 200 == reply.status, reply.body
    flush(town.hub.parts)
    return application


def in_and_out(town: Town) -> tuple[str, str]:
    """A pupil of the shared school, and one who is not."""
    with_files = [row["Student_id"] for row in town.files["students"] if row["School_id"] == "S0"]
    others = [row["Student_id"] for row in town.files["students"] if row["School_id"] != "S0"]
    return town.id(f"student:{with_files[0]}"), town.id(f"student:{others[0]}")


def test_a_pupils_record_says_who_was_given_which_fields_on_which_day(town: Town) -> None:
    seen, unseen = in_and_out(town)
    shy = FieldAccess(scopes=FULL.scopes, refused=frozenset({"users.email"}))
    reads(town, "Reader", f"/v3.1/users/{seen}", "/v3.1/users?role=student&limit=1000", access=shy)
    town.clock.advance(timedelta(days=1))
    reads(town, "Other", f"/v3.1/users/{seen}")
    chief = town.admin()

    rows = list(csv.DictReader(io.StringIO(chief.text(f"{PAGE}/people/{seen}/record.csv"))))
    assert [("2026-09-02", "Other", "1"), ("2026-09-01", "Reader", "2")] == [
        (one["Day"], one["Application"], one["Reads that day"]) for one in rows
    ]
    assert "email" in rows[0]["Fields"].split()
    assert "email" not in rows[1]["Fields"].split()
    assert not [path for path in rows[0]["Fields"].split() if path.startswith("roles.teacher")]
    assert rows[0]["Shared"].startswith("1 school: School 0")
    assert [] == list(csv.DictReader(io.StringIO(chief.text(f"{PAGE}/people/{unseen}/record.csv"))))
    page = chief.text(f"/district/data/users/{seen}")
    assert "<bdi>Reader</bdi></th><td>1 Sep 2026</td><td>1 Sep 2026</td>" in page
    assert "No application read it" in chief.text(f"/district/data/users/{unseen}")
    only = chief.text(f"{PAGE}/people/{seen}?from=2026-09-02&to=2026-09-02")
    assert "Other" in only
    assert "Reader" not in only


def test_an_application_is_told_of_with_everybody_whom_it_was_given(town: Town) -> None:
    seen, unseen = in_and_out(town)
    app = reads(town, "=Reader<b>", "/v3.1/users?limit=1000", "/v3.1/sections?limit=1000")
    chief = town.admin()

    page = chief.text(PAGE)
    assert "=Reader&lt;b&gt;" in page
    assert "Records of people" in chief.text(f"{PAGE}/applications/{app}")
    file = json.loads(chief.get(f"{PAGE}/applications/{app}/record.json").body)["disclosures"]
    people, sections = file
    assert ("users", "sections") == (people["what"] and "users", sections["what"] and "sections")
    assert seen in people["ids"]
    assert unseen not in people["ids"]
    assert people["count"] == len(people["ids"])
    rows = list(csv.DictReader(io.StringIO(chief.text(f"{PAGE}/applications/{app}/record.csv"))))
    assert ["'=Reader<b>", "'=Reader<b>"] == [one["Application"] for one in rows]
    assert [str(people["count"]), str(sections["count"])] == [
        one["People or sections"] for one in rows
    ]
    hers = json.loads(chief.get(f"{PAGE}/people/{seen}/record.json").body)["disclosures"]
    assert [people["fields"] != [], ["sections.students[]"]] == [
        bool(hers[0]["fields"]), hers[1]["fields"]
    ]  # fmt: skip


def test_who_left_the_roster_stays_in_the_record_by_her_id_alone(town: Town) -> None:
    seen, _ = in_and_out(town)
    reads(town, "Reader", "/v3.1/users?role=student&limit=1000")
    gone = next(row for row in town.files["students"] if town.id(f"student:{row['Student_id']}")
                == seen)  # fmt: skip
    town.files["students"].remove(gone)
    rows = town.files["enrollments"]
    rows[:] = [row for row in rows if row["Student_id"] != gone["Student_id"]]
    town.clock.advance(timedelta(minutes=1))
    chief = town.admin()
    run = town.take_in(chief)
    if run.state == "held":
        chief.post(f"/district/runs/{run.run}/approve", attempt=str(run.attempt))
        town.work()
    assert 404 == chief.get(f"/district/data/users/{seen}").status

    page = chief.text(f"{PAGE}/people/{seen}")
    assert "A person who is gone" in page
    assert "Reader" in page
    assert f"{PAGE}/people/{seen}" in chief.text(f"{PAGE}?person={seen.upper()}")


def test_what_is_no_id_or_day_is_answered_clearly(town: Town) -> None:
    chief = town.admin()
    assert "No application was given anything" in chief.text(PAGE)
    wrong = chief.text(f"{PAGE}?person=xyzzy<b>")
    assert '<a href="#person">Type the 24 letters' in wrong
    assert "No application was given anything" not in wrong
    assert 404 == chief.get(f"{PAGE}/people/{'0' * 24}").status
    assert 400 == chief.get(f"{PAGE}?from=yesterday").status
    assert "Nothing was given" in chief.text(f"{PAGE}/applications/unknown")
