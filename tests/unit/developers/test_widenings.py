"""What an application adds once it is connected is off until the district accepts it (R28)."""

import re
import threading
from html import unescape
from urllib.parse import urlencode

import pytest
import sqlalchemy as sa

from homeroom.foundation.database import Prepared
from homeroom.foundation.errors import NotSignedInError
from homeroom.oauth import connecting
from homeroom.oauth.authority import verdict_of
from homeroom.oauth.queries import app_named
from homeroom.oauth.registration import following
from homeroom.roster.models import district
from homeroom.sharing import actions as sharing
from homeroom.sharing.changing.rules import Author
from homeroom.sharing.library.bearers import Bearer, view_of
from homeroom.sharing.queries import Connection, connection_named
from homeroom.sharing.rules import FieldAccess, Share
from tests.support.district_rows import DISTRICT
from tests.support.portals import NOW, Browser, forms_of
from tests.unit.developers.workshop import (
    CALLBACK,
    Desk,
    Made,
    Typed,
    Workshop,
    declare,
    make,
    mark_of,
)

ELSEWHERE = "https://evil.example.net/callback"
OTHER_PATH = "https://app.example.org/another"
_REAL = Prepared(sa.update(district).values(sandbox=0))


@pytest.fixture
def desk(workshop: Workshop) -> Desk:
    """The district is a real one, as its pupils are."""
    with workshop.hub.parts.store.control.writing() as session:
        session.run(_REAL)
    return workshop.developer()


def addresses(desk: Desk, made: Made, *uris: str) -> int:
    path = f"{made.path}/addresses"
    return desk.form(
        path, mark=mark_of(desk.shown(path)), redirect_uris="\n".join(uris), post_logout="",
        backchannel="",
    ).status  # fmt: skip


def settings(desk: Desk, made: Made, *people: str, types: tuple[str, ...] = ()) -> int:
    path = f"{made.path}/settings"
    typed: dict[str, Typed] = {
        "name": "Reader",
        "types": list(types or ("district_sso", "secure_sync")),
        "user_types": list(people),
        "code": "new",
        "userinfo_profile": "clever",
    }
    return desk.form(path, mark=mark_of(desk.shown(path)), **typed).status


def connected(workshop: Workshop, desk: Desk, *people: str) -> tuple[Made, str]:
    """An application that sends people to one address, connected with everybody."""
    made = make(desk, "Reader")
    addresses(desk, made, CALLBACK)
    settings(desk, made, *(people or ("student", "teacher")))
    declare(workshop, made, live=True)
    with workshop.hub.parts.store.roster.writing() as session:
        link = sharing.connect(
            session, NOW, DISTRICT, made.id, "secure_sync", Share("district", staff=True),
            FieldAccess(), events=False,
        )  # fmt: skip
    return made, link


def link_of(workshop: Workshop, link: str) -> Connection:
    with workshop.hub.parts.store.roster.reading() as session:
        found = connection_named(session, DISTRICT, link)
    assert found is not None
    return found


def enters(who: Browser, made: Made, to: str) -> str:
    """The host at which somebody arrives with a code, or the reason why she does not."""
    asked = {"response_type": "code", "client_id": made.client_id, "redirect_uri": to}
    reply = who.get(f"/oauth/authorize?{urlencode(asked)}")
    reason = re.search(r'data-reason="([a-z_]+)"', who.text)
    if reason:
        assert 403 == reply.status
        return reason[1]
    location = reply.headers["location"]
    assert "code=" in location
    return location.partition("?")[0]


def answers(chief: Browser, made: Made, value: str, do: str) -> int:
    """The district's administrator presses a button beside what is asked."""
    path = f"/district/applications/{made.id}"
    chief.get(path)
    form = next(one for one in forms_of(chief.page) if one.fields.get("value") == value)
    return chief.post(form.action, **form.fields, do=do).status


