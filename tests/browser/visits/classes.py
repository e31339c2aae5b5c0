"""What a district's administrator sees of the classes that are made by hand."""

from tests.browser.looks import Visits, Walk

VISITS = Visits()
EMPTY = Visits()
CHIEF = "A1"
PAGE = "/district/classes"
NAME = "Schach für alle, jeden Dienstag nach der sechsten Stunde"


def _opens_new(walk: Walk) -> None:
    walk.opens(f"{PAGE}/edit", CHIEF)


def _made(walk: Walk) -> None:
    """A class is there, and in the roster."""
    files = walk.town.files
    section = files["sections"][0]
    there = [one for one in files["enrollments"] if one["Section_id"] == section["Section_id"]]
    _opens_new(walk)
    walk.hand.types("Name", NAME)
    walk.page.get_by_label("School", exact=True).select_option(section["School_id"])
    walk.hand.types("Primary teacher", section["Teacher_id"])
    walk.page.locator("#students").fill("\n".join(one["Student_id"] for one in there))
    walk.hand.presses("Make the class")
    walk.hand.reads("The class is made")
    walk.town.work()
    walk.opens(PAGE)


@EMPTY.to("GET /district/classes", "own-classes-empty")
def _none(walk: Walk) -> None:
    walk.opens(PAGE, CHIEF)


@VISITS.to("GET /district/classes", "own-classes")
def _list(walk: Walk) -> None:
    _made(walk)
    walk.hand.reads("made here")


@VISITS.to("GET /district/classes/edit", "own-class-new")
def _new(walk: Walk) -> None:
    _opens_new(walk)


@VISITS.to("GET /district/classes/edit", "own-class")
def _one(walk: Walk) -> None:
    _made(walk)
    walk.page.get_by_role("link", name=NAME, exact=True).first.click()
    walk.hand.reads("Save the class")


@VISITS.to("POST /district/classes/edit", "own-class-wrong")
def _wrong(walk: Walk) -> None:
    _opens_new(walk)
    walk.page.locator("#students").fill("nobody\nP9999999")
    walk.hand.presses("Make the class")
    walk.hand.reads("Please look at this again")


@VISITS.to("POST /district/classes/edit", "own-class-people-found")
def _found(walk: Walk) -> None:
    _opens_new(walk)
    walk.page.locator("#q").fill("a")
    walk.hand.presses("Search")
    walk.hand.reads("found")


@VISITS.to("GET /district/classes/remove", "own-class-remove")
def _remove(walk: Walk) -> None:
    _one(walk)
    walk.page.get_by_role("link", name="Remove it").click()
    walk.hand.reads("leave this class")
