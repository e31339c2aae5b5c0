"""A district asks for an application, answers invitations, proposes a day, disconnects."""

import re
from datetime import timedelta

from homeroom.accounts.usage import actions as usage
from homeroom.accounts.usage.collecting import Use
from homeroom.events import agreements
from homeroom.oauth import connecting
from homeroom.oauth.actions import revoke_district_tokens
from homeroom.sharing.library import actions as library
from homeroom.sharing.library.actions import Act
from tests.unit.districts.applications.other_side import (
    ROSTER,
    accepts,
    asks,
    invites,
    launches,
    link_of,
    proposal_of,
    shares_everyone,
    tokens,
)
from tests.unit.districts.town import Browser, Town

ALL = "/district/applications"


def _asked(chief: Browser, app: str, **fields: str) -> None:
    reply = chief.post(f"{ALL}/{app}/request", **({"terms": "trial", "launch_on": ""} | fields))
    assert 303 == reply.status, reply.body[-600:]


def _connected(town: Town, chief: Browser, app: str) -> str:
    _asked(chief, app)
    return accepts(town, app)


def test_an_application_is_found_asked_and_connected_and_reads_what_is_shared(town: Town) -> None:
    chief, app = town.admin(), town.application("Harbour Reader", **ROSTER)
    assert "Your applications will be here" in chief.text(ALL)
    assert "Harbour Reader" in chief.text(f"{ALL}/add?q=harbour")
    assert "No application is found" in chief.text(f"{ALL}/add?q=nothing")
    page = chief.text(f"{ALL}/{app}")
    assert "It names the account." in page
    assert "email" in page

    for _ in "ab":  # a double click asks once
        _asked(chief, app, terms="purchased", launch_on="2026-10-01")
    page = chief.text(f"{ALL}/{app}")
    assert "Requested" in page
    assert "1 Oct 2026" in page
    assert "Purchased" in page
    link = accepts(town, app)

    assert "No data shared" in chief.text(ALL)
    assert "issued: the application can read" in chief.text(f"{ALL}/{app}")
    [token] = tokens(town, app)
    assert [] == asks(town, token, "/v3.1/users").json["data"]
    shares_everyone(town, link)
    assert len(asks(town, token, "/v3.1/users").json["data"]) > 20
    assert "Setting up" in chief.text(ALL)
    launches(town, link, "2026-09-03")
    assert "3 Sep 2026" in chief.text(ALL)
    town.clock.advance(timedelta(days=2))
    assert "Launched" in town.admin().text(ALL)


def test_what_an_application_waits_for_is_on_the_first_page_until_it_is_done(town: Town) -> None:
    chief, app = town.admin(), town.application("Harbour Reader", **ROSTER)
    _asked(chief, app)
    assert "Nothing waits for you" in chief.text("/district")

    link = accepts(town, app)
    page = chief.text("/district")
    assert f'<a href="{ALL}/{app}"><bdi>Harbour Reader</bdi>: Choose what is shared.</a>' in page
    assert "Nothing waits for you" not in page

    shares_everyone(town, link)
    page = chief.text("/district")
    assert "Harbour Reader" not in page
    assert "Nothing waits for you" in page


def test_the_list_says_how_often_each_was_opened_in_the_last_seven_days(town: Town) -> None:
    chief, number = town.admin(), town.district.number
    apps = [town.application(name, **ROSTER) for name in ("Harbour Reader", "Tide")]
    for app in apps:
        _connected(town, chief, app)
    ann, now = town.rid("users", "student:P0"), int(town.clock.now().timestamp() * 1000)
    made = [
        Use(number, now - days * 86_400_000, "student", apps[0], "district", ann)
        for days in (0, 0, 6, 7)
    ]
    with town.hub.parts.store.control.writing() as control:
        usage.keep(control, made, {number: 0})

    page = chief.text(ALL)
    rows = re.findall(r'<tr>\n<th scope="row">.*?</tr>', page, re.DOTALL)
    assert ["3", "0"] == [re.findall(r'<td class="number">(\d+)</td>', row)[0] for row in rows]


def test_a_district_without_a_good_sync_for_half_a_year_is_out_of_date(town: Town) -> None:
    town.clock.advance(timedelta(days=183))
    assert "Out of date" not in town.admin().text("/district")
    town.clock.advance(timedelta(days=1))

    page = town.admin().text("/district")
    assert "No sync has ended well for six months" in page
    assert "Nothing waits for you" not in page


