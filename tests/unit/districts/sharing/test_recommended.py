"""A district follows what an application recommends: narrower at once, wider when it says so."""

from html import unescape

import pytest

from homeroom.events import agreements
from homeroom.foundation.errors import ConflictError, InvalidRequestError
from homeroom.sharing.changing.rules import Author
from homeroom.sharing.recommending.actions import publish
from homeroom.sharing.recommending.queries import published
from homeroom.sharing.recommending.rules import EVERY_DISTRICT, MOST_UNANSWERED
from homeroom.sharing.rules import Share
from homeroom.sharing.selecting.rules import Filter, Rule
from tests.unit.districts.sharing.desk import NOTHING, Desk, a_desk, sheets_of, told
from tests.unit.districts.town import START, Town

NOW = int(START.timestamp() * 1000)


@pytest.fixture
def desk(town: Town) -> Desk:
    return a_desk(town, NOTHING)


def grades(*chosen: str) -> Share:
    return Share("rules", rules=(Rule("student", (Filter("grade", "equals_any", chosen),)),))


def publishes(desk: Desk, share: Share | None, scope: int = EVERY_DISTRICT, note: str = "") -> bool:
    """The application publishes, and the district's share follows."""
    store, by = desk.town.hub.parts.store, Author("Robin of Reader", NOW, note)
    with store.roster.writing() as session:
        rows = published(session, desk.application)
        shown = rows[-1].version if rows else 0
        done = publish(session, scope, desk.application, share, by, shown)
    with store.roster.writing() as session:
        agreements.keep_in_step(session, desk.town.district.number, desk.connection, by)
    return done


def accepts(desk: Desk) -> None:
    desk.changes("recommended")
    assert 303 == desk.page.status, desk.text


def seen(desk: Desk) -> set[str]:
    users = desk.reader.everything()["users"].values()
    return {user["roles"]["student"]["grade"] for user in users if "student" in user["roles"]}


def home(desk: Desk) -> str:
    return unescape(desk.chief.get("/district").body.decode())


def test_a_recommendation_is_offered_previewed_and_followed(desk: Desk) -> None:
    assert "Recommended by the application" not in desk.opens()
    publishes(desk, grades("6", "7"), note="For our pilot & more")
    assert "Recommended by the application" in desk.opens()
    page = desk.presses("refresh", kind="recommended")
    assert "For our pilot & more" in page
    assert "Students: grade equals any of 6; 7" in page
    assert "Share with " in desk.presses("preview")
    assert 303 == desk.saves().status

    assert {"6", "7"} == seen(desk)
    assert "version 1, kept in step" in desk.opens()
    assert "Nothing waits for you" in home(desk)
    desk.opens("/sharing/history")
    assert "Recommended by the application: version 1" in desk.text


def test_what_a_version_drops_is_gone_at_once_and_what_it_adds_waits(desk: Desk) -> None:
    publishes(desk, grades("6", "7"))
    accepts(desk)
    before, newest = desk.reader.everything(), desk.reader.newest()
    sixth = {
        one
        for one, user in before["users"].items()
        if user["roles"].get("student", {}).get("grade") == "6"
    }
    publishes(desk, grades("7", "8"))

    assert {"7"} == seen(desk)
    events = list(told(desk.reader.events(newest)))
    assert sixth <= {one for _, action, one in events if action == "deleted"}
    assert not [one for one in events if one[1] == "created"]
    assert "An application asks for more" in home(desk)


