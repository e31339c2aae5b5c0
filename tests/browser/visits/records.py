"""What a district's administrator sees of her records, of their quality, and of their syncs."""

from homeroom.oauth.actions import NewApplication, register_application
from homeroom.sharing import actions as sharing
from homeroom.sharing.rules import FieldAccess, Share
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


@VISITS.to("GET /district/data/{kind}/{id}/sent", "record-as-sent")
def _sent(walk: Walk) -> None:
    walk.opens(f"/district/data/users/{walk.town.id(ANN)}", CHIEF)
    walk.page.get_by_role("link", name="What your files say").click()
    walk.hand.reads("As given out")


@VISITS.to("GET /district/quality", "quality")
def _quality(walk: Walk) -> None:
    walk.town.files.row("students", "Student_id", RON)["Grade"] = "seventeenth"
    walk.town.send("students.csv")
    walk.opens("/district/quality", CHIEF)
    walk.hand.reads("Applications concerned")


@VISITS.to("GET /district/quality", "quality-nothing-wrong")
def _quality_good(walk: Walk) -> None:
    walk.opens("/district/quality", CHIEF)


def _lacking(walk: Walk) -> str:
    """Connect an application that asks for what is missing and not unique; return it."""
    town = walk.town
    for row in town.files["students"][:2]:
        row["Student_email"] = "two@pupils.example.org"
    town.send("students.csv")
    fields = {name: {"need": "required", "reason": "To write to them."} for name in
              ("users.email", "users.roles.student.student_number", "sections.period")}  # fmt: skip
    asked = NewApplication("Coral Reports", {"types": ["secure_sync"], "fields": fields}, ())
    with town.hub.parts.store.control.writing() as session:
        application = register_application(session, town.now, asked).application
    with town.hub.parts.store.roster.writing() as session:
        sharing.connect(
            session, town.now, town.district.number, application, "secure_sync",
            Share("district"), FieldAccess(), events=False,
        )  # fmt: skip
    return application


@VISITS.to("GET /district/quality", "quality-lacking")
def _quality_lacking(walk: Walk) -> None:
    _lacking(walk)
    walk.opens("/district/quality", CHIEF)
    walk.hand.reads("Coral Reports")


@VISITS.to("GET /district/quality/records", "quality-records")
def _quality_records(walk: Walk) -> None:
    _quality_lacking(walk)
    row = walk.page.get_by_role("row").filter(has_text="Not unique").first
    row.get_by_role("link", name="Coral Reports").click()
    walk.hand.reads("those with one value together")


@VISITS.to("GET /district/applications/{application}", "application-lacks")
def _application_lacks(walk: Walk) -> None:
    walk.opens(f"/district/applications/{_lacking(walk)}", CHIEF)
    walk.hand.reads("What it lacks")
