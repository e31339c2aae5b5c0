"""What a district's administrator sees."""

from tests.browser.looks import Visits, Walk
from tests.browser.town import ANN, LEE, RON

VISITS = Visits()
EMPTY = Visits()
CHIEF = "A1"


@VISITS.to("GET /district", "district-home")
def _home(walk: Walk) -> None:
    walk.opens("/district", CHIEF)


@VISITS.to("GET /district", "district-home-held")
def _home_held(walk: Walk) -> None:
    walk.town.lose_students()
    walk.opens("/district", CHIEF)
    walk.hand.reads("Look at it, then approve or discard it")


@VISITS.to("GET /district", "district-home-dismissed")
def _home_dismissed(walk: Walk) -> None:
    _home_held(walk)
    walk.page.get_by_role("button", name="Dismiss for me").click()
    walk.hand.reads("Dismissed by you: 1")
    walk.page.locator("summary", has_text="Dismissed by you").click()
    walk.hand.reads("Show it again")


@VISITS.to("GET /district", "district-for-administrators-only")
def _home_refused(walk: Walk) -> None:
    walk.opens("/district", LEE)


@VISITS.to("GET /district/runs", "runs")
def _runs(walk: Walk) -> None:
    walk.opens("/district/runs", CHIEF)


@VISITS.to("GET /district/runs/{id}", "run")
def _run(walk: Walk) -> None:
    walk.opens(f"/district/runs/{walk.town.newest_run().run}", CHIEF)


@VISITS.to("GET /district/runs/{id}", "run-held")
def _run_held(walk: Walk) -> None:
    walk.town.lose_students()
    _run(walk)
    walk.hand.reads("Why it waits for you")


@VISITS.to("GET /district/runs/{id}", "run-with-problems")
def _run_problems(walk: Walk) -> None:
    row = dict(walk.town.files["students"][0])
    walk.town.files["students"].append(row | {"Student_id": "", "First_name": ""})
    walk.town.files.row("students", "Student_id", RON)["Grade"] = "seventeenth"
    walk.town.send("students.csv")
    _run(walk)
    walk.hand.reads("What was wrong in the files")


@VISITS.to("GET /district/runs/{id}/undo", "run-undo")
def _undo(walk: Walk) -> None:
    walk.town.files.row("students", "Student_id", RON)["Last_name"] = "Newname"
    walk.town.send("students.csv")
    walk.opens(f"/district/runs/{walk.town.newest_run().run}/undo", CHIEF)


@VISITS.to("GET /district/upload", "upload")
def _upload(walk: Walk) -> None:
    walk.opens("/district/upload", CHIEF)


@VISITS.to("POST /district/upload", "upload-of-something-else")
def _upload_wrong(walk: Walk) -> None:
    _upload(walk)
    walk.hand.hands_in("CSV files, or one zip", {"holiday.txt": "sun"})
    walk.hand.presses("Upload")
    walk.hand.reads("Please look at this again")


@VISITS.to("GET /district/runs/{id}", "run-waiting")
def _run_waiting(walk: Walk) -> None:
    _upload(walk)
    text = walk.town.files.text("students.csv")
    walk.hand.hands_in("CSV files, or one zip", {"students.csv": text})
    walk.hand.presses("Upload")
    walk.hand.reads("Waiting its turn")


@VISITS.to("GET /district/people", "people")
def _people(walk: Walk) -> None:
    walk.opens("/district/people", CHIEF)


@VISITS.to("GET /district/people", "people-nobody-found")
def _people_none(walk: Walk) -> None:
    walk.opens("/district/people?q=xyzzy", CHIEF)


@VISITS.to("GET /district/people/{id}", "person")
def _person(walk: Walk) -> None:
    walk.opens(_of(walk, ANN), CHIEF)


@VISITS.to("GET /district/people/{id}/suspend", "person-suspend")
def _suspend(walk: Walk) -> None:
    walk.opens(f"{_of(walk, ANN)}/suspend", CHIEF)


@VISITS.to("GET /district/people/{id}", "person-suspended")
def _suspended(walk: Walk) -> None:
    walk.opens(f"{_of(walk, RON)}/suspend", CHIEF)
    walk.page.locator("main button").click()
    walk.hand.reads("Suspended: cannot sign in")


@VISITS.to("GET /district/people/{id}/sign-out", "person-sign-out")
def _out(walk: Walk) -> None:
    walk.town.session(ANN)
    walk.opens(f"{_of(walk, ANN)}/sign-out", CHIEF)


@VISITS.to("GET /district/people/{id}/password", "person-password")
def _password(walk: Walk) -> None:
    walk.opens(f"{_of(walk, ANN)}/password", CHIEF)


@VISITS.to("POST /district/people/{id}/password", "person-password-printed")
def _printed(walk: Walk) -> None:
    _password(walk)
    walk.page.locator("main button").click()
    walk.hand.reads("It is shown this once.")


@VISITS.to("GET /district/troubleshoot", "troubleshoot")
def _troubleshoot(walk: Walk) -> None:
    walk.opens("/district/troubleshoot", CHIEF)


@VISITS.to("GET /district/troubleshoot", "troubleshoot-found")
def _found(walk: Walk) -> None:
    walk.opens("/district/troubleshoot?q=a", CHIEF)


@VISITS.to("GET /district/troubleshoot", "troubleshoot-result")
def _result(walk: Walk) -> None:
    walk.opens(f"/district/troubleshoot?person={walk.town.id(RON)}", CHIEF)
    walk.hand.chooses("Application", "Reading Reef")
    walk.hand.presses("Decide")
    walk.hand.reads("Step by step")


@VISITS.to("GET /district/library", "district-library")
def _library(walk: Walk) -> None:
    walk.town.install("reef", LEE)
    walk.opens("/district/library", CHIEF)


@EMPTY.to("GET /district/library", "district-library-empty")
def _library_empty(walk: Walk) -> None:
    walk.opens("/district/library", CHIEF)


@VISITS.to("GET /district/sign-in", "policy")
def _policy(walk: Walk) -> None:
    walk.opens("/district/sign-in", CHIEF)


@VISITS.to("POST /district/sign-in", "policy-wrong")
def _policy_wrong(walk: Walk) -> None:
    _policy(walk)
    walk.hand.types("Shortest password of a student", "2")
    walk.hand.presses("Save")
    walk.hand.reads("Please look at this again")


def _of(walk: Walk, number: str) -> str:
    return f"/district/people/{walk.town.id(number)}"
