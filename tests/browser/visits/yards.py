"""What a developer sees of her sandboxes."""

from homeroom.accounts.desk import desk_of
from homeroom.accounts.rules import HUB
from homeroom.developers.sandboxes.kinds import KINDS
from homeroom.roster.sandboxes.queries import Sandbox, sandboxes_of
from tests.browser.looks import Visits, Walk
from tests.browser.visits.developers import BO, _comes_in

VISITS = Visits()
EMPTY = Visits()
_LONG = "Upper and Lower Maple County Consolidated Schools for the Arts, Crafts and Sciences"


def _hers(walk: Walk, kind: str = "small") -> list[Sandbox]:
    parts = walk.town.hub.parts
    person = desk_of(parts).people.find(HUB, BO).person
    with parts.store.control.reading() as session:
        mine = sandboxes_of(session, person.user) if person else []
    return [one for one in mine if one.kind == kind]


def _opens(walk: Walk, below: str = "") -> None:
    """A sandbox is there with its people; open one of its pages."""
    _comes_in(walk)
    if not _hers(walk):
        walk.opens("/developers/sandboxes/new")
        walk.hand.types("Name", _LONG[:80])
        walk.hand.presses("Create the sandbox")
        walk.town.work()
    walk.opens(f"/developers/sandboxes/{_hers(walk)[0].id}{below}")


@EMPTY.to("GET /developers/sandboxes", "sandboxes-empty")
def _mine_empty(walk: Walk) -> None:
    _comes_in(walk)
    walk.opens("/developers/sandboxes")
    walk.hand.reads("No sandbox yet")


@VISITS.to("GET /developers/sandboxes", "sandboxes")
def _mine(walk: Walk) -> None:
    _opens(walk)
    walk.opens("/developers/sandboxes")
    walk.hand.reads("Ready")


@VISITS.to("GET /developers/sandboxes/new", "sandbox-new")
def _new(walk: Walk) -> None:
    _comes_in(walk)
    walk.opens("/developers/sandboxes/new")


@VISITS.to("POST /developers/sandboxes/new", "sandbox-new-wrong")
def _new_wrong(walk: Walk) -> None:
    _new(walk)
    walk.hand.types("Name", "#")
    walk.hand.presses("Create the sandbox")
    walk.hand.reads("Please look at this again")


@VISITS.to("GET /developers/sandboxes/{id}", "sandbox")
def _one(walk: Walk) -> None:
    _opens(walk)
    walk.hand.presses("Connect")
    walk.hand.reads("is connected")


@VISITS.to("GET /developers/sandboxes/{id}/reset", "sandbox-reset")
def _reset(walk: Walk) -> None:
    _opens(walk, "/reset")


@VISITS.to("GET /developers/sandboxes/{id}/delete", "sandbox-delete")
def _delete(walk: Walk) -> None:
    _opens(walk, "/delete")


@VISITS.to("POST /developers/sandboxes/{id}/delete", "sandbox-delete-wrong")
def _delete_wrong(walk: Walk) -> None:
    _delete(walk)
    walk.hand.types("Type its name to confirm", "no")
    walk.hand.presses("Delete it for good")
    walk.hand.reads("Please look at this again")


@VISITS.to("GET /developers/sandboxes/{id}/people", "sandbox-people")
def _people(walk: Walk) -> None:
    _opens(walk, "/people")
    walk.hand.reads("Add a student")


@VISITS.to("GET /developers/sandboxes/{id}/classes", "sandbox-classes")
def _classes(walk: Walk) -> None:
    _opens(walk, "/classes")


@VISITS.to("GET /developers/sandboxes/{id}/edge-cases", "sandbox-edge-cases")
def _edge_cases(walk: Walk) -> None:
    _comes_in(walk)
    if not _hers(walk, "lantern-ridge"):
        walk.opens("/developers/sandboxes/new")
        walk.hand.types("Name", "Edges")
        option = f"{KINDS['lantern-ridge'].title}: {KINDS['lantern-ridge'].text}"
        walk.hand.chooses("Kind", option)
        walk.hand.presses("Create the sandbox")
        walk.town.work()
    walk.opens(f"/developers/sandboxes/{_hers(walk, 'lantern-ridge')[0].id}/edge-cases")
    walk.hand.reads("Two students, same name, same birth date")


@VISITS.to("GET /developers/sandboxes/{id}/files", "sandbox-files")
def _files(walk: Walk) -> None:
    _opens(walk, "/files")


@VISITS.to("GET /developers/sandboxes/{id}/edit/{kind}", "sandbox-class")
def _class(walk: Walk) -> None:
    _opens(walk, "/edit/classes?record=70001")


@VISITS.to("GET /developers/sandboxes/{id}/edit/{kind}", "sandbox-student")
def _student(walk: Walk) -> None:
    _opens(walk, "/edit/students?record=20001")


@VISITS.to("POST /developers/sandboxes/{id}/edit/{kind}", "sandbox-student-wrong")
def _student_wrong(walk: Walk) -> None:
    _student(walk)
    walk.hand.types("First name", " ")
    walk.hand.presses("Save")
    walk.hand.reads("Please look at this again")


@VISITS.to("GET /developers/sandboxes/{id}/edit/{kind}/new", "sandbox-new-student")
def _new_student(walk: Walk) -> None:
    _opens(walk, "/edit/students/new")


@VISITS.to("POST /developers/sandboxes/{id}/edit/{kind}/new", "sandbox-new-student-wrong")
def _new_student_wrong(walk: Walk) -> None:
    _new_student(walk)
    walk.hand.presses("Save")
    walk.hand.reads("Please look at this again")


@VISITS.to("GET /developers/sandboxes/{id}/edit/{kind}/remove", "sandbox-remove-student")
def _remove(walk: Walk) -> None:
    _opens(walk, "/edit/students/remove?record=20001")


@VISITS.to("GET /portal", "sandbox-logged-in")
def _logged_in(walk: Walk) -> None:
    _people(walk)
    walk.page.get_by_role("button", name="Log in as").first.click()
    walk.hand.reads("You are logged in as")
