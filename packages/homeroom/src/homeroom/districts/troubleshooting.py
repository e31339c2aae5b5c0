"""Why can this person not open that application? Runs the login's own decision and prints it.

Nothing is worked out here a second time: the steps are those of `sso.md` 8.3, in words; the
remedy and who must act are those of 4.5.
"""

from collections.abc import Mapping
from typing import Any, Final, NamedTuple

from homeroom.accounts import queries as accounts
from homeroom.accounts import rules
from homeroom.accounts.desk import desk_of
from homeroom.accounts.people import Person
from homeroom.districts.frame import TROUBLESHOOT, show
from homeroom.districts.guard import Admin, page
from homeroom.districts.people.register import USERS, Search, register_of, row_of
from homeroom.foundation.ids import wire_id
from homeroom.oauth.authority import verdict_of
from homeroom.oauth.queries import App, apps
from homeroom.roster.documents import documents_named
from homeroom.sharing.library.rules import Verdict
from homeroom.web.answers import Answer
from homeroom.web.pages.forms import Form, query_of
from homeroom.web.request import Request
from homeroom.web.routes import Route

_FOUND: Final = 10
_LONGEST_SEARCH: Final = 200

QUESTIONS: Final[Mapping[str, str]] = {
    "application_open_to_person": "Is the application live, or the person of a sandbox district?",
    "person_in_roster": "Is the person in the roster, in this role?",
    "district_connected": "Has the district connected the application, and is it not paused?",
    "address_accepted": "Has the district accepted the host that the application sends people to?",
    "connection_launched": "Is the connection launched, or the person an administrator who tests?",
    "application_takes_role": "Does the application take this kind of account?",
    "connection_signs_in": "Does the district's connection sign people in?",
    "district_shares_person": "Does the district share this person with the application?",
    "application_in_library": "Is the application in the Library?",
    "role_of_library": "Is the role one that uses the Library (teacher or student)?",
    "library_blocked_by_district": "Does the district's Library policy forbid the application?",
    "teacher_of_student_installed": "Has one of the student's teachers added the application?",
    "teacher_installed": "Has the teacher added the application from the Library?",
}
"""Each step of the decision, as a question to which the answer is yes or no."""


class Advice(NamedTuple):
    """What came of it, what to do, and who must (District, App, Hub)."""

    means: str
    action: str
    party: str


REASONS: Final[Mapping[str, Advice]] = {
    "not_shared": Advice(
        "The district has connected the application but does not share this person with it.",
        "Change what is shared with the application so that it covers this person.",
        "District",
    ),
    "user_type_unsupported": Advice(
        "The application does not take this kind of account.",
        "Ask the people who make the application whether they will take this role.",
        "App",
    ),
    "user_type_not_accepted": Advice(
        "The application takes this kind of account now; the district has not accepted it yet.",
        "Accept it on the application's page under Applications, if these people should use it.",
        "District",
    ),
    "redirect_not_accepted": Advice(
        "The application sends people to another host now; the district has not accepted it yet.",
        "Look at the host on the application's page under Applications, and accept it if it is the"
        " application's own.",
        "District",
    ),
    "app_not_connected": Advice(
        "The district has not connected the application.",
        "Connect the application, if this person should use it.",
        "District",
    ),
    "connection_pending": Advice(
        "The connection to the application is not launched yet: it is being set up, or its launch"
        " date is to come.",
        "Finish setting it up under Applications; the people who make the application set the"
        " launch date.",
        "District or App",
    ),
    "paused": Advice(
        "The connection to the application is paused.",
        "Whoever paused it must start it again.",
        "District or App",
    ),
    "library_student_no_teacher": Advice(
        "None of the student's teachers has added the application from the Library.",
        "A teacher of this student adds the application.",
        "District",
    ),
    "library_role": Advice(
        "Only teachers and students can use applications from the Library.",
        "Nothing: this person does not need it.",
        "District",
    ),
    "library_blocked": Advice(
        "The district's Library policy forbids the application.",
        "Change the policy under Library, if the application should be used.",
        "District",
    ),
    "user_inactive": Advice(
        "The person is not in the roster in this role any more.",
        "Send files that hold the person.",
        "District",
    ),
    "app_not_live": Advice(
        "The application is still in development; only people of sandbox districts may enter.",
        "The people who make the application must finish it.",
        "App",
    ),
    "app_suspended": Advice(
        "The application's certification is suspended: no teacher adds it, who has it goes on.",
        "The people who make the application must certify it again.",
        "App",
    ),
    "logged_in_as": Advice(
        "A developer was logged in as this person, and the application is not hers.",
        "Nothing is wrong with the person, who can open it herself if she may.",
        "App",
    ),
}
"""Reason code -> advice (sso.md 4.5)."""

