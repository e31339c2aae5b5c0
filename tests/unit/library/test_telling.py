"""A teacher recommends an application to colleagues; each of them decides for herself."""

from datetime import timedelta
from functools import partial

import pytest
import sqlalchemy as sa

from homeroom.accounts import sessions
from homeroom.accounts.sessions import Device
from homeroom.foundation.database import Prepared
from homeroom.foundation.ids import wire_id
from homeroom.intake.retention.actions import let_go
from homeroom.intake.runs.desk import Desk
from homeroom.oauth.actions import Registered
from homeroom.sharing.library import actions, tips
from homeroom.sharing.models import library_tip
from tests.support.hubs import Reply
from tests.support.library import MARK, Browser, School, hidden, text_of
from tests.support.library_acts import change

_KEPT = Prepared(sa.select(library_tip.c.note))


def id_of(school: School, name: str) -> str:
    return wire_id(school.number(name), school.district.number)


def page_of(school: School, app: Registered, name: str = "ann") -> Reply:
    return school.browser(name).get(f"/library/{app.client_id}/recommend")


def recommend(
    school: School, app: Registered, *names: str, note: str = "", sender: str = "ann"
) -> Reply:
    browser = school.browser(sender)
    path = f"/library/{app.client_id}/recommend"
    csrf = hidden(browser.get("/library"))["csrf"]
    fields = [("csrf", csrf), ("note", note), *(("colleague", one) for one in names)]
    return browser.post(path, fields)


def told(school: School, name: str) -> list[tuple[int, str]]:
    """Who recommends what to somebody, as it is kept."""
    with school.hub.parts.store.roster.reading() as session:
        found = tips.tips_to(session, school.district.number, school.number(name), school.now)
    return [(one.sender, one.note) for one in found]


def listing(school: School, app: Registered, name: str) -> Reply:
    return school.browser(name).get(f"/library/{app.client_id}")


@pytest.fixture
def app(school: School) -> Registered:
    """An application that Ann has added."""
    made = school.app()
    school.install("ann", made)
    return made


def test_a_colleague_reads_who_recommends_it_and_why(school: School, app: Registered) -> None:
    page = text_of(page_of(school, app))
    assert [True, True, True] == [f"{one} Teach" in page for one in ("Bob", "Cy", "Zoe")]
    answer = recommend(school, app, id_of(school, "cy"), id_of(school, "zoe"), note=f"Try {MARK}")

    path = f"/library/{app.client_id}/recommend"
    assert (303, path) == (answer.status, answer.headers["location"])
    after = text_of(page_of(school, app))
    assert "You have recommended it to 2 colleagues" in after
    for name in ("cy", "zoe"):
        seen = listing(school, app, name)
        assert f"Recommended by Ann Teach{MARK} : Try {MARK}" in text_of(seen)
        assert MARK not in seen.body.decode()
    assert "Recommended by" not in text_of(listing(school, app, "bob"))


def test_a_recommendation_shares_and_opens_nothing(school: School, app: Registered) -> None:
    recommend(school, app, id_of(school, "cy"))
    assert [] == school.stands("cy", app)
    asked = school.browser("cy").get(school.entry(app))
    assert (200, True) == (asked.status, "Accept" in text_of(asked))  # her own consent
    assert 403 == school.browser("ron").get(school.entry(app)).status


def test_told_twice_is_told_once_with_the_newer_words(school: School, app: Registered) -> None:
    for note in ("first", " second \n words "):
        recommend(school, app, id_of(school, "cy"), note=note)
    assert [(school.number("ann"), "second words")] == told(school, "cy")


def test_what_was_put_away_stays_away_however_often_it_is_recommended(
    school: School, app: Registered
) -> None:
    recommend(school, app, id_of(school, "cy"))
    browser = school.browser("cy")
    csrf = hidden(browser.get("/library"))["csrf"]
    for _ in range(2):
        answer = browser.post(f"/library/{app.client_id}/put-away", {"csrf": csrf})
        assert (303, "/portal") == (answer.status, answer.headers["location"])
    recommend(school, app, id_of(school, "cy"), note="again")
    assert [] == told(school, "cy")
    assert "You have recommended it to 1 colleague" in text_of(page_of(school, app))


def test_who_is_no_colleague_any_more_is_not_named_to_her(school: School, app: Registered) -> None:
    school.install("bob", app)
    recommend(school, app, id_of(school, "cy"), id_of(school, "zoe"), note="Try it")
    recommend(school, app, id_of(school, "zoe"), note="Good", sender="bob")
    school.files.rows["schools.csv"].append(
        {"School_id": "T", "School_name": "Far School", "School_number": "2"}
    )
    zoe = next(row for row in school.files.rows["teachers.csv"] if row["Teacher_id"] == "zoe")
    zoe["School_id"] = "T"
    school.send()
    page = listing(school, app, "zoe")
    assert (200, False) == (page.status, "Recommended by" in text_of(page))
    assert [] == told(school, "zoe")
    assert "Recommended by Ann" in text_of(listing(school, app, "cy"))

    zoe["School_id"] = "S"
    school.send()
    assert {school.number("ann"), school.number("bob")} == {one for one, _ in told(school, "zoe")}


