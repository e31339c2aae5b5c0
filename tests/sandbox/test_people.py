"""Whom the sandbox names to sign in as, and how its districts and applications differ."""

import re
from collections import Counter, defaultdict
from pathlib import Path

import pytest

from homeroom.accounts import actions, rules
from homeroom.accounts.actions import Attempt, SignedIn
from homeroom.accounts.desk import Desk, desk_of
from homeroom.accounts.people import _everyone, facts_of
from homeroom.accounts.throttles import Origin
from homeroom.oauth.queries import App, apps
from homeroom.roster.documents import documents_after, neighbours
from homeroom.sandbox.people import introduced
from homeroom.sandbox.preset import LIBRARY_PRESET, MIDDLE_PRESET, PRESETS, SMALL_PRESET
from homeroom.sharing.queries import connections_of
from tests.sandbox.conftest import Built

PAGE = (Path(__file__).parents[2] / "docs" / "reference" / "sandbox.md").read_text(encoding="utf-8")
PRINTED = ("TEST", "STUDENT", "LIBRARY", "DASHBOARD")


def desk_at(built: Built) -> Desk:
    return desk_of(built.hub.parts)


def sign_in(built: Built, name: str, password: str) -> SignedIn:
    """Sign in as the login page does when the district was left empty."""
    return actions.sign_in(desk_at(built), Attempt(None, name, password, Origin("127.0.0.1", "")))


def named(built: Built) -> dict[str, App]:
    with built.hub.parts.store.control.reading() as session:
        return {app.name: app for app in apps(session)}


@pytest.mark.parametrize("role", PRINTED)
def test_every_user_of_env_signs_in_without_naming_a_district(sandbox: Built, role: str) -> None:
    env = sandbox.env
    visit = sign_in(sandbox, env[f"{role}_USER"], env[f"{role}_PASSWORD"]).visit
    assert "" == visit.kept.waits_for
    meant = {
        "TEST": (SMALL_PRESET, "teacher"),
        "STUDENT": (SMALL_PRESET, "student"),
        "LIBRARY": (LIBRARY_PRESET, "teacher"),
        "DASHBOARD": (MIDDLE_PRESET, "district_admin"),
    }
    preset, kind = meant[role]
    assert (preset.number, kind) == (visit.person.district, visit.kept.role)


def test_everybody_who_is_introduced_signs_in_with_her_name_twice(sandbox: Built) -> None:
    roles = []
    for _, who in introduced(sandbox.kept):
        assert who.username == who.password
        visit = sign_in(sandbox, who.username, who.password).visit
        roles.append((visit.person.roles, visit.kept.waits_for))
    assert set(rules.ROLES) == {role for held, _ in roles for role in held}
    assert [(("teacher", "staff"), "role")] == [one for one in roles if len(one[0]) > 1]


def test_the_user_for_guessing_is_there_and_is_nobody_else(sandbox: Built) -> None:
    brute = sandbox.env["BRUTE_USER"]
    assert desk_at(sandbox).people.district_of(brute) == MIDDLE_PRESET.number
    assert brute not in {who.username for _, who in introduced(sandbox.kept)}


def test_no_two_people_of_the_sandbox_share_a_user_name(sandbox: Built) -> None:
    known: defaultdict[str, set[tuple[str, int]]] = defaultdict(set)
    people = desk_at(sandbox).people
    with sandbox.hub.parts.store.roster.reading() as session:
        for preset in PRESETS:
            chosen = people.policy(preset.number)
            for document in _everyone(session, preset.number):
                for name in rules.names_of(facts_of(document.body)[0], chosen):
                    known[name].add((preset.name, document.rid))
    assert len(known) > 8000
    assert {} == {name: people for name, people in known.items() if len(people) > 1}


def test_the_student_without_an_e_mail_has_none(sandbox: Built) -> None:
    who = sandbox.kept.people["without_email"]
    person = sign_in(sandbox, who.username, who.password).visit.person
    assert (SMALL_PRESET.number, "") == (person.district, person.email)


def test_the_reference_page_names_people_who_sign_in_and_what_env_prints(sandbox: Built) -> None:
    told = set(re.findall(r"^\| `(\d+)` \|", PAGE, re.MULTILINE))
    assert len(told) == 10
    for number in told:
        sign_in(sandbox, number, number)
    table = PAGE.split("## What `homeroom sandbox env` prints")[1].split("\n## ")[0]
    assert set(sandbox.env) == set(re.findall(r"`([A-Z][A-Z0-9_]+)`", table))