def test_what_was_typed_wrong_is_named_and_kept(town: Town) -> None:
    chief, app = town.admin(), town.application(**ROSTER)

    reply = chief.post(f"{ALL}/{app}/request", terms="", launch_on="2026-02-31")

    page = reply.body.decode()
    assert 400 == reply.status
    assert 'href="#terms"' in page
    assert "The launch date &#39;2026-02-31&#39; is no day" in page
    assert 'value="2026-02-31"' in page
    assert "" == proposal_of(town, app)
    assert 400 == chief.post(f"{ALL}/{app}/request", terms="trial", launch_on="2025-01-01").status


def test_a_request_is_reminded_once_a_day_and_taken_back(town: Town) -> None:
    chief, app = town.admin(), town.application(**ROSTER)
    _asked(chief, app)
    named = proposal_of(town, app)
    assert "Remind the application" not in chief.text(f"{ALL}/{app}")
    assert 409 == chief.post(f"{ALL}/{app}/remind", proposal=named).status
    town.clock.advance(timedelta(days=1))
    chief = town.admin()
    assert "Waiting on approval" in chief.text(f"{ALL}?show=yours")
    assert 303 == chief.post(f"{ALL}/{app}/remind", proposal=named).status
    assert 409 == chief.post(f"{ALL}/{app}/remind", proposal=named).status
    for _ in "ab":
        assert 303 == chief.post(f"{ALL}/{app}/withdraw", proposal=named).status
    assert "Taken back" in chief.text(f"{ALL}?show=earlier")
    assert 409 == chief.post(f"{ALL}/{app}/remind", proposal=named).status


def test_an_invitation_waits_under_today_and_is_declined_with_a_note(town: Town) -> None:
    chief, app = town.admin(), town.application(**ROSTER)
    assert "Nothing waits for you" in chief.text("/district")
    named = invites(town, app)
    home = chief.text("/district")
    assert f'href="{ALL}/{app}"' in home
    assert "Nothing waits for you" not in home
    page = chief.post(f"{ALL}/{app}/decline", proposal=named, note="x" * 501)
    assert (400, True) == (page.status, b"more than 500 characters" in page.body)

    for _ in "ab":
        reply = chief.post(f"{ALL}/{app}/decline", proposal=named, note="Not this year")
        assert 303 == reply.status
    assert "Not this year" in chief.text(f"{ALL}/{app}")
    late = chief.post(f"{ALL}/{app}/accept", proposal=named)
    assert (409, True) == (late.status, b"declined meanwhile, by Chief0" in late.body)
    assert "Nothing waits for you" in chief.text("/district")
    assert None is link_of(town, app)


def test_an_invitation_accepted_in_two_tabs_is_one_connection_with_one_token(town: Town) -> None:
    chief, second, app = town.admin(), town.admin(1), town.application(**ROSTER)
    named = invites(town, app)
    for browser in (chief, second):
        assert 303 == browser.post(f"{ALL}/{app}/accept", proposal=named).status

    assert 1 == len(tokens(town, app))
    late = second.post(f"{ALL}/{app}/decline", proposal=named)
    assert (409, True) == (late.status, b"accepted meanwhile, by Chief0" in late.body)
    taken = chief.post(f"{ALL}/{app}/request", terms="trial")
    assert (409, True) == (taken.status, b"connected to this district already" in taken.body)


def test_a_day_is_proposed_from_the_state_that_was_shown(town: Town) -> None:
    chief, app = town.admin(), town.application(**ROSTER)
    _connected(town, chief, app)
    address = f"{ALL}/{app}/launch"
    for _ in "ab":
        assert 303 == chief.post(address, shown="", launch_on="2026-10-02").status
    stale = chief.post(address, shown="", launch_on="2026-10-09")
    assert (409, True) == (stale.status, b"somebody proposed 2026-10-02" in stale.body)
    wrong = chief.post(address, shown="2026-10-02", launch_on="2026-08-01")
    assert (400, True) == (wrong.status, b"is over; choose 2026-09-01" in wrong.body)
    assert "2 Oct 2026" in chief.text(f"{ALL}/{app}")


