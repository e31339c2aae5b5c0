"""Gradeline when a process is killed, when numbers are absurd, and when somebody else looks on."""

from dataclasses import replace
from pathlib import Path

from gradeline.tests.following import synced, until
from starting.playing import Sandbox
from starting.schools import School, a_place, a_school
from starting.trying import Browser, free_port

_ABSURD = ("9" * 5_000, "9" * 30, "x", "\u0663", "1\0")


def administers(school: School) -> Browser:
    """The administrator's browser, on the page of her district."""
    browser = school.at_hub("d01").enter(school.place.url)
    return browser.click("Schools, people and syncs")


def test_after_a_kill_a_restart_ends_the_run_and_the_next_one_takes_over_soon(
    sandbox: Sandbox, tmp_path: Path
) -> None:
    port, home = free_port(), str(tmp_path)
    with a_place("gradeline", sandbox, port, APP_HOME=home) as first:
        school = a_school(sandbox, first, "lantern-single")
        school.ask("connections", client_id=first.client_id, types=["secure_sync"])
        slow = {"kind": "slow", "path": "/users", "seconds": 20, "times": 1}
        path = f"/applications/{first.client_id}"
        sandbox.ask("PUT", f"{path}/faults", {"faults": [slow]})
        run = first.probe("POST", "sync", district=school.district)["run"]
        until(lambda: "/v3.1/schools" in _asked(school))
        first.running.process.kill()
        first.running.process.wait()

    with a_place("gradeline", sandbox, port, APP_HOME=home) as second:
        # `synced` waits 90 seconds; a lease that nobody gives up lasts a quarter of an hour.
        assert {"state": "ok", "errors": []} == synced(replace(school, place=second))
        ended = second.probe("GET", f"runs/{run}")
        reason = "Gradeline was ended meanwhile. The next sync does it."
        assert ("failed", [reason]) == (ended["state"], [one["reason"] for one in ended["errors"]])


def _asked(school: School) -> set[str]:
    """Which paths Gradeline has asked for."""
    told = school.sandbox.get(f"/wire?client_id={school.place.client_id}&since=0")
    return {one["path"] for one in told["entries"]}


def test_absurd_numbers_are_refused_in_words(town: School) -> None:
    browser = town.at_hub("t01").enter(town.place.url).click("^Grade 3 Homeroom$")
    room = browser.url
    for absurd in _ABSURD:
        for button in ("^Give mark$", "^Take out$", "^Add$"):
            browser.open(room).send(button, student=absurd, mark="A")
            refused = (400, "That did not work") if "\0" in absurd else (422, "That cannot be")
            assert refused == (browser.status, browser.title), (button, absurd)
        browser.open(room).send("^Make group$", name="Absurd", student=absurd)
        assert browser.status in (200, 400)
        if "\0" not in absurd:
            for page in (f"/classes/{absurd}", f"/people/{absurd}"):
                assert 404 == browser.open(page).status


def test_zero_bytes_and_long_texts_are_refused_or_cut(town: School) -> None:
    browser = administers(town)
    district = browser.url
    assert 400 == browser.open(f"{district}?name=%00").status
    assert 200 == browser.open(f"{district}?name={'x' * 3_000}").status
    browser.open(district).send("Make account", first="A\0", last="B")
    assert 400 == browser.status
    browser.open(district).send("Make account", first="A" * 3_000, last="B", role="no such")
    assert (422, True) == (browser.status, "There is no role" in browser.text)
    browser.open(district).send("Make account", first="A" * 3_000, last="B")
    assert (200, "A" * 255 + " B") == (browser.status, browser.title)


def test_an_administrator_who_looks_at_it_as_somebody_can_change_nothing(town: School) -> None:
    pages = {"t01": "^Grade 3 Homeroom$", "d01": "Schools, people and syncs"}
    words = "Give mark|Take out|Add|Rename|Make group|Sync now|Make account|Give role"
    changes = f"^(?:{words})$"
    before = {kind: town.place.records(kind) for kind in ("user", "section")}
    for key, page in pages.items():
        herself = town.at_hub(key).enter(town.place.url).click(page)
        assert herself.offers(changes)
        assert "You look at this as somebody else" not in herself.text

        start = f"{town.place.url}/login/start"
        looking = town.at_hub(key).open(start, until=town.place.url)
        looking.open(f"{looking.url}&loginas_by_admin=true")  # CORE-09
        assert "You look at this as somebody else" in looking.text
        looking.click(page)
        assert 200 == looking.status
        assert not looking.offers(changes)
        # Not even by a form from a page that she had open herself.
        for form in herself.page.find_all("form"):
            action = str(form.get("action") or "")
            if form.get("method") == "post" and not action.endswith("logout"):
                values = {"name": "Owls", "mark": "A", "student": "1", "last": "By Hand"}
                word = looking.page.find("input", {"name": "csrfmiddlewaretoken"})
                assert word is not None
                looking.open(action, {**values, "csrfmiddlewaretoken": str(word["value"])})
                assert (403, "You only look") == (looking.status, looking.title), action
                assert "You look at this as somebody else" in looking.text
    assert before == {kind: town.place.records(kind) for kind in before}
