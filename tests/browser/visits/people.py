"""What pupils and teachers see."""

from tests.browser.looks import Visits, Walk
from tests.browser.town import ANN, DEE, EVE, KIM, LEE, MAY, ZOE

VISITS = Visits()
EMPTY = Visits()
"""In a hub where nobody offers an application."""


@VISITS.to("GET /portal", "portal-student")
def _student(walk: Walk) -> None:
    walk.town.install("reef", LEE)
    walk.opens("/portal", ANN)


@VISITS.to("GET /portal", "portal-teacher")
def _teacher(walk: Walk) -> None:
    walk.opens("/portal", LEE)


@VISITS.to("GET /portal", "portal-two-roles")
def _two_roles(walk: Walk) -> None:
    walk.opens("/portal", DEE, "staff")


@VISITS.to("GET /portal", "portal-administrator")
def _administrator(walk: Walk) -> None:
    walk.opens("/portal", "A1")


@EMPTY.to("GET /portal", "portal-student-empty")
def _student_empty(walk: Walk) -> None:
    walk.opens("/portal", EVE)


@EMPTY.to("GET /portal", "portal-teacher-empty")
def _teacher_empty(walk: Walk) -> None:
    walk.opens("/portal", ZOE)


@EMPTY.to("GET /portal", "portal-staff-empty")
def _staff_empty(walk: Walk) -> None:
    walk.opens("/portal", MAY)


@EMPTY.to("GET /portal", "portal-administrator-empty")
def _administrator_empty(walk: Walk) -> None:
    walk.opens("/portal", "A1")


@VISITS.to("GET /portal/classes", "classes")
def _classes(walk: Walk) -> None:
    walk.opens("/portal/classes", LEE)


@EMPTY.to("GET /portal/classes", "classes-empty")
def _classes_empty(walk: Walk) -> None:
    walk.opens("/portal/classes", ZOE)


@VISITS.to("GET /portal/classes", "classes-for-teachers-only")
def _classes_refused(walk: Walk) -> None:
    walk.opens("/portal/classes", ANN)


@VISITS.to("POST /portal/classes/code", "backup-code")
def _backup_code(walk: Walk) -> None:
    _classes(walk)
    walk.hand.presses("Make a backup code for Eve Marsh")
    walk.hand.sees("Backup code for Eve Marsh")


@VISITS.to("POST /portal/classes/password", "password-from-a-teacher")
def _password(walk: Walk) -> None:
    walk.town.switch(sign_in={"teachers_reset": True})
    _classes(walk)
    walk.hand.presses("Give a new password to Eve Marsh")
    walk.hand.sees("New password for Eve Marsh")


@VISITS.to("GET /portal/sessions", "sessions")
def _sessions(walk: Walk) -> None:
    walk.town.session(ANN, shared=True)
    walk.opens("/portal/sessions", ANN)


@VISITS.to("POST /logout", "form-expired")
def _expired(walk: Walk) -> None:
    walk.opens("/logout", ANN)
    walk.page.evaluate("document.querySelector('main [name=csrf]').value = 'old'")
    walk.hand.presses("Sign out")
    walk.hand.does_not_read("Do you want to sign out?")


@VISITS.to("GET /library", "library")
def _library(walk: Walk) -> None:
    # In a walk through the whole town the district may have connected it before.
    if not walk.town.has_connected("cobble"):
        walk.town.install("cobble", KIM)
    walk.town.install("reef", LEE)
    walk.opens("/library", LEE)


@VISITS.to("GET /library", "library-nothing-fits")
def _library_nothing(walk: Walk) -> None:
    walk.opens("/library?words=xyzzy", LEE)


@VISITS.to("GET /library", "library-for-teachers-only")
def _library_refused(walk: Walk) -> None:
    walk.opens("/library", ANN)


def _recommends(walk: Walk) -> str:
    """Ms Lee has added Reading Reef and looks whom she could tell."""
    walk.town.install("reef", LEE)
    path = f"{_of_reef(walk)}/recommend"
    walk.opens(path, LEE)
    return path


@VISITS.to("GET /library/{client_id}/recommend", "recommend")
def _recommend(walk: Walk) -> None:
    _recommends(walk)


@VISITS.to("POST /library/{client_id}/recommend", "recommend-nobody-chosen")
def _recommend_nobody(walk: Walk) -> None:
    _recommends(walk)
    walk.hand.presses("Recommend Reading Reef")
    walk.hand.reads("Choose at least one colleague.")


@VISITS.to("GET /library/{client_id}/recommend", "recommended")
def _recommended(walk: Walk) -> None:
    _recommends(walk)
    walk.page.get_by_label("Joon Kim").check()
    walk.page.get_by_label("A few words for them").fill("Mine ask for it every day.")
    walk.hand.presses("Recommend Reading Reef")
    walk.hand.reads("You have recommended it to 1 colleague")


@VISITS.to("GET /portal", "portal-recommended")
def _portal_recommended(walk: Walk) -> None:
    _recommended(walk)
    walk.opens("/portal", KIM)
    walk.hand.reads("Recommended by your colleagues")


@VISITS.to("GET /portal", "portal-not-supported")
def _portal_not_supported(walk: Walk) -> None:
    if not walk.town.has_connected("office"):
        walk.town.connect("office")
    walk.opens("/portal", "A1")
    walk.hand.reads("SSO not supported")


@EMPTY.to("GET /library", "library-empty")
def _library_empty(walk: Walk) -> None:
    walk.opens("/library", LEE)


@VISITS.to("GET /library/{client_id}", "listing")
def _listing(walk: Walk) -> None:
    walk.opens(_of_reef(walk), LEE)


@VISITS.to("GET /library/{client_id}", "listing-added")
def _listing_added(walk: Walk) -> None:
    walk.town.install("reef", LEE)
    walk.opens(_of_reef(walk), LEE)


@VISITS.to("GET /library/{client_id}/remove", "remove")
def _remove(walk: Walk) -> None:
    walk.town.install("reef", LEE)
    walk.opens(f"{_of_reef(walk)}/remove", LEE)


@VISITS.to("GET /library", "library-removed")
def _removed(walk: Walk) -> None:
    _remove(walk)
    walk.hand.presses("Remove for 3 students")
    walk.hand.reads("You removed Reading Reef.")


def _of_reef(walk: Walk) -> str:
    return f"/library/{walk.town.app('reef').client_id}"
