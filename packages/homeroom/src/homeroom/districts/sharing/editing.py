"""Answers "What does this application see?", and takes the draft of what it shall see."""

from dataclasses import replace
from typing import Any, Final

from homeroom.districts.frame import APPLICATIONS, show
from homeroom.districts.guard import Admin
from homeroom.districts.sharing import choosing, words
from homeroom.districts.sharing.connected import Connected, all_connected, author, connected
from homeroom.districts.sharing.draft import (
    Draft,
    checked,
    draft_of,
    read_draft,
    share_of,
)
from homeroom.districts.sharing.previewing import school_names, show_preview
from homeroom.districts.sharing.proposals import read_proposal, with_share
from homeroom.foundation.database import Session
from homeroom.foundation.errors import ConflictError
from homeroom.foundation.ids import wire_id
from homeroom.sharing.changing.rules import agreement_of
from homeroom.sharing.recommending.rules import InForce
from homeroom.sharing.rules import CONTACTS_SCOPE, Share
from homeroom.sharing.selecting.counting import counts
from homeroom.sharing.selecting.drafting import CHOICES, pressed
from homeroom.sharing.widening.actions import answer, ask_version
from homeroom.sharing.widening.queries import widenings_of
from homeroom.sharing.widening.rules import Widening
from homeroom.web.answers import Answer, see_other
from homeroom.web.pages.forms import Form, query_of
from homeroom.web.request import Request

SAID: Final = {
    "saved": "Saved. It holds in this hub from now on; the application may need up to 24 hours.",
    "waits": (
        "Saved. It waits: until its pause or its review ends, the application reads what it read."
    ),
    "kept": "It stays as it is. Until the application publishes another version, nothing waits.",
    "already": "This was in force already; nothing was done a second time.",
}
_BAD: Final = 400


def show_sharing(request: Request, admin: Admin) -> Answer:
    """What is in force, with its counts, and the form to change it."""
    of = connected(request, admin)
    with request.parts.store.roster.reading() as session:
        found = counts(session, admin.number, of.connection.id)
        now = agreement_of(of.connection)
        names = school_names(session, admin.number, now, of.agreement)
        known = widenings_of(session, admin.number, of.connection.id)
    said = SAID.get(query_of(request).text("said"), "")
    return _editor(
        request,
        admin,
        of,
        draft_of(of.agreement.share),
        Form(),
        said=said,
        counts=[(name, found[name]) for name in words.TYPES if name in found],
        in_force=words.share_in_words(now.share, names),
        waiting=words.share_in_words(of.agreement.share, names) if of.agreement != now else [],
        waits=[of.waiting] if of.waiting and not _is_kept(of.waiting, known) else [],
    )


def _is_kept(version: InForce, known: list[Widening]) -> bool:
    """Whether the district looked at a version and kept what it had."""
    said = {(one.kind, one.value): one.state for one in known}
    return said.get(("recommendation", str(version.version))) == "declined"


def work_on_sharing(request: Request, admin: Admin, form: Form) -> Answer:
    """The draft after a button: shown again, or as a preview if it is to be looked at."""
    of = connected(request, admin)
    button = form.text("do")
    if button == "look":
        agreement, about = read_proposal(form.raw("proposal"), of)
        return show_preview(request, admin, of, agreement, about)
    if button == "reopen":
        agreement, _ = read_proposal(form.raw("proposal"), of)
        return _editor(request, admin, of, draft_of(agreement.share), form)
    draft = read_draft(form, admin.number_of)
    draft = replace(draft, selection=pressed(draft.selection, button, form))
    if button in ("all-schools", "no-schools"):
        draft = _with_schools(request, admin, draft, form, all_of_them=button == "all-schools")
    if button != "preview":
        return _editor(request, admin, of, draft, form)
    draft = checked(draft)
    sources = {one.app.application: one for one in all_connected(request, admin)}
    if draft.kind == "copy" and not draft.troubles and draft.source not in sources:
        draft = replace(draft, refused={"source": "Choose one of the applications of the list."})
    copied, trouble = _taken_over(of, draft, sources)
    if trouble:
        draft = replace(draft, refused=trouble)
    if draft.troubles:
        return _editor(request, admin, of, draft, form)
    return show_preview(request, admin, of, with_share(of, share_of(draft, copied)), "sharing")


