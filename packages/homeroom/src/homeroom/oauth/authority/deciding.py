"""The decision of sso.md 8.3, asked with what the hub knows of application and person."""

from dataclasses import replace

from homeroom.foundation.parts import Parts
from homeroom.oauth.login.ports import Decision, SignedIn
from homeroom.oauth.queries import App
from homeroom.oauth.registration.queries import owners_of
from homeroom.roster import queries as roster
from homeroom.sharing.library import queries, rules
from homeroom.sharing.library.rules import Verdict
from homeroom.sharing.widening.rules import host_of


def decide(parts: Parts, app: App, person: SignedIn, role: str, to: str) -> Decision:
    """Return whether and by whose authority this person may enter the application.

    Whoever stands in for somebody enters what is in development, and what is her own: nobody else
    who makes an application agreed to be used in another's name (sso.md 3.6).
    """
    if person.actor is not None and app.declared.live and not _owns(parts, app, person.actor):
        return Decision("denied", reason="logged_in_as")
    found = verdict_of(parts, app, person.district, person.person_rid, role, to)
    return Decision(found.outcome, found.connection, found.reason)


def verdict_of(  # noqa: PLR0913 - a login is all of these
    parts: Parts, app: App, district: int, person: int, role: str, to: str = ""
) -> Verdict:
    """Return the decision with the steps that led to it; a login of the hub leads to the primary.

    `to` is the redirect URI that was asked for.
    """
    address = to or next(iter(app.redirect_uris), "")
    with parts.store.control.reading() as control:
        sandbox = any(one.sandbox for one in roster.districts(control) if one.number == district)
        today = roster.day_of(control, district, parts.clock.now())
    login = queries.Login(district, person, role, sandbox, today, host_of(address))
    with parts.store.roster.reading() as session:
        found = rules.decide(queries.login_facts(session, login, library_app(app)))
    if found.outcome == "needs_consent" and app.declared.suspended:
        # Its certification is suspended: whoever has it goes on, nobody new adds it.
        return replace(found, outcome="denied", reason="app_suspended")
    return found


def _owns(parts: Parts, app: App, developer: int) -> bool:
    with parts.store.control.reading() as control:
        return developer in owners_of(control, app.application)


def library_app(app: App) -> queries.App:
    """Return what the Library needs to know of an application."""
    declared = app.declared
    return queries.App(
        application=app.application,
        user_types=frozenset(declared.user_types),
        live=declared.live,
        library_live=declared.library_live,
        signs_in=declared.signs_in,
    )
