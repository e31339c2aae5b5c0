"""Once an hour the hub looks which certificates are due again (certification.md 3.4).

A certificate is due when its year is over, or when the application is not any more what was
certified. It stays usable for ninety days; whoever has not submitted it again by then is suspended.
"""

import threading
from typing import Final

from homeroom.certification.requirements.reading import SUITE
from homeroom.certification.submissions import actions, queries, rules
from homeroom.certification.submissions.actions import THE_HUB, Noted
from homeroom.certification.submissions.issuing import actions as issuing
from homeroom.certification.submissions.issuing import mails
from homeroom.certification.submissions.queries import Certificate, Record, Submission
from homeroom.certification.submissions.rules import Certified, recertify_because
from homeroom.certification.submissions.seeing import host_of, record_types_of
from homeroom.foundation.database import Session
from homeroom.foundation.parts import Parts
from homeroom.foundation.working.rounds import is_of_store
from homeroom.oauth.queries import App, app_named, declaration_of
from homeroom.oauth.requests.trying import lines_of

_EVERY_SECONDS: Final = 3600.0


def work(parts: Parts, stopping: threading.Event) -> None:
    """Look once an hour until the event is set."""
    while not stopping.is_set():
        try:
            look(parts)
        except Exception as error:
            if not is_of_store(error):
                raise
            # The store may be back in an hour; nothing depends on the hour.
            parts.log.warning("store away", error=type(error).__name__)
        stopping.wait(_EVERY_SECONDS)


def look(parts: Parts) -> int:
    """What is due again has that state, and its owners are told; return how many moved."""
    now = round(parts.clock.now().timestamp() * 1000)
    with parts.store.control.reading() as session:
        every = queries.every_submission(session)
    over = sum(_over(parts, now, one) for one in every if one.state == "recert_due")
    return over + sum(_due(parts, now, one) for one in every if one.state == "live")


def _over(parts: Parts, now: int, one: Submission) -> bool:
    """The days of grace are over, and nothing was submitted: nobody new connects."""
    with parts.store.control.writing() as session:
        held = actions.held(session, one.id)
        since = queries.due_since(session, one.id)
        is_over = since is not None and now - since >= rules.GRACE_DAYS * rules.DAY
        if held.state != "recert_due" or not is_over:
            return False
        text = f"It was not certified again within {rules.GRACE_DAYS} days."
        moved = issuing.stop(session, now, held, "suspended", THE_HUB, text)
        more = "Nobody new connects; who is connected goes on. Certify it again to lift this."
        mails.tell_owners(session, now, moved, "Your certification is suspended", f"{text} {more}")
    parts.log.info("certification suspended", submission=one.id)
    return True


def _due(parts: Parts, now: int, one: Submission) -> bool:
    with parts.store.control.writing() as session:
        held = actions.held(session, one.id)
        certificate = next(iter(queries.certificates_of(session, one.id)), None)
        app = app_named(session, held.production or held.application)
        if held.state != "live" or certificate is None or app is None:
            return False
        reasons = _reasons(session, now, held, certificate, app)
        if not reasons:
            return False
        text = f"It must be certified again: {'; '.join(reasons)}."
        moved = actions.move(session, now, held, "recert_due", THE_HUB, Noted("moved", text))
        until = f"It may be used for another {rules.GRACE_DAYS} days."
        mails.tell_owners(session, now, moved, "Your certification is due again", f"{text} {until}")
    parts.log.info("certification due again", submission=one.id)
    return True


def _reasons(
    session: Session, now: int, one: Submission, certificate: Certificate, app: App
) -> tuple[str, ...]:
    over = ("its twelve months are over",) if certificate.expires_at <= now else ()
    submitted = queries.submitted_in(queries.records_of(session, one.id))
    if submitted is None:
        return over
    host = host_of(app.redirect_uris[0]) if app.redirect_uris else ""
    today = Certified(
        frozenset(app.declared.types) - _elsewhere(session, one),
        _version_of(session, app, now) or certificate.api_version,
        frozenset(app.declared.user_types),
        host,
        SUITE,
        frozenset(record_types_of(declaration_of(session, app.application))),
    )
    return over + recertify_because(_then(submitted, one, certificate, host), today)


def _elsewhere(session: Session, one: Submission) -> frozenset[str]:
    """Return the types that have a submission of their own: the Library's beside Secure Sync's."""
    others = queries.submissions_of(session, one.application)
    found = [o.types for o in others if o.id != one.id and o.state not in rules.ENDED]
    return frozenset().union(*found)


def _then(record: Record, one: Submission, certificate: Certificate, host: str) -> Certified:
    """Return what was submitted; a host of the hub's own machine is one of development."""
    said = record.detail
    return Certified(
        one.types,
        certificate.api_version,
        frozenset(said.get("user_types", ())),
        said.get("host") or host,
        certificate.suite,
        frozenset(said["record_types"]) if "record_types" in said else None,
    )


def _version_of(session: Session, app: App, now: int) -> str:
    """Return the API version that the application reads now; empty if it read nothing this week."""
    found = [
        line.path.strip("/").split("/")[0]
        for line in lines_of(session, app.application, now)
        if line.path.startswith("/v") and "/me" not in line.path
    ]
    return found[-1] if found else ""
