"""What an administrator sees of files that are called otherwise, and of ids that change."""

from tests.browser.looks import Visits, Walk
from tests.browser.town import ANN, RON

VISITS = Visits()
CHIEF = "A1"
_PUPILS = "Pupils 2026.csv"


def _sent(walk: Walk, name: str = "students.csv") -> None:
    """Send the pupils' file with columns of another system."""
    text = walk.town.files.text("students.csv")
    head, _, rows = text.partition("\n")
    head = head.replace("Student_id", "Pupil No").replace("Last_name", "Surname")
    walk.opens("/district/upload", CHIEF)
    walk.hand.hands_in("CSV files, or one zip", {name: f"{head}\n{rows}"})
    walk.hand.presses("Upload")


@VISITS.to("GET /district/upload/{upload}", "upload-to-map")
def _to_map(walk: Walk) -> None:
    _sent(walk)
    walk.hand.reads("Lacks Student_id, Last_name")


@VISITS.to("GET /district/upload/{upload}", "upload-of-an-unknown-file")
def _unknown(walk: Walk) -> None:
    _sent(walk, _PUPILS)
    walk.hand.reads("Not known: say which file it is")


@VISITS.to("GET /district/upload/{upload}", "upload-mapped")
def _mapped(walk: Walk) -> None:
    _sent(walk)
    walk.hand.presses("Save the columns")
    walk.hand.reads("Start the upload")


@VISITS.to("POST /district/upload/{upload}/columns", "upload-mapped-twice")
def _twice(walk: Walk) -> None:
    _sent(walk)
    walk.hand.chooses("Surname becomes", "Student_id")
    walk.hand.presses("Save the columns")
    walk.hand.reads("Please look at this again")


@VISITS.to("GET /district/upload", "upload-with-files-that-wait")
def _waiting(walk: Walk) -> None:
    _sent(walk)
    walk.opens("/district/upload", CHIEF)
    walk.hand.reads("Files that were sent and not taken in yet")


@VISITS.to("GET /district/upload/{upload}/throw-away", "upload-throw-away")
def _throw_away(walk: Walk) -> None:
    _sent(walk)
    walk.hand.presses("Throw these files away")
    walk.hand.reads("Throw 1 file away")


@VISITS.to("GET /district/ids", "ids")
def _ids(walk: Walk) -> None:
    walk.opens("/district/ids", CHIEF)


@VISITS.to("POST /district/ids/preview", "ids-preview")
def _preview(walk: Walk) -> None:
    _ids(walk)
    walk.hand.chooses("Whose ids have changed?", "Students")
    walk.hand.types("Old and new ids", f"{ANN},N-1\n{RON},{ANN}\nnobody,N-2")
    walk.hand.presses("Show what would change")
    walk.hand.reads("Change 1 id")


@VISITS.to("POST /district/ids/preview", "ids-wrong")
def _wrong(walk: Walk) -> None:
    _ids(walk)
    walk.hand.types("Old and new ids", "1042")
    walk.hand.presses("Show what would change")
    walk.hand.reads("Please look at this again")
