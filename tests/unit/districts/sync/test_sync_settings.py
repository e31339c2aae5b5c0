"""What a district chooses for its syncs, and that the next sync obeys it."""

import json
import re
from datetime import timedelta
from typing import Any

from homeroom.intake.pauses.actions import follow_if_due
from homeroom.roster.queries import setting
from tests.unit.districts.connecting import connect, events_of
from tests.unit.districts.town import Browser, Town

SETTINGS = "/district/sync-settings"


def _seen(by: Browser) -> str:
    found = re.search(r'name="seen" value="(\w+)"', by.text(SETTINGS))
    assert found is not None
    return found[1]


def _limits(**changed: str) -> dict[str, str]:
    types = ("schools", "students", "teachers", "staff", "administrators", "sections", "contacts",
             "terms", "courses")  # fmt: skip
    fields = {f"updated_{one}": "75" for one in types} | {f"deleted_{one}": "10" for one in types}
    return fields | changed


def _save(by: Browser, name: str, **fields: str) -> int:
    return by.post(f"{SETTINGS}/{name}", seen=_seen(by), **fields).status


def _lose(town: Town, *numbers: int) -> None:
    town.clock.advance(timedelta(minutes=1))
    gone = {f"P{n}" for n in numbers}
    for name in ("students", "enrollments"):
        rows = town.files[name]
        town.files.rows[f"{name}.csv"] = [one for one in rows if one["Student_id"] not in gone]


def _profile(town: Town) -> dict[str, Any]:
    with town.hub.parts.store.roster.reading() as session:
        return setting(session, town.district.number).profile


def test_a_limit_holds_what_passes_it_and_lets_the_rest_through(town: Town) -> None:
    chief = town.admin()
    assert 303 == _save(chief, "limits", **_limits(deleted_students="90", deleted_contacts="90"))
    _lose(town, 0, 6, 12)
    assert "applied" == town.take_in(chief).state

    assert 303 == _save(chief, "limits", **_limits(deleted_students="0", deleted_contacts="90"))
    _lose(town, 7)
    held = town.take_in(chief)
    assert ("held", ["students"]) == (held.state, [one["type"] for one in held.outcome["hold"]])
    assert 'value="90" aria-label="Losses of contacts' in chief.text(SETTINGS)


def test_changes_wait_from_none_on_or_never_and_a_quiet_sync_passes_either(town: Town) -> None:
    chief = town.admin()
    assert 303 == _save(chief, "limits", **_limits(updated_students="0"))
    town.clock.advance(timedelta(minutes=1))
    town.files["staff"][0]["Last_name"] = "Cook"
    assert "applied" == town.take_in(chief).state

    for row in town.files["students"]:
        row["First_name"] = "Zoe"
    town.clock.advance(timedelta(minutes=1))
    assert "held" == town.take_in(chief).state
    free = _limits() | {"free": "students"}
    assert 303 == _save(chief, "limits", **free)
    town.clock.advance(timedelta(minutes=1))
    town.files["staff"][0]["Last_name"] = "Chef"
    assert "applied" == town.take_in(chief).state


def test_what_is_typed_wrongly_is_named_and_kept_and_what_is_stale_changes_nothing(
    town: Town,
) -> None:
    chief, second = town.admin(), town.admin(1)
    before = _seen(chief)
    wrong = _limits(deleted_terms="101", deleted_students="91", updated_staff="lots<")
    answer = chief.post(f"{SETTINGS}/limits", seen=before, **wrong)
    page = answer.body.decode()
    assert 400 == answer.status
    for said in ("Losses of terms: write a number from 0 to 100.", "from 0 to 90.", "lots&lt;"):
        assert said in page
    for fields in ({"from": "x"}, {"from": "2026-09-05", "to": "2026-09-04"},
                   {"from": "2026-09-05"}, {"from": "2026-09-05", "to": "2027-01-01"},
                   {"from": "9999-09-05", "to": "9999-09-06"}):  # fmt: skip
        assert 400 == chief.post(f"{SETTINGS}/rollover", seen=before, **fields).status, fields
    assert 400 == _save(chief, "reading", mode="lenient", memory_days="299")
    assert before == _seen(chief)

    assert 303 == _save(second, "limits", **_limits(deleted_students="20"))
    stale = chief.post(f"{SETTINGS}/limits", seen=before, **_limits(deleted_students="33"))
    assert (409, True) == (stale.status, 'value="33"' in stale.body.decode())
    assert 'value="20"' in chief.text(SETTINGS)