def _taken_over(
    of: Connected, draft: Draft, sources: dict[str, Connected]
) -> tuple[Share | None, dict[str, str]]:
    """Return what a draft takes over whole, or why it cannot."""
    if draft.troubles or draft.kind not in ("copy", "recommended"):
        return None, {}
    if draft.kind == "recommended":
        share = of.recommended()
        return share, {} if share else {"kind": "The application recommends nothing any more."}
    share = sources[draft.source].agreement.share
    if share.follows is None:
        return share, {}
    if len(share.follows.parts) > 1:
        message = "A version of its recommendation waits for your answer. Answer it, then copy."
        return None, {"source": message}
    # A copy does not follow: the recommendation is for the other application's data.
    part = share.follows.parts[0]
    contacts = part.contacts and share.contacts
    return replace(part, excluded=share.excluded, contacts=contacts), {}


def keep(request: Request, admin: Admin, form: Form) -> Answer:
    """The district keeps what it accepted; the version that waited waits no more."""
    of, named = connected(request, admin), form.text("version")
    version = of.waiting
    if version is None or str(version.version) != named:
        raise ConflictError("Another version waits, or none. Look at the sharing again")
    by = author(request, admin, "")
    with request.parts.store.roster.writing() as session:
        ask_version(session, of.connection, version.version, version.at_ms)
        done = answer(session, of.connection, "recommendation", named, "declined", by)
    return see_other(f"{of.address}/sharing?said={'kept' if done else 'already'}")


def _with_schools(
    request: Request, admin: Admin, draft: Draft, form: Form, *, all_of_them: bool
) -> Draft:
    with request.parts.store.roster.reading() as session:
        typed = form.text("school-search")
        found = choosing.schools_listed(session, admin.number, draft.schools, typed).matching
    schools = draft.schools | found if all_of_them else draft.schools - found
    return replace(draft, schools=schools)


def _editor(  # noqa: PLR0913 - the page is all of these
    request: Request,
    admin: Admin,
    of: Connected,
    draft: Draft,
    form: Form,
    *,
    said: str = "",
    **above: list[Any],
) -> Answer:
    """Show the page; `above` is what it tells of the state in force, on top of the form."""
    with request.parts.store.roster.reading() as session:
        lists = _lists(session, request, admin, draft, form)
    others = [
        (one.app.application, one.app.name)
        for one in all_connected(request, admin)
        if one.app.application != of.app.application
    ]
    return show(
        request,
        admin,
        "sharing/edit.html",
        APPLICATIONS,
        status=_BAD if draft.troubles else 200,
        of=of,
        draft=draft,
        troubles=draft.troubles,
        said=said,
        types=words.TYPES,
        **_offered(of, can_copy=bool(others)),
        choices=CHOICES,
        sources=[("", "Choose one"), *others],
        has_contacts=CONTACTS_SCOPE in of.connection.access.scopes,
        **({key: [] for key in ("counts", "in_force", "waiting", "waits")} | above),
        **lists,
    )


def _offered(of: Connected, *, can_copy: bool) -> dict[str, Any]:
    """What can be chosen, and what the application recommends."""
    unoffered = set() if can_copy else {"copy"}
    unoffered |= set() if of.recommended() else {"recommended"}
    return {
        "kinds": [one for one in words.KINDS.items() if one[0] not in unoffered],
        "recommendation": of.newest,
        "recommends": words.share_in_words(of.newest.share, {}) if of.newest else [],
    }


def _lists(
    session: Session, request: Request, admin: Admin, draft: Draft, form: Form
) -> dict[str, Any]:
    """What the page offers; only what the chosen kind needs is looked for."""
    district, rule = admin.number, draft.selection.rule
    school_search, person_search = form.text("school-search"), form.text("person-search")
    schools = None
    if draft.kind == "schools":
        schools = choosing.schools_listed(session, district, draft.schools, school_search)
    fields: list[tuple[str, str]] = []
    offered = None
    if draft.kind == "rules" and rule is not None:
        fields = choosing.fields_offered(session, district, rule.kind)
        place = draft.selection.offered
        if place >= 0:
            typed = form.text("find")
            offered = choosing.values_offered(session, district, rule, place, typed)
    return {
        "schools": schools,
        "school_search": school_search,
        "schools_held": _ids(draft.schools, district),
        "people": choosing.people_listed(
            session, request.parts.store, admin, draft.excluded, person_search
        ),
        "person_search": person_search,
        "people_held": _ids(draft.excluded, district),
        "fields": fields,
        "offered": offered,
        "find": form.text("find"),
    }


def _ids(rids: frozenset[int], district: int) -> str:
    return " ".join(wire_id(rid, district) for rid in sorted(rids))