_SUSPENDED: Final = Advice(
    "This person's sign-in is suspended, so it does not come as far as the application.",
    "Restore the sign-in on the person's page under People.",
    "District",
)
_UNKNOWN: Final = Advice(
    "The login is refused for a reason that this page does not know.",
    "Send this text to whoever runs this hub.",
    "Hub",
)
_OPEN: Final[Mapping[str, Advice]] = {
    "district": Advice(
        "The login works: the district has connected the application and shares this person.",
        "Nothing. If it fails all the same, send this text to the application's people.",
        "Nobody",
    ),
    "teacher": Advice(
        "The login works: a teacher added the application from the Library.",
        "Nothing. If it fails all the same, send this text to the application's people.",
        "Nobody",
    ),
    "needs_consent": Advice(
        "The teacher can add the application, and is asked to agree on opening it.",
        "The teacher opens it and agrees.",
        "District",
    ),
}


def show_troubleshoot(request: Request, admin: Admin) -> Answer:
    """Choose a person and an application; then the decision, step by step."""
    query = query_of(request)
    with request.parts.store.control.reading() as session:
        registered = apps(session)
    person = _chosen(request, admin, query)
    app = next((one for one in registered if one.application == query.text("app")), None)
    typed = query.text("q")[:_LONGEST_SEARCH]
    role = _role(person, app, query) if person else ""
    result = _result(request, admin, person, app, role) if person and app else {}
    return show(
        request,
        admin,
        "troubleshoot.html",
        TROUBLESHOOT,
        typed=typed,
        found=_search(request, admin, typed) if typed and person is None else None,
        person=person,
        roles=[(one, one.replace("_", " ")) for one in person.roles] if person else [],
        role=role,
        apps=[(one.application, one.name) for one in registered],
        app=app.application if app else "",
        result=result,
    )


def _chosen(request: Request, admin: Admin, query: Form) -> Person | None:
    rid = admin.number_of(query.text("person"))
    return desk_of(request.parts).people.active(admin.number, rid) if rid is not None else None


def _role(person: Person, app: App | None, query: Form) -> str:
    """The role that was asked for, else the one that a login would take first."""
    wanted = query.text("role")
    if wanted in person.roles:
        return wanted
    fitting = rules.roles_that_fit(person.roles, "", app.declared.user_types) if app else []
    return (fitting or list(person.roles))[0]


def _search(request: Request, admin: Admin, typed: str) -> list[tuple[str, Any]]:
    with request.parts.store.roster.reading() as session:
        register = register_of(request.parts.store, session, admin.number)
        rids = register.find(Search(typed), _FOUND)[:_FOUND]
        by_rid = {one.rid: one for one in documents_named(session, admin.number, USERS, rids)}
    return [(wire_id(rid, admin.number), row_of(by_rid[rid])) for rid in rids if rid in by_rid]


def _result(request: Request, admin: Admin, person: Person, app: App, role: str) -> dict[str, Any]:
    verdict = verdict_of(request.parts, app, admin.number, person.user, role)
    with request.parts.store.control.reading() as session:
        account = accounts.account_of(session, admin.number, person.user)
    suspended = account is not None and account.is_suspended
    steps = [("Is the person's sign-in open, not suspended?", not suspended)]
    steps += [(QUESTIONS.get(name, name.replace("_", " ")), so) for name, so in verdict.steps]
    advice = advice_of(verdict, suspended=suspended)
    code = "suspended" if suspended else verdict.reason or verdict.outcome
    opens = verdict.outcome != "denied" and not suspended
    facts = (admin.district.name, person.name, person.id, role, app.name, code)
    return {
        "steps": steps,
        "advice": advice,
        "code": code,
        "opens": opens,
        "text": _text(facts, steps, advice),
    }


def advice_of(verdict: Verdict, *, suspended: bool) -> Advice:
    """Return what a verdict means and who must act."""
    if suspended:
        return _SUSPENDED
    if verdict.outcome == "denied":
        return REASONS.get(verdict.reason, _UNKNOWN)
    return _OPEN[verdict.outcome]


def _text(facts: tuple[str, ...], steps: list[tuple[str, bool]], advice: Advice) -> str:
    """Write the result as text for a message; ids and no e-mail address, since it is sent on."""
    district, name, person, role, app, code = facts
    lines = [
        f"District: {district}",
        f"Person: {name} ({person}), as {role.replace('_', ' ')}",
        f"Application: {app}",
        f"Result: {code}. {advice.means}",
        f"To do: {advice.action} (who must act: {advice.party})",
        "",
        *(f"{'yes' if so else 'no '}  {question}" for question, so in steps),
    ]
    return "\n".join(lines)


ROUTES: Final[tuple[Route, ...]] = (page(TROUBLESHOOT, show_troubleshoot),)
