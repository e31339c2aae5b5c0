"""What a district's administrator sees of her records, of their quality, and of their syncs."""

from tests.browser.looks import Visits, Walk
from tests.browser.town import ANN, RON

VISITS = Visits()
CHIEF = "A1"
SETTINGS = "/district/sync-settings"


@VISITS.to("GET /district/sync-settings", "sync-settings")
def _settings(walk: Walk) -> None:
    walk.opens(SETTINGS, CHIEF)


@VISITS.to("GET /district/sync-settings", "sync-settings-paused")
def _paused(walk: Walk) -> None:
    _settings(walk)
    walk.page.locator("#pause-from").fill(walk.town.clock.now().date().isoformat())
    walk.hand.presses("Save the pause")
    walk.hand.reads("Paused until you end it")


@VISITS.to("POST /district/sync-settings/limits", "sync-settings-wrong")
def _wrong(walk: Walk) -> None:
    _settings(walk)
    walk.page.locator("#deleted_students").fill("95")
    walk.hand.presses("Save the limits")
    walk.hand.reads("Please look at this again")


@VISITS.to("GET /district/sync-settings/pause/end", "pause-end")
def _end(walk: Walk) -> None:
    _paused(walk)
    walk.opens(f"{SETTINGS}/pause/end")


@VISITS.to("GET /district/data", "records")
def _records(walk: Walk) -> None:
    walk.opens("/district/data", CHIEF)


@VISITS.to("GET /district/data", "records-nothing-found")
def _none(walk: Walk) -> None:
    walk.opens("/district/data?kind=sections&q=xyzzy", CHIEF)


@VISITS.to("GET /district/data/{kind}/{id}", "record")
def _record(walk: Walk) -> None:
    walk.town.files.row("students", "Student_id", ANN)["First_name"] = "Anna"
    walk.town.send("students.csv")
    walk.opens(f"/district/data/users/{walk.town.id(ANN)}", CHIEF)


@VISITS.to("GET /district/quality", "quality")
def _quality(walk: Walk) -> None:
    walk.town.files.row("students", "Student_id", RON)["Grade"] = "seventeenth"
    walk.town.send("students.csv")
    walk.opens("/district/quality", CHIEF)
    walk.hand.reads("Applications concerned")


@VISITS.to("GET /district/quality", "quality-nothing-wrong")
def _quality_good(walk: Walk) -> None:
    walk.opens("/district/quality", CHIEF)
