"""What the survey declares of people who come and have no account yet (SSO-19).

An application makes them one, or it refuses them in clear words. One that refuses is made to know
the people of a scenario beforehand, as a school would see to it: by a sync where a sync comes first
(Q-Y06), else by accounts from earlier that have their e-mail (Q-S17). Whom neither reaches, such as
somebody without an e-mail, may be refused and is then as declared.
"""

from collections.abc import Iterable
from typing import Any, Final

from homeroom.certification.harness import Trial
from homeroom.certification.harness.plans.syncing import synced
from homeroom.certification.logins.arriving import Arrival
from homeroom.certification.logins.ground import Ground
from homeroom.certification.logins.naming import role_of

__all__ = ["is_refused_in_words", "make_known", "needs_sync", "refuses_unknown"]

_SERVER_ERROR: Final = 500
_PASSWORD: Final = "From-earlier-5"  # noqa: S105 -- of sandbox people, in an application under test


def refuses_unknown(trial: Trial) -> bool:
    """Whether people without an account are refused, where no sync brings them."""
    return trial.answers.choice("Q-S17") == "refused" and not _syncs(trial)


def needs_sync(trial: Trial) -> bool:
    """Whether people may be refused until a sync has brought them."""
    return trial.answers.yes("Q-Y06")


def make_known(ground: Ground, keys: Iterable[str]) -> None:
    """The application knows these people if it declares that it refuses others.

    Without a probe that makes accounts they are there already, by whoever prepares the run.

    Raises:
        UndecidedError: The probe does not sync, or makes no account.
    """
    trial = ground.trial
    if trial.probe is None:
        return
    if needs_sync(trial) and _syncs(trial):
        synced(trial, ground.district.id)
    elif refuses_unknown(trial) and "seed" in trial.info.capabilities:
        known: set[str] = set()
        for key in dict.fromkeys(keys):
            email = ground.person(key).email.lower()
            if "@" in email and email not in known:
                known.add(email)
                trial.probe.seed(**_account(ground, key))
                ground.earlier[ground.person(key).email] = _PASSWORD


def is_refused_in_words(arrival: Arrival) -> bool:
    """Whether she is not in, and a page that can be read tells her so."""
    is_well = arrival.worst_status < _SERVER_ERROR and not arrival.trouble
    stopped = arrival.is_in or arrival.stopped_at is not None
    return is_well and not stopped and bool(arrival.seen.text.strip())


def _account(ground: Ground, key: str) -> dict[str, Any]:
    person = ground.person(key)
    return {
        "name": {"first": person.first, "last": person.last}, "email": person.email,
        "password": _PASSWORD, "role": role_of(key), "district": ground.district.id,
    }  # fmt: skip


def _syncs(trial: Trial) -> bool:
    return "secure_sync" in trial.application.types