# ------------------------------------------------------------------------ the Library district


def taught_by(built: Built) -> dict[str, tuple[set[int], set[int]]]:
    """Teacher number -> her sections and the students in them, as the roster has them."""
    number, found = LIBRARY_PRESET.number, {}
    with built.hub.parts.store.roster.reading() as session:
        facts = {
            one.rid: facts_of(one.body)[0]
            for one in documents_after(session, number, "users", 0, 1000)
        }
        for rid, held in facts.items():
            if "teacher" in held:
                sections = set(neighbours(session, number, "users", rid, "sections").tolist())
                students = {
                    one
                    for section in sections
                    for one in neighbours(session, number, "sections", section, "students").tolist()
                }
                found[held["teacher"]["teacher_number"]] = (sections, students)
    return found


def test_the_library_district_is_connected_to_nothing(sandbox: Built) -> None:
    with sandbox.hub.parts.store.roster.reading() as session:
        assert [] == connections_of(session, LIBRARY_PRESET.number)


def test_its_teachers_are_what_an_application_has_to_cope_with(sandbox: Built) -> None:
    taught = taught_by(sandbox)
    assert 10 == len(taught)
    assert 1 == len([sections for sections, _ in taught.values() if not sections])
    assert [120] == [len(students) for _, students in taught.values() if len(students) > 100]
    assert 10 < max(len(sections) for sections, _ in taught.values())
    shared = Counter(section for sections, _ in taught.values() for section in sections)
    assert 2 == len([section for section, count in shared.items() if count == 2])


def test_its_printed_teacher_has_classes_and_the_other_one_none(sandbox: Built) -> None:
    taught, people = taught_by(sandbox), sandbox.kept.people
    sections, students = taught[people["library"].username]
    assert (3, 60) == (len(sections), len(students))
    assert (set(), set()) == taught[people["without_sections"].username]
    signed_in = sign_in(sandbox, *[people["library_student"].username] * 2)
    assert signed_in.visit.person.user in students


def test_its_students_have_several_teachers(sandbox: Built) -> None:
    count = Counter(one for _, students in taught_by(sandbox).values() for one in students)
    assert 180 == len(count)
    assert all(teachers > 1 for teachers in count.values())


# ------------------------------------------------------------------------------- applications


def test_the_demo_application_signs_in_as_old_and_new_clients_expect(sandbox: Built) -> None:
    app = named(sandbox)["Demo App"]
    assert sandbox.env["CLIENT_ID"] == app.client_id
    said = app.declared
    assert {"secure_sync", "district_sso"} == set(said.types)
    assert (True, True, "clever") == (said.oidc_enabled, said.send_iss, said.userinfo_profile)
    assert (False, False) == (said.needs_pkce, said.blank_email)


def test_the_library_application_is_listed_with_everything_it_must_say(sandbox: Built) -> None:
    (app,) = [
        app for app in named(sandbox).values() if app.client_id == sandbox.env["LIBRARY_CLIENT_ID"]
    ]
    assert (("library",), {"student", "teacher"}) == (
        app.declared.types,
        {*app.declared.user_types},
    )
    listing = app.declared.listing
    assert {"icon", "banner", "screenshots"} == {
        name for name in vars(listing) if not getattr(listing, name)
    }
    assert (sandbox.env["LIBRARY_REDIRECT_URI"],) == app.redirect_uris


def test_the_library_has_a_choice_and_one_client_is_of_both_types(sandbox: Built) -> None:
    live = [app for app in named(sandbox).values() if app.declared.library_live]
    assert 3 == len(live)
    (both,) = [app for app in live if app.declared.signs_in]
    with sandbox.hub.parts.store.roster.reading() as session:
        tiers = {one.application: one.tier for one in connections_of(session, SMALL_PRESET.number)}
    assert "district_sso" == tiers[both.application]


def test_every_application_leads_to_the_demo(sandbox: Built) -> None:
    uris = [uri for app in named(sandbox).values() for uri in app.redirect_uris]
    assert 5 == len(set(uris)) == len(uris)
    assert {sandbox.env["DEMO_URL"]} == {uri.rsplit("/", 2)[0] for uri in uris}