def test_disconnecting_asks_for_the_name_and_ends_the_token_at_once_and_a_return_brings_it_back(
    town: Town,
) -> None:
    chief, app = town.admin(), town.application("Harbour Reader", **ROSTER)
    link = _connected(town, chief, app)
    shares_everyone(town, link)
    [token] = tokens(town, app)
    before = asks(town, token, "/v3.1/users?limit=1000").json["data"]
    address = f"{ALL}/{app}/disconnect"
    assert "<li>24 students</li>" in chief.text(address)
    wrong = chief.post(address, connection=link, name="harbour")
    assert (400, True) == (wrong.status, b'value="harbour"' in wrong.body)
    assert 200 == asks(town, token, "/v3.1/users").status

    for _ in "ab":
        assert 303 == chief.post(address, connection=link, name="Harbour Reader").status
    assert 401 == asks(town, token, "/v3.1/users").status
    assert [] == tokens(town, app)
    assert 404 == chief.get(address).status
    assert "Disconnected" in chief.text(f"{ALL}?show=earlier")

    again = _connected(town, chief, app)
    [new] = tokens(town, app)
    assert before == asks(town, new, "/v3.1/users?limit=1000").json["data"]
    assert 401 == asks(town, token, "/v3.1/users").status
    # The page of before ends nothing of the new connection.
    assert 303 == chief.post(address, connection=link, name="Harbour Reader").status
    assert again == getattr(link_of(town, app), "id", "")


def test_nothing_of_another_district_exists(town: Town, other: Town) -> None:
    chief, stranger = town.admin(), other.admin()
    app = town.application(**ROSTER)
    link = _connected(town, chief, app)
    second = town.application("Other", **ROSTER)
    named = invites(town, second)

    for verb in ("accept", "decline", "withdraw", "remind"):
        assert 404 == stranger.post(f"{ALL}/{second}/{verb}", proposal=named).status
        assert 404 == chief.post(f"{ALL}/{app}/{verb}", proposal=named).status
    gone = stranger.post(f"{ALL}/{app}/disconnect", connection=link, name="Reader")
    assert 404 == gone.status
    assert 404 == stranger.post(f"{ALL}/{app}/launch", shown="", launch_on="2026-10-01").status
    assert 404 == chief.post(f"{ALL}/{second}/disconnect", connection=link, name="Other").status
    assert 404 == chief.get(f"{ALL}/{'f' * 24}").status
    assert link == getattr(link_of(town, app), "id", "")
    assert "Your applications will be here" in stranger.text(ALL)


def test_applications_in_development_or_of_the_library_are_not_offered(town: Town) -> None:
    chief = town.admin()
    raw = town.application("Half Built", types=["district_sso"], live=False)
    library = town.application("For Teachers", types=["library"])

    page = chief.text(f"{ALL}/add")
    assert "Half Built" not in page
    assert "For Teachers" not in page
    for app in (raw, library):
        assert 404 == chief.post(f"{ALL}/{app}/request", terms="trial").status
    invites(town, raw)
    assert "Accept the invitation" in chief.text(f"{ALL}/{raw}")


def test_a_token_that_was_missed_is_there_after_a_look_or_a_start(town: Town) -> None:
    chief, app = town.admin(), town.application(**ROSTER)
    link = _connected(town, chief, app)
    parts, number = town.hub.parts, town.district.number

    def lose() -> None:
        with parts.store.control.writing() as session:
            assert 1 == revoke_district_tokens(session, number, link)

    lose()
    chief.text(f"{ALL}/{app}")
    assert 1 == len(tokens(town, app))
    lose()
    for _ in "ab":
        connecting.repair(parts)
    assert 1 == len(tokens(town, app))
    with parts.store.roster.writing() as session:
        agreements.disconnect(session, number, link)
    connecting.repair(parts)
    assert [] == tokens(town, app)


def test_who_uses_it_through_the_library_is_said_before_asking(town: Town) -> None:
    app = town.application("Both", types=["library", "district_sso"])
    with town.hub.parts.store.roster.writing() as session:
        act = Act(1_000, town.district.number, "Tea0")
        library.install(session, act, app, town.rid("users", "teacher:T0"), "1")

    assert "1 teacher and" in town.admin().text(f"{ALL}/{app}")
