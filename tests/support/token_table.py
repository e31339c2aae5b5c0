"""The table of sso.md 5.6 with rulings R5 to R11: which token opens and finds what."""

from tests.contract.conftest import VERSIONS

TOKENS = {
    "sso": ("sso", "ann", "teacher"),
    "teacher": ("library", "ann", "teacher"),
    "student": ("library", "quin", "student"),
    "sso district": ("sso", "", ""),
    "sync district": ("sync", "", ""),
}
"""The five columns: application, person, role; district-app tokens have no person."""


HTML, NONE, DEAD, BAD = "html", "404", "401", "400"
"""No such path for this kind of token, nothing there, no token for this, cannot be parsed."""


EVERYBODY = "pia quin ron ann bob cid stan adam"


ROWS: dict[str, tuple[str, str, str, str, str]] = {
    # path:                        sso    teacher     student     sso district  sync district
    "/users/{own}": ("ann", "ann", "quin", "ann", "ann"),
    "/users/{ann}": ("ann", "ann", NONE, "ann", "ann"),
    "/users/{pia}": (NONE, "pia", NONE, "pia", "pia"),
    "/users/{ron}": (NONE, NONE, NONE, "ron", "ron"),
    "/users/{bob}": (NONE, NONE, NONE, "bob", "bob"),
    "/users/{stan}": (NONE, NONE, NONE, "stan", "stan"),
    "/users/{nobody}": (NONE, NONE, NONE, NONE, NONE),
    "/users/{foreign}": (NONE, NONE, NONE, NONE, NONE),
    "/users/nonsense": (NONE, NONE, NONE, NONE, NONE),
    "/users/{mine}": (NONE, NONE, NONE, NONE, NONE),
    "/districts": ("district", NONE, NONE, "district", "district"),
    "/districts/{district}": ("district", NONE, NONE, "district", "district"),
    "/districts/{foreign district}": (NONE, NONE, NONE, NONE, NONE),
    "/users/{own}/district": ("district", NONE, NONE, NONE, "district"),
    "/users/{pia}/district": (NONE, NONE, NONE, NONE, "district"),
    "/schools": (HTML, HTML, HTML, NONE, "elm oak"),
    "/schools/{elm}": (HTML, HTML, HTML, NONE, "elm"),
    "/schools/{elm}/users": (HTML, HTML, HTML, NONE, "pia quin ron ann bob cid"),
    "/schools/{elm}/sections": (HTML, HTML, HTML, NONE, "mine other"),
    "/schools/{elm}/district": (HTML, HTML, HTML, NONE, "district"),
    "/users/{own}/sections": (NONE, "mine", "mine", NONE, "mine"),
    "/users/{own}/mystudents": (NONE, "pia quin", NONE, NONE, "pia quin"),
    "/users/{own}/myTeachers": (NONE, NONE, "ann", NONE, ""),
    "/users/{own}/mycontacts": (NONE, NONE, NONE, NONE, ""),
    "/users/{own}/schools": (NONE, NONE, NONE, NONE, "elm"),
    "/users/{own}/resources": (NONE, NONE, NONE, NONE, ""),
    "/users/{pia}/sections": (NONE, NONE, NONE, NONE, "mine"),
    "/users/{cid}/mystudents": (NONE, NONE, NONE, NONE, "quin ron"),
    "/users/{foreign}/sections": (NONE, NONE, NONE, NONE, NONE),
    "/sections/{mine}": (NONE, "mine", "mine", NONE, "mine"),
    "/sections/{other}": (NONE, NONE, NONE, NONE, "other"),
    "/sections/{mine}/users": (NONE, "ann pia quin", "ann quin", NONE, "ann bob pia quin"),
    "/sections/{mine}/users?role=student": (NONE, "pia quin", "quin", NONE, "pia quin"),
    "/sections/{mine}/users?role=teacher": (NONE, "ann", "ann", NONE, "ann bob"),
    "/sections/{mine}/users?role=cook": (BAD, BAD, BAD, BAD, BAD),
    "/sections/{other}/users": (NONE, NONE, NONE, NONE, "cid quin ron"),
    "/sections/{mine}/school": (HTML, HTML, HTML, NONE, "elm"),
    "/sections/{mine}/course": (HTML, HTML, HTML, NONE, "mine.course"),
    "/sections/{mine}/term": (HTML, HTML, HTML, NONE, "mine.term"),
    "/sections/{mine}/district": (HTML, HTML, HTML, NONE, "district"),
    "/courses/{mine.course}": (HTML, HTML, HTML, NONE, "mine.course"),
    "/terms/{mine.term}": (HTML, HTML, HTML, NONE, "mine.term"),
    "/users": (HTML, HTML, HTML, "", EVERYBODY),
    "/users?count=true": (HTML, HTML, HTML, "0", "8"),
    "/districts?count=true": ("1", NONE, NONE, "1", "1"),
    "/sections": (HTML, HTML, HTML, NONE, "mine other"),
    "/courses": (HTML, HTML, HTML, NONE, "mine.course other.course"),
    "/terms": (HTML, HTML, HTML, NONE, "mine.term other.term"),
    "/resources": (HTML, HTML, HTML, NONE, ""),
    "/events": (HTML, HTML, HTML, NONE, ""),
    "/events/{nobody}": (HTML, HTML, HTML, NONE, NONE),
    "/nothing": (HTML, HTML, HTML, HTML, HTML),
}


V31 = {
    "/attendance/schools/{elm}": (HTML, HTML, HTML, NONE, NONE),
    "/attendance/sections/{mine}": (HTML, HTML, HTML, NONE, NONE),
    "/sections/{mine}/assignments": (HTML, HTML, HTML, "501", "501"),
}


IDENTITY = {
    "/me": ("ann", "ann", "quin", "district", "district"),
    "/v1.1/me": ("ann", "ann", "quin", "district", "district"),
    "/v2.1/me": ("ann", "ann", "quin", "district", "district"),
    "/v3.0/me": ("ann", "ann", "quin", "district", "district"),
    "/v3.1/me": ("ann", "ann", "quin", "district", "district"),
    "/userinfo": ("ann", "ann", "quin", DEAD, DEAD),
}


CELLS = [
    *(
        (f"/{version}{path}", token, row[place])
        for version in VERSIONS
        for path, row in ROWS.items()
        for place, token in enumerate(TOKENS)
    ),
    *(
        (f"/v3.1{path}", token, row[at])
        for path, row in V31.items()
        for at, token in enumerate(TOKENS)
    ),
    *((f"/v3.0{path}", token, HTML) for path in V31 for token in TOKENS),
    *(
        (path, token, row[place])
        for path, row in IDENTITY.items()
        for place, token in enumerate(TOKENS)
    ),
]
