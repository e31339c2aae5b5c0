"""Verbs of certificates and of the way to live; each inside a writing session of `control`."""

import json
from typing import Final

import sqlalchemy as sa

from homeroom.certification.models import certificate
from homeroom.certification.submissions import actions, rules
from homeroom.certification.submissions.actions import THE_HUB, Actor, Noted, new_id
from homeroom.certification.submissions.queries import Submission, records_of, submitted_in
from homeroom.certification.submissions.rules import State
from homeroom.certification.submissions.seeing import Sight, is_local
from homeroom.foundation.database import Prepared, Session, insert
from homeroom.foundation.errors import ConflictError, InvalidRequestError
from homeroom.oauth import actions as oauth
from homeroom.oauth.actions import NewApplication, Registered
from homeroom.oauth.declared import pictures_in
from homeroom.oauth.pictures.actions import keep
from homeroom.oauth.pictures.queries import picture_named
from homeroom.oauth.queries import App, declaration_of
from homeroom.oauth.registration.actions import own
from homeroom.oauth.registration.queries import owners_of

RENEWED: Final = "renewed"
_ADD: Final = insert(certificate)
_END: Final = Prepared(
    sa.update(certificate)
    .where(
        certificate.c.submission == sa.bindparam("of_submission"),
        sa.or_(certificate.c.ended_as == "", certificate.c.ended_as == "suspended"),
    )
    .values(ended_at=sa.bindparam("now"), ended_as=sa.bindparam("how"))
)


def issue(session: Session, now: int, sight: Sight) -> str:
    """A certificate for what the run showed; one that was there before is renewed."""
    run = sight.run
    if run is None or not sight.totals.may_certify:
        raise ConflictError("Rows still fail or wait for a verdict, so nothing can be certified.")
    report, name = run.report, new_id(now)
    # Neither is left to the report alone, which the developer's machine has written.
    is_attested = report.level == "attested" or any(row.believed for row in sight.rows)
    is_sandbox = report.local or is_local(sight.facts.redirect_uri)
    end(session, now, sight.submission.id, RENEWED)
    row = {
        "certificate": name, "submission": sight.submission.id,
        "application": sight.submission.application, "name": sight.app.name,
        "app_version": sight.submission.app_version,
        "types": json.dumps(sorted(sight.submission.types)), "api_version": report.api_version,
        "suite": report.suite, "evidence": run.sha256,
        "conditions": json.dumps([row.requirement.id for row in sight.totals.warns]),
        "attested": int(is_attested), "sandbox": int(is_sandbox),
        "issued_at": now, "expires_at": now + rules.VALID_DAYS * rules.DAY,
        "ended_at": None, "ended_as": "",
    }  # fmt: skip
    session.many(_ADD, [row])
    mark(session, sight.submission, suspended=False)
    return name


def end(session: Session, now: int, submission: str, how: str) -> None:
    """The certificates of a submission do not hold any more, and say why."""
    session.run(_END, of_submission=submission, now=now, how=how)


def make_production(
    session: Session, now: int, one: Submission, app: App, actor: Actor
) -> Registered:
    """A production application exists: what the developed one is, with an id and secret of its own.

    Its secret is in what is returned, and nowhere else. It has the types and the people that were
    certified, whatever the developed one has been given since.
    """
    rules.check_move(one.state, "production_created", "hub")
    developed = declaration_of(session, app.application)
    submitted = submitted_in(records_of(session, one.id))
    people = submitted.detail["user_types"] if submitted is not None else ()
    said = {
        **developed,
        "live": False, "suspended": False,
        "types": [name for name in app.declared.types if name in one.types],
        "user_types": [name for name in app.declared.user_types if name in people],
        # Published by the operator, whatever the developed one was in the sandbox.
        "listing": {**developed.get("listing", {}), "live": False},
    }  # fmt: skip
    uris = [uri for uri in app.redirect_uris if not is_local(uri)] or list(app.redirect_uris)
    made = oauth.register_application(session, now, NewApplication(app.name, said, uris))
    for sha256 in pictures_in(said):
        kept = picture_named(session, sha256)
        if kept is not None:
            keep(session, now, made.application, kept)
    for person in owners_of(session, app.application):
        own(session, now, made.application, person)
    noted = Noted("moved", f"Production application made by {actor}", made.client_id)
    actions.move(
        session, now, one, "production_created", THE_HUB, noted, production=made.application
    )
    return made


def go_live(session: Session, now: int, one: Submission, app: App, actor: Actor) -> Submission:
    """The production application is out of development: districts may connect, teachers add it."""
    if "library" in one.types and actor.duty != "operator":
        raise ConflictError("An application of the Library is published by the operator.")
    if not all(uri.startswith("https://") for uri in app.redirect_uris):
        raise InvalidRequestError("Every redirect address of a live application is HTTPS.")
    said = {**declaration_of(session, app.application), "live": True}
    if "library" in one.types:
        said["listing"] = {**said.get("listing", {}), "live": True}
    oauth.declare(session, app.application, said)
    return actions.move(session, now, one, "live", actor, Noted("moved", "Out of development"))


def stop(  # noqa: PLR0913 - an end is all of this
    session: Session, now: int, one: Submission, to: State, actor: Actor, reason: str
) -> Submission:
    """The certification is suspended or revoked, and its certificate says so."""
    moved = actions.move(session, now, one, to, actor, Noted("moved", reason))
    end(session, now, one.id, to)
    mark(session, one, suspended=True)
    return moved


def mark(session: Session, one: Submission, *, suspended: bool) -> None:
    """Nobody new connects to the production application, or everybody may again."""
    if one.production is not None:
        said = declaration_of(session, one.production)
        oauth.declare(session, one.production, {**said, "suspended": suspended})