def test_an_added_redirect_host_signs_in_no_student_until_the_district_accepts(
    workshop: Workshop, desk: Desk
) -> None:
    made, _ = connected(workshop, desk)
    ann, chief = workshop.town.signed_in("1001"), workshop.town.chief()
    assert CALLBACK == enters(ann, made, CALLBACK)
    assert 303 == addresses(desk, made, CALLBACK, OTHER_PATH, ELSEWHERE)

    assert "redirect_not_accepted" == enters(ann, made, ELSEWHERE)
    assert "new address" in ann.text
    assert OTHER_PATH == enters(ann, made, OTHER_PATH)
    page = unescape(chief.get("/district").body.decode())
    assert "An application asks for more" in page
    page = unescape(chief.get(f"/district/applications/{made.id}").body.decode())
    assert "send your people to evil.example.net" in page
    assert 303 == answers(chief, made, "evil.example.net", "accept")
    assert ELSEWHERE == enters(ann, made, ELSEWHERE)
    chief.get("/district/logs/decisions")
    assert "agreed" in chief.text or "Reader" in chief.text
    assert "Accepted" in desk.shown(f"{made.path}/recommendation")


def test_a_primary_address_on_a_new_host_is_no_icon_either(workshop: Workshop, desk: Desk) -> None:
    made, _ = connected(workshop, desk)
    addresses(desk, made, ELSEWHERE)
    ann = workshop.town.signed_in("1001")
    ann.get("/portal")
    assert "Reader" not in ann.text
    with workshop.hub.parts.store.control.reading() as session:
        app = app_named(session, made.id)
    assert app is not None
    verdict = verdict_of(workshop.hub.parts, app, DISTRICT, workshop.town.people["ann"], "student")
    assert ("address_accepted", False) in verdict.steps


def test_a_host_that_is_taken_out_must_be_accepted_again(workshop: Workshop, desk: Desk) -> None:
    made, link = connected(workshop, desk)
    addresses(desk, made, ELSEWHERE)
    allowed = link_of(workshop, link).allowance
    assert allowed is not None
    assert frozenset() == allowed.hosts
    addresses(desk, made, CALLBACK)
    assert "redirect_not_accepted" == enters(workshop.town.signed_in("1001"), made, CALLBACK)


def test_a_new_kind_of_people_enters_when_it_is_accepted_and_leaves_at_once(
    workshop: Workshop, desk: Desk
) -> None:
    made, _ = connected(workshop, desk, "teacher")
    ann, chief = workshop.town.signed_in("1001"), workshop.town.chief()
    assert "user_type_unsupported" == enters(ann, made, CALLBACK)
    settings(desk, made, "teacher", "student")
    assert "user_type_not_accepted" == enters(ann, made, CALLBACK)
    assert 303 == answers(chief, made, "student", "decline")
    assert "user_type_not_accepted" == enters(ann, made, CALLBACK)
    assert 303 == answers(chief, made, "student", "accept")
    assert CALLBACK == enters(ann, made, CALLBACK)
    settings(desk, made, "teacher")
    assert "user_type_unsupported" == enters(ann, made, CALLBACK)
    settings(desk, made, "teacher", "student")
    assert "user_type_not_accepted" == enters(ann, made, CALLBACK)


def test_tokens_of_people_whom_the_application_takes_no_more_open_nothing(
    workshop: Workshop, desk: Desk
) -> None:
    made, link = connected(workshop, desk)
    ann = workshop.town.people["ann"]
    bearer = Bearer(DISTRICT, ann, "student", made.id, link, "district")
    with workshop.hub.parts.store.roster.reading() as session:
        assert ann == view_of(session, bearer, "v3.1").person
    settings(desk, made, "teacher")
    with (
        workshop.hub.parts.store.roster.reading() as session,
        pytest.raises(NotSignedInError),
    ):
        view_of(session, bearer, "v3.1")


def test_signing_in_as_a_new_type_waits(workshop: Workshop, desk: Desk) -> None:
    made, _ = connected(workshop, desk)
    settings(desk, made, "student", types=("secure_sync",))
    settings(desk, made, "student", types=("secure_sync", "district_sso"))
    ann, chief = workshop.town.signed_in("1001"), workshop.town.chief()
    assert "not_shared" == enters(ann, made, CALLBACK)
    assert 303 == answers(chief, made, "district_sso", "accept")
    assert CALLBACK == enters(ann, made, CALLBACK)