def test_who_stands_in_for_a_teacher_puts_nothing_away(school: School, app: Registered) -> None:
    recommend(school, app, id_of(school, "cy"))
    cy, actor = school.number("cy"), school.number("bob")
    with school.hub.parts.store.control.writing() as control:
        issued = sessions.issue(
            control, school.now, school.district.number, cy, Device("Firefox"),
            method="password", role="teacher", actor=actor,
        )  # fmt: skip
    browser = Browser(school.call, f"hr={issued.token}")
    assert 200 == browser.get(f"/library/{app.client_id}").status
    answer = browser.post(f"/library/{app.client_id}/put-away", {"csrf": issued.kept.csrf})
    assert 403 == answer.status
    assert "logged in as somebody else" in text_of(answer)
    assert 1 == len(told(school, "cy"))


def test_only_what_she_added_can_be_recommended(school: School) -> None:
    app = school.app()
    place = f"/library/{app.client_id}"
    page = page_of(school, app)
    assert (303, place) == (page.status, page.headers["location"])
    answer = recommend(school, app, id_of(school, "cy"))
    assert (303, place, []) == (answer.status, answer.headers["location"], told(school, "cy"))
    assert "Recommend to colleagues" not in text_of(listing(school, app, "ann"))


def test_what_the_district_blocks_is_not_recommended_and_not_shown(
    school: School, app: Registered
) -> None:
    recommend(school, app, id_of(school, "cy"))
    change(school, partial(actions.block, application=app.application))
    assert "Recommended by" not in text_of(listing(school, app, "cy"))
    assert 303 == recommend(school, app, id_of(school, "zoe")).status
    assert [] == told(school, "zoe")


def test_nobody_but_colleagues_of_the_same_school_is_told(school: School, app: Registered) -> None:
    school.files.rows["schools.csv"].append(
        {"School_id": "T", "School_name": "Far School", "School_number": "2"}
    )
    zoe = next(row for row in school.files.rows["teachers.csv"] if row["Teacher_id"] == "zoe")
    zoe["School_id"] = "T"
    school.send()
    other = school.beside()
    strangers = [
        id_of(school, "zoe"),  # teaches at another school
        id_of(school, "pia"),  # a student
        id_of(school, "ann"),  # she herself
    ]
    assert "Zoe" not in text_of(page_of(school, app))
    for one in strangers:
        assert 404 == recommend(school, app, one, id_of(school, "cy")).status
    for nobody in (id_of(other, "cy"), "0" * 24, "x", ""):
        assert 400 == recommend(school, app, nobody).status
    assert [[], [], []] == [told(school, one) for one in ("zoe", "cy", "pia")]
    assert [] == told(other, "cy")


@pytest.mark.parametrize(
    ("names", "note", "trouble"),
    [((), "words", "Choose at least one colleague."),
     (("cy",), "x" * 201, "Write at most 200 characters.")],
)  # fmt: skip
def test_a_form_with_trouble_says_so_and_keeps_what_was_typed(
    school: School, app: Registered, names: tuple[str, ...], note: str, trouble: str
) -> None:
    ids = [id_of(school, one) for one in names]
    page = recommend(school, app, *ids, note=note)
    assert (400, True) == (page.status, trouble in text_of(page))
    assert f'value="{note}"' in page.body.decode()
    assert [True] * len(ids) == [f'value="{one}" checked' in page.body.decode() for one in ids]
    assert [] == told(school, "cy")


def test_another_site_recommends_nothing_in_her_name(school: School, app: Registered) -> None:
    browser, cy = school.browser("ann"), id_of(school, "cy")
    path = f"/library/{app.client_id}/recommend"
    csrf = hidden(browser.get("/library"))["csrf"]
    assert 403 == browser.post(path, {"colleague": cy, "csrf": "x"}).status
    foreign = browser.post(path, {"colleague": cy, "csrf": csrf}, sec_fetch_site="cross-site")
    assert 403 == foreign.status
    assert [] == told(school, "cy")


@pytest.mark.parametrize("who", ["pia", "900001"])
def test_who_does_not_teach_recommends_nothing(school: School, app: Registered, who: str) -> None:
    browser = school.browser(who)
    csrf = hidden(browser.get("/library"))["csrf"]
    fields = {"csrf": csrf, "colleague": id_of(school, "cy")}
    for path in ("recommend", "put-away"):
        assert 403 == browser.post(f"/library/{app.client_id}/{path}", fields).status
    assert [] == told(school, "cy")


def test_after_a_month_it_is_gone_and_can_be_said_anew(school: School, app: Registered) -> None:
    recommend(school, app, id_of(school, "cy"))
    school.clock.advance(timedelta(days=30))
    assert [] == told(school, "cy")
    with school.hub.parts.store.roster.reading() as session:
        assert [("",)] == [tuple(row) for row in session.all(_KEPT)]
    let_go(Desk.of(school.hub.parts), school.district)
    with school.hub.parts.store.roster.reading() as session:
        assert [] == list(session.all(_KEPT))
    recommend(school, app, id_of(school, "cy"), note="still good")
    assert [(school.number("ann"), "still good")] == told(school, "cy")


def test_many_colleagues_are_searched_by_name(school: School, app: Registered) -> None:
    for number in range(25):
        school.files.rows["teachers.csv"].append(
            {"School_id": "S", "Teacher_id": f"t{number}", "Teacher_number": f"71{number:04}",
             "Last_name": f"Name{number:02}", "First_name": "Some"}
        )  # fmt: skip
    school.send()
    browser = school.browser("ann")
    page = text_of(browser.get(f"/library/{app.client_id}/recommend?words=name07"))
    assert "1 of 28 colleagues" in page
    assert ("Some Name07" in page, "Some Name08" in page) == (True, False)
    nobody = text_of(
        browser.get(f"/library/{app.client_id}/recommend?words=nobody%22%3E%3Cscript%3E")
    )
    assert "Nobody has such a name" in nobody
