"""What a probe shows of an application and makes it do, by its methods."""

import time
from typing import Any

import pytest

from homeroom_kit import Hub
from homeroom_kit.probe import ListedRecords, Outcome, Probe, ProbeError, RunError, Runs
from homeroom_kit.sync import sync
from tests.kit.probe.conftest import Site

PATIENCE = 20.0


def everything(probe: Probe, type_: str) -> list[dict[str, Any]]:
    """All pages of a type."""
    found: list[dict[str, Any]] = []
    cursor: str | None = None
    while True:
        page = probe.records(type_, cursor)
        found += page["records"]
        cursor = page["next"]
        if cursor is None:
            return found


def finished(probe: Probe, run: str) -> dict[str, Any]:
    until = time.monotonic() + PATIENCE
    while (found := probe.run(run))["state"] == "running":
        assert time.monotonic() < until
    return found


def one(probe: Probe, type_: str, clever_id: str) -> dict[str, Any]:
    (found,) = [one for one in everything(probe, type_) if one["clever_id"] == clever_id]
    return found


def test_info_names_the_contract_and_what_can_be_done(site: Site) -> None:
    info = site.probe.info()
    assert (1, ["full", "events"]) == (info["contract"], info["sync_modes"])
    assert ["progress", "seed", "edit", "clock"] == info["capabilities"]


def test_a_person_is_shown_with_her_classes_marks_and_all_that_is_kept(site: Site) -> None:
    town = site.trial.town
    site.probe.progress(town.cat, town.art, "abc")

    cat = one(site.probe, "user", town.cat)

    assert ("active", ["student"], ["abc"]) == (cat["status"], cat["roles"], cat["marks"])
    assert {"first": "Cat", "middle": "", "last": "Example"} == cat["name"]
    assert sorted([town.algebra, town.art]) == cat["sections"]
    assert ({town.elm, town.oak}, town.district) == ({*cat["schools"]}, cat["district"])
    assert "7" == cat["fields"]["roles.student.grade"]


def test_the_primary_teacher_comes_first_and_a_contact_has_her_links(site: Site) -> None:
    town = site.trial.town
    algebra = one(site.probe, "section", town.algebra)
    assert [town.lee, town.kim] == algebra["teachers"]
    assert ("Algebra", town.elm) == (algebra["name"], algebra["school"])
    parent = one(site.probe, "contact", town.parent)
    assert {town.ann, town.cat} == {link["student"] for link in parent["links"]}
    assert {("Parent", "Primary")} == {(x["relationship"], x["type"]) for x in parent["links"]}
    assert town.parent not in {one["clever_id"] for one in everything(site.probe, "user")}


def test_who_is_gone_is_shown_as_archived_and_in_no_class(site: Site) -> None:
    town = site.trial.town
    town.drop("users", town.cat)
    town.leave(town.algebra, town.cat)
    town.drop("sections", town.art)
    assert "ok" == finished(site.probe, site.probe.sync(town.district)["run"])["state"]

    cat = one(site.probe, "user", town.cat)
    assert ("archived", []) == (cat["status"], cat["sections"])
    assert town.cat not in one(site.probe, "section", town.algebra)["students"]
    assert ("archived", []) == tuple(
        one(site.probe, "section", town.art)[name] for name in ("status", "students")
    )
    assert [] == one(site.probe, "user", town.dan)["sections"]


def test_accounts_that_no_hub_knows_are_shown_without_an_id(site: Site) -> None:
    made = site.probe.seed({"name": {"first": "Old", "last": "Timer"}, "sis_id": "P9", "mark": "x"})
    old = [one for one in everything(site.probe, "user") if one["app_id"] == made["app_id"]]
    assert [(None, "active")] == [(one["clever_id"], one["status"]) for one in old]
    assert ("Old", "Timer", "student") == (
        site.made[0].first, site.made[0].last, site.made[0].role,
    )  # fmt: skip


def test_a_run_names_each_record_that_could_not_be_read(site: Site) -> None:
    town = site.trial.town
    broken = town.user("Eve", {"student": {"sis_id": "P7", "school": town.elm}})
    town.records["users"][broken]["name"] = 7
    found = finished(site.probe, site.probe.sync(town.district, "full")["run"])
    assert ("partial", [broken]) == (found["state"], [one["clever_id"] for one in found["errors"]])
    assert "user" == found["errors"][0]["type"]
    assert "name" in found["errors"][0]["reason"]


def test_a_run_that_fails_says_why(site: Site) -> None:
    transport = site.trial.town.transport()
    reader = Hub("https://other.example", "stale", transport=transport, clock=site.trial.clock)
    runs = Runs(lambda _, __: sync(reader, site.trial.store))
    probe = Probe("Reader", "7", ListedRecords(lambda _: ()), runs)
    found = finished(probe, probe.sync("d")["run"])
    assert ("failed", [None]) == (found["state"], [one["clever_id"] for one in found["errors"]])
    assert "token" in found["errors"][0]["reason"]


def test_a_defect_of_the_application_is_a_failed_run_and_shows_no_inner_part() -> None:
    def work(_: str, __: str) -> Outcome:
        raise ZeroDivisionError("secret")

    probe = Probe("Reader", "7", ListedRecords(lambda _: ()), Runs(work))
    found = finished(probe, probe.sync("d")["run"])
    assert "failed" == found["state"]
    assert "secret" not in str(found)


def test_runs_in_a_folder_are_told_by_another_process(tmp_path: Any) -> None:
    errors = [RunError("5f", "user", "It has no name.")]
    probe = Probe(
        "Reader", "7", ListedRecords(lambda _: ()),
        Runs(lambda _, __: Outcome("partial", errors), tmp_path),
    )  # fmt: skip
    run = probe.sync("d")["run"]
    expected = finished(probe, run)

    other = Probe("Reader", "7", ListedRecords(lambda _: ()), Runs(_never, tmp_path))
    assert expected == other.run(run)
    with pytest.raises(ProbeError, match="no run"):
        other.run("../../etc/passwd")


def _never(_: str, __: str) -> Outcome:
    raise AssertionError


@pytest.mark.parametrize(
    ("ask", "word"),
    [
        (lambda probe: probe.records("people"), "unknown_type"),
        (lambda probe: probe.sync("d", "sometimes"), "bad_body"),
        (lambda probe: probe.run("nothing"), "unknown_run"),
        (lambda probe: probe.edit({"op": "rename_section", "section": "x"}), "bad_body"),
        (lambda probe: probe.edit({"op": "burn"}), "bad_body"),
        (lambda probe: probe.seed({"email": "a@b.example"}), "bad_body"),
    ],
)
def test_what_is_missing_or_odd_is_refused_by_name(site: Site, ask: Any, word: str) -> None:
    with pytest.raises(ProbeError) as refused:
        ask(site.probe)
    assert word == refused.value.code
    assert not site.edits


def test_what_an_application_does_not_offer_is_refused_and_not_listed() -> None:
    probe = Probe("Reader", "7", ListedRecords(lambda _: ()), Runs(_never))
    assert [] == probe.info()["capabilities"]
    with pytest.raises(ProbeError) as refused:
        probe.clock(60)
    assert 501 == refused.value.status


def test_an_application_that_reads_no_roster_says_that_it_has_no_sync() -> None:
    probe = Probe("Plain", "1", ListedRecords(lambda _: []), sync_modes=())
    with pytest.raises(ProbeError) as refused:
        probe.sync("d1")
    assert ("not_offered", 501) == (refused.value.code, refused.value.status)
    with pytest.raises(ProbeError) as unknown:
        probe.run("r1")
    assert 404 == unknown.value.status