def test_a_rollover_raises_the_limits_for_its_days_only(town: Town) -> None:
    chief = town.admin()
    window = {"from": "2026-09-01", "to": "2026-09-03"}
    assert 303 == _save(chief, "rollover", **window)
    assert "A rollover is expected until 3 Sep 2026" in chief.text(SETTINGS)
    assert 303 == _save(chief, "limits", **_limits(deleted_contacts="90"))
    for row in town.files["students"]:
        row["Grade"] = str(int(row["Grade"]) + 1)
    _lose(town, 0, 1, 2, 3, 4)
    assert "applied" == town.take_in(chief).state

    town.clock.advance(timedelta(days=3))
    chief = town.admin()
    assert "The rollover ended on 3 Sep 2026" in chief.text(SETTINGS)
    for row in town.files["students"]:
        row["Grade"] = str(int(row["Grade"]) + 1)
    _lose(town, 5, 6, 7, 8, 9)
    assert "held" == town.take_in(chief).state


def test_while_paused_uploads_wait_and_afterwards_they_run(town: Town) -> None:
    _, reader = connect(town, "Reader")
    chief = town.admin()
    assert 303 == _save(chief, "pause", **{"from": "2026-09-02", "to": "2026-09-03"})
    assert "Pauses from 2 Sep 2026 to 3 Sep 2026" in chief.text(SETTINGS)
    assert ("running", "2026-09-02") == (_profile(town)["state"], _profile(town)["pause_start"])
    town.clock.advance(timedelta(hours=16))  # midnight
    chief = town.admin()
    town.files.row("students", "Student_id", "P2")["First_name"] = "Zoe"
    assert 303 == chief.upload(town.texts()).status
    assert town.work() is None  # nothing is begun, though nobody told applications yet
    follow_if_due(town.desk, "one")
    follow_if_due(town.desk, "two")
    assert "paused" == _profile(town)["state"]
    assert "Zoe" not in chief.text("/district/data?q=p2")

    town.clock.advance(timedelta(days=1, hours=23, minutes=59))
    follow_if_due(town.desk, "one")
    assert town.work() is None
    town.clock.advance(timedelta(minutes=1))
    follow_if_due(town.desk, "one")
    assert "applied" == town.work()
    assert "Zoe" in town.admin().text("/district/data?q=p2")
    assert {"pause_start", "pause_end"}.isdisjoint(_profile(town))
    told = [json.loads(one.object) for one in events_of(town, reader) if one.kind == "districts"]
    states = [(one["state"], one.get("pause_start"), one.get("pause_end")) for one in told]
    days = ("2026-09-02", "2026-09-03")
    assert [("running", *days), ("paused", *days), ("running", None, None)] == states[:3]


def test_a_pause_without_end_is_ended_by_hand_once(town: Town) -> None:
    chief = town.admin()
    assert 303 == _save(chief, "pause", **{"from": "2026-09-01", "to": ""})
    assert "paused" == _profile(town)["state"]
    assert "Paused until you end it" in chief.text(SETTINGS)
    asked = chief.text(f"{SETTINGS}/pause/end")
    seen = asked.split('name="seen" value="')[1].split('"')[0]
    for _ in range(2):
        assert 303 == chief.post(f"{SETTINGS}/pause/end", seen=seen).status
    assert "running" == _profile(town)["state"]
    assert "Not paused" in chief.text(SETTINGS)


def test_uploads_are_read_as_strictly_as_the_district_wants(town: Town) -> None:
    chief = town.admin()
    fields = {"mode": "strict", "memory_days": "400", "on": "sis_section_name"}
    assert 303 == _save(chief, "reading", **fields)
    town.clock.advance(timedelta(minutes=1))
    for row in town.files["students"]:
        row["Shoe_size"] = "38"
    # A column that nobody knows is asked about first; started without an answer, it is judged.
    waiting = chief.upload(town.texts())
    assert 303 == chief.post(f"{waiting.headers['location']}/start").status
    town.work()
    run = town.runs()[0]

    assert ("strict", "failed") == (run.mode, run.state)
    assert '<option value="strict" selected>' in chief.text(SETTINGS)