def test_what_waits_is_a_task_until_it_is_kept_or_accepted(desk: Desk) -> None:
    publishes(desk, grades("6", "7"))
    accepts(desk)
    publishes(desk, grades("7", "8"))
    assert f'href="{desk.at}/sharing"' in home(desk)
    assert "Version 2 of its recommendation waits for you" in desk.opens()
    first = next(one for one in sheets_of(desk.page) if one.action.endswith("/keep"))
    assert 303 == desk.sends(first.pairs, first.action).status
    assert "Nothing waits for you" in home(desk)
    assert "waits for you" not in desk.opens()
    # A double click says so; a form about another version is refused.
    assert "said=already" in desk.sends(first.pairs, first.action).headers["location"]
    publishes(desk, grades("8"))
    assert 409 == desk.sends(first.pairs, first.action).status
    assert {*()} == seen(desk)

    desk.opens()
    panel = next(one for one in sheets_of(desk.page) if one.action.endswith("/sharing"))
    desk.sends([*panel.pairs, ("do", "preview")], panel.action)
    assert "Share with " in desk.text
    assert 303 == desk.saves().status
    assert {"8"} == seen(desk)
    assert "Nothing waits for you" in home(desk)


def test_a_preview_that_a_new_version_overtook_saves_nothing(desk: Desk) -> None:
    publishes(desk, grades("6", "7"))
    desk.opens()
    desk.presses("refresh", kind="recommended")
    desk.presses("preview")
    publishes(desk, grades("7"))

    assert 409 == desk.saves().status
    assert "has changed since you looked" in desk.text
    assert NOTHING == desk.stored().share
    assert 303 == desk.saves().status
    assert {"7"} == seen(desk)


def test_whoever_is_left_out_stays_out_of_a_recommendation(desk: Desk) -> None:
    publishes(desk, grades("6"))
    accepts(desk)
    pupil = next(iter(desk.reader.everything()["users"]))
    desk.opens()
    desk.presses("refresh", person_search=pupil)
    desk.presses("preview", person=[pupil])
    assert 303 == desk.saves().status
    assert pupil not in desk.ids("users")
    publishes(desk, grades("6", "7"))
    accepts(desk)
    assert pupil not in desk.ids("users")


def test_one_districts_own_recommendation_comes_before_the_one_for_all(desk: Desk) -> None:
    number = desk.town.district.number
    publishes(desk, grades("6"))
    publishes(desk, grades("7"), number)
    accepts(desk)
    assert {"7"} == seen(desk)
    publishes(desk, grades("8"))
    assert {"7"} == seen(desk)
    assert "waits for you" not in desk.opens()
    publishes(desk, None, number)
    assert set() == seen(desk)
    assert "Version 4 of its recommendation waits for you" in desk.opens()
    publishes(desk, None)
    assert "waits for you" not in desk.opens()


def test_a_copy_of_what_follows_is_its_rules_alone(town: Town, desk: Desk) -> None:
    publishes(desk, grades("6"))
    accepts(desk)
    other = a_desk(town, NOTHING, name="Copier")
    other.changes("copy", source=desk.application)
    assert grades("6") == other.stored().share
    publishes(desk, grades("6", "7"))
    other.opens()
    other.presses("refresh", kind="copy")
    other.presses("preview", source=desk.application)
    assert "Answer it, then copy." in other.text


def test_what_cannot_be_recommended_is_refused(desk: Desk) -> None:
    with pytest.raises(InvalidRequestError, match="There is no rule yet"):
        publishes(desk, Share("rules"))
    for share in (Share("nothing"), Share("schools", schools=frozenset({1}))):
        with pytest.raises(InvalidRequestError, match="Recommend the whole district, or rules"):
            publishes(desk, share)


def test_a_district_is_not_left_between_too_many_versions(desk: Desk) -> None:
    publishes(desk, grades("start"))
    accepts(desk)
    for number in range(MOST_UNANSWERED - 1):
        assert publishes(desk, grades(f"g{number}"))
    with pytest.raises(ConflictError, match="has not answered 10 different versions"):
        publishes(desk, grades("one more"))
    assert not publishes(desk, grades(f"g{MOST_UNANSWERED - 2}"))


def test_a_version_that_only_narrows_asks_for_nothing(desk: Desk) -> None:
    publishes(desk, Share("district"))
    accepts(desk)
    publishes(desk, grades("6", "7"))
    assert {"6", "7"} == seen(desk)
    assert "waits for you" not in desk.opens()
    assert "Nothing waits for you" in home(desk)
