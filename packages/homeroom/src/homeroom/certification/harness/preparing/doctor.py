"""Looks whether a run could begin: the hub, the probe and the application's addresses."""

from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass

import httpx2

from homeroom.certification.harness.configuration import Application
from homeroom.certification.harness.errors import UndecidedError
from homeroom.certification.harness.running import hub_of, probe_of
from homeroom.certification.harness.tables import without_secrets

__all__ = ["Examined", "examined"]

_SECONDS = 10.0
_BROKEN = 500


@dataclass(frozen=True, slots=True)
class Examined:
    """One thing that was looked at, and what is to be done if it is not well."""

    what: str
    is_well: bool
    told: str


def examined(application: Application) -> Iterator[Examined]:
    """Give each thing that a run needs, with what was found.

    Raises:
        ConfigurationError: A token is missing.
    """
    yield _hub(application)
    yield _application_known(application)
    yield _probe(application)
    for name in ("url", "login_url", "sign_up_url"):
        url = getattr(application, name)
        if url:
            yield _reached(application, name, url)


def _hub(application: Application) -> Examined:
    try:
        with closing(hub_of(application)) as hub:
            many = len(hub.catalogue())
    except UndecidedError as reason:
        return Examined("hub", is_well=False, told=reason.message)
    return Examined("hub", is_well=True, told=f"{many} scenarios")


def _application_known(application: Application) -> Examined:
    if not application.client_id:
        return Examined("application", is_well=False, told="application.client_id is empty")
    try:
        with closing(hub_of(application)) as hub:
            hub.fault(application.client_id, ())
    except UndecidedError as reason:
        return Examined("application", is_well=False, told=reason.message)
    return Examined("application", is_well=True, told=", ".join(application.types))


def _probe(application: Application) -> Examined:
    try:
        probe = probe_of(application)
        if probe is None:
            told = "none: rows of the probe will be REVIEW, and the result attested at best"
            return Examined("probe", is_well=True, told=told)
        with closing(probe):
            info = probe.info()
    except UndecidedError as reason:
        return Examined("probe", is_well=False, told=reason.message)
    told = f"{info.app} {info.version}, offers {', '.join(sorted(info.capabilities)) or 'reading'}"
    return Examined("probe", is_well=True, told=told)


def _reached(application: Application, name: str, url: str) -> Examined:
    try:
        with httpx2.Client(verify=application.trust, timeout=_SECONDS, trust_env=False) as client:
            status = client.get(url, follow_redirects=False).status_code
    except (httpx2.HTTPError, httpx2.InvalidURL, OSError) as odd:
        told = f"{without_secrets(url)} cannot be reached: {type(odd).__name__}"
        return Examined(name, is_well=False, told=told)
    told = f"{without_secrets(url)} answers {status}"
    return Examined(name, is_well=status < _BROKEN, told=told)
