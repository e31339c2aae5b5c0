"""What is told by mail: written into the outbox, for nothing here sends mail by itself."""

from typing import Final

from homeroom.accounts.queries import account_of
from homeroom.accounts.rules import HUB
from homeroom.certification.models import mail
from homeroom.certification.submissions.actions import new_id
from homeroom.certification.submissions.queries import Submission
from homeroom.foundation.database import Session, insert
from homeroom.oauth.registration.queries import owners_of

REVIEWERS: Final = "the reviewers"
_ADD: Final = insert(mail)


def tell_owners(session: Session, now: int, one: Submission, subject: str, text: str) -> None:
    """Each owner of the application has a message."""
    for person in owners_of(session, one.application):
        account = account_of(session, HUB, person)
        if account is not None:
            _add(session, now, one, account.login, subject, text)


def tell_reviewers(session: Session, now: int, one: Submission, subject: str, text: str) -> None:
    """The reviewers have a message."""
    _add(session, now, one, REVIEWERS, subject, text)


def _add(  # noqa: PLR0913 - a message is all of this
    session: Session, now: int, one: Submission, recipient: str, subject: str, text: str
) -> None:
    row = {
        "mail": new_id(now), "at": now, "recipient": recipient, "subject": subject, "text": text,
        "submission": one.id,
    }  # fmt: skip
    session.many(_ADD, [row])