def test_reading_rosters_as_a_new_type_waits_and_ends_at_once(
    workshop: Workshop, desk: Desk
) -> None:
    made, link = connected(workshop, desk)
    chief = workshop.town.chief()
    settings(desk, made, "student", types=("district_sso",))
    assert "district_sso" == link_of(workshop, link).access.tier
    settings(desk, made, "student", types=("district_sso", "secure_sync"))
    assert "district_sso" == link_of(workshop, link).access.tier
    assert 303 == answers(chief, made, "secure_sync", "accept")
    found = link_of(workshop, link)
    assert ("secure_sync", "secure_sync") == (found.tier, found.access.tier)


def test_an_answer_twice_or_to_what_has_changed_does_nothing(
    workshop: Workshop, desk: Desk
) -> None:
    made, link = connected(workshop, desk)
    chief = workshop.town.chief()
    addresses(desk, made, CALLBACK, ELSEWHERE)
    chief.get(f"/district/applications/{made.id}")
    form = next(one for one in forms_of(chief.page) if "asked" in one.fields)
    assert "said=agreed" in chief.post(form.action, **form.fields, do="accept").headers["location"]
    again = chief.post(form.action, **form.fields, do="accept")
    assert "said=already" in again.headers["location"]
    assert 409 == chief.post(form.action, **form.fields, do="decline").status
    workshop.town.later(minutes=5)
    addresses(desk, made, CALLBACK)
    addresses(desk, made, CALLBACK, ELSEWHERE)
    assert 409 == chief.post(form.action, **form.fields, do="accept").status
    assert 400 == chief.post(form.action, **form.fields, do="perhaps").status
    assert not link_of(workshop, link).allows("redirect_host", "evil.example.net")


def test_whoever_follows_late_has_not_the_last_word(workshop: Workshop, desk: Desk) -> None:
    made, link = connected(workshop, desk)
    with workshop.hub.parts.store.control.reading() as session:
        before = app_named(session, made.id)
    assert before is not None
    addresses(desk, made, CALLBACK, ELSEWHERE)

    following.follow(workshop.hub.parts, before, "Late")

    assert 303 == answers(workshop.town.chief(), made, "evil.example.net", "accept")
    following.follow(workshop.hub.parts, before, "Late")
    assert link_of(workshop, link).allows("redirect_host", "evil.example.net")


def test_two_hosts_accepted_in_one_moment_are_both_accepted(workshop: Workshop, desk: Desk) -> None:
    made, link = connected(workshop, desk)
    addresses(desk, made, CALLBACK, ELSEWHERE, "https://third.example.com/back")
    parts, shown = workshop.hub.parts, link_of(workshop, link)
    with parts.store.control.reading() as session:
        app = app_named(session, made.id)
    assert app is not None
    needs, by = connecting.needs_of(parts, app), Author("Olive", NOW)
    answered, both = threading.Event(), threading.Event()

    def accepts(host: str, *, is_first: bool) -> None:
        if not is_first:
            answered.wait(5)
        with parts.store.roster.writing() as session:
            following.answer(session, shown, needs, ("redirect_host", host), "accepted", by)
            answered.set()
            # Not committed yet: whoever answers now must wait for that.
            both.wait(0.5 if is_first else 0)
        both.set()

    hosts = ("evil.example.net", "third.example.com")
    threads = [
        threading.Thread(target=accepts, args=(host,), kwargs={"is_first": host == hosts[0]})
        for host in hosts
    ]
    for one in threads:
        one.start()
    for one in threads:
        one.join()
    after = link_of(workshop, link)
    assert [True, True] == [after.allows("redirect_host", host) for host in hosts]


def test_sandbox_districts_take_whatever_is_declared(workshop: Workshop) -> None:
    desk = workshop.developer()
    made, link = connected(workshop, desk)
    addresses(desk, made, CALLBACK, ELSEWHERE)
    assert link_of(workshop, link).allowance is None
    assert ELSEWHERE == enters(workshop.town.signed_in("1001"), made, ELSEWHERE)


def test_what_a_stopped_hub_left_undone_is_done_when_it_starts(
    workshop: Workshop, desk: Desk
) -> None:
    made, link = connected(workshop, desk)
    addresses(desk, made, CALLBACK)
    declare(workshop, made, user_types=["student", "staff"])
    following.repair(workshop.hub.parts)
    allowed = link_of(workshop, link).allowance
    assert allowed is not None
    assert frozenset({"student"}) == allowed.user_types
    assert "Signing in: staff" in desk.shown(f"{made.path}/recommendation")
