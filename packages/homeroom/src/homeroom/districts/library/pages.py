"""Answers "What may teachers add from the Library, and what did they add?"."""

import json
from typing import Any, Final

from homeroom.districts.frame import LIBRARY, show
from homeroom.districts.guard import Admin, form, page
from homeroom.districts.library import choosing
from homeroom.foundation.database import Session
from homeroom.foundation.ids import wire_id
from homeroom.oauth.queries import App, apps
from homeroom.roster.documents import documents_named
from homeroom.sharing.library import queries
from homeroom.sharing.library.queries import Change, Install
from homeroom.sharing.library.rules import Policy, Standing
from homeroom.web.answers import Answer
from homeroom.web.pages.forms import Form, query_of
from homeroom.web.request import Request
from homeroom.web.routes import Route

_CONFLICT: Final = 409
_INSTALLS_SHOWN: Final = 50
_SAID: Final = {
    "saved": "Saved.",
    "recommended": "Teachers see your recommendation in the Library.",
    "blocked": "Nobody of your district enters this application by the Library.",
    "approved": "Teachers may add this application.",
    "undone": "Taken back.",
}
_STATES: Final = {
    ("active", ""): ("In use", "good"),
    ("suspended", "policy"): ("Suspended by your policy", "look"),
    ("suspended", "roster"): ("Suspended: the teacher is not in the roster", "look"),
    ("suspended", "app"): ("Suspended: the application left the Library", "look"),
    ("superseded", "district"): ("Covered by the district's own connection", "calm"),
    ("ended", "teacher"): ("Ended by the teacher", "calm"),
    ("ended", "district"): ("Ended: the district connected the application", "calm"),
}


def show_library(request: Request, admin: Admin) -> Answer:
    """The policy, the applications with what the district chose of them, the installs."""
    return _page(request, admin, Form())


def save_policy(request: Request, admin: Admin, form: Form) -> Answer:
    """The policy is as the form says; or the form again, where it was older than the policy."""
    try:
        return choosing.save_policy(request, admin, form)
    except choosing.PolicyMovedError as error:
        form.refuse("", error.message)
        return _page(request, admin, form, _CONFLICT)


def _page(request: Request, admin: Admin, form: Form, status: int = 200) -> Answer:
    query = query_of(request)
    with request.parts.store.control.reading() as session:
        registered = apps(session)
    with request.parts.store.roster.reading() as session:
        policy = queries.policy_of(session, admin.number)
        installs = queries.installs_of(session, admin.number)
        page_of, beyond = _stretch(installs, query.text("after"))
        names = _teachers(session, admin.number, page_of)
        history = _history(queries.changes_of(session, admin.number), page_of)
    called = {one.application: one.name for one in registered}
    return show(
        request,
        admin,
        "library.html",
        LIBRARY,
        status=status,
        policy=policy,
        typed={
            name: form.text(name) if form.fields else getattr(policy, name)
            for name in choosing.FIELDS
        },
        seen=choosing.mark(policy),
        modes=choosing.MODES,
        approvals=choosing.APPROVALS,
        when_connected=choosing.WHEN_CONNECTED,
        apps=[_app(one, policy, installs) for one in registered if _is_of_library(one, policy)],
        installs=[_install(admin, one, called, names, history) for one in page_of],
        next=beyond,
        is_first=not query.text("after"),
        said=_SAID.get(query.text("said"), ""),
        troubles=form.troubles,
    )


def _install(
    admin: Admin,
    one: Install,
    called: dict[str, str],
    names: dict[int, str],
    history: dict[str, list[tuple[int, str, str]]],
) -> tuple[Any, ...]:
    return (
        one,
        called.get(one.application, "an application that is gone"),
        names.get(one.teacher, ""),
        wire_id(one.teacher, admin.number),
        told(one.stored),
        history.get(one.connection, []),
    )


def told(standing: Standing) -> tuple[str, str]:
    """Return where an install stands, in words with their tone."""
    return _STATES.get((standing.state, standing.cause), (standing.state, "calm"))


def _is_of_library(app: App, policy: Policy) -> bool:
    chosen = {*policy.blocked, *policy.approved, *policy.recommended}
    return app.declared.library_live or app.application in chosen


def _app(app: App, policy: Policy, installs: list[Install]) -> dict[str, Any]:
    mine = [one for one in installs if one.application == app.application]
    return {
        "id": app.application,
        "name": app.name,
        "summary": app.declared.listing.summary,
        "is_live": app.declared.library_live,
        "in_use": sum(one.stored.reads for one in mine),
        "is_blocked": app.application in policy.blocked,
        "is_approved": app.application in policy.approved,
        "is_recommended": app.application in policy.recommended,
        "note": policy.recommended.get(app.application, ""),
        "needs_approval": policy.approval == "required" and policy.blocks(app.application),
    }


def _stretch(installs: list[Install], after: str) -> tuple[list[Install], str]:
    """The newest first; `after` names the last install of the page before."""
    newest = sorted(installs, key=lambda one: (one.consented_at, one.connection), reverse=True)
    start = next((n + 1 for n, one in enumerate(newest) if one.connection == after), 0)
    shown = newest[start : start + _INSTALLS_SHOWN]
    more = len(newest) > start + _INSTALLS_SHOWN
    return shown, shown[-1].connection if more else ""


def _teachers(session: Session, district: int, installs: list[Install]) -> dict[int, str]:
    rids = {one.teacher for one in installs}
    found = {}
    for document in documents_named(session, district, "users", rids):
        name = json.loads(document.body).get("name", {})
        parts = (name.get("first"), name.get("last"))
        found[document.rid] = " ".join(part for part in parts if part)
    return found


def _history(
    changes: list[Change], installs: list[Install]
) -> dict[str, list[tuple[int, str, str]]]:
    shown = {one.connection for one in installs}
    found: dict[str, list[tuple[int, str, str]]] = {}
    for one in changes:
        if one.connection in shown:
            told_of = (one.at, told(one.after)[0], one.by)
            found.setdefault(one.connection, []).append(told_of)
    return found


ROUTES: Final[tuple[Route, ...]] = (
    page(LIBRARY, show_library),
    form(f"{LIBRARY}/policy", save_policy),
    form(f"{LIBRARY}/apps/{{id}}/{{verb}}", choosing.choose),
)
