"""A running application, right or wrong, a ground for its logins, and what checks say of it."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import closing, contextmanager
from dataclasses import replace
from functools import partial
from pathlib import Path
from secrets import token_urlsafe
from typing import Any, Final

from homeroom.certification.harness import Application, Hub, Probe, Trial, Verdict
from homeroom.certification.harness.answers import Answers
from homeroom.certification.harness.channels.careful import Careful
from homeroom.certification.harness.channels.probe import HTTPCarrier
from homeroom.certification.harness.configuration import HubAddress, ProbeAddress
from homeroom.certification.harness.judging import Judge
from homeroom.certification.harness.outcomes import Outcome
from homeroom.certification.harness.plans.syncing import synced
from homeroom.certification.logins.arriving import press_button
from homeroom.certification.logins.declaring import make_known
from homeroom.certification.logins.ground import Ground, ground
from homeroom.certification.logins.library import borders, colleagues
from homeroom.certification.logins.library import parts as library
from homeroom.certification.logins.library.district import KIND
from homeroom.certification.logins.library.scenarios import NEITHER, elsewhere, many, strangers
from homeroom.certification.logins.parts import (
    accounts,
    callbacks,
    devices,
    dialling,
    markup,
    people,
    refusals,
    returning,
)
from homeroom.certification.logins.sso import moment_of, types_of
from homeroom.certification.logins.story import Story
from starting.trying import free_port, running_example
from tests.certification.certificates import Certificates
from tests.certification.grounds import TOKEN

__all__ = [
    "LIBRARY",
    "PARTS",
    "SCENARIO_OF",
    "UNDECIDED",
    "a_trial",
    "outcomes",
    "verdicts",
    "with_answers",
]

_MUTANT: Final = str(Path(__file__).parent / "login_mutants" / "starting.py")
_EXAMPLES: Final[Mapping[str, tuple[list[str], list[str]]]] = {
    "readalong": (["library", "district_sso"], ["student", "teacher"]),
    "signpost": (["district_sso"], ["student", "teacher", "staff", "district_admin"]),
    "gradeline": (
        ["secure_sync", "district_sso"],
        ["student", "teacher", "staff", "district_admin"],
    ),
}
"""Types of integration and of users."""

UNDECIDED: Final = frozenset({"SSO-10", "LIB-14", "CORE-05"})
"""Never a pass here: the seventh cause is a code that has to grow old for a minute."""

Play = Callable[[Ground], Any]


def _refused(at: Ground) -> library.Refused:
    with elsewhere(at):
        return library.refuse(at, *NEITHER)


def _after_a_sync(at: Ground) -> returning.Gone:
    synced(at.trial, at.district.id)
    return returning.gone(at, "k52", "k46")


PARTS: Final[Mapping[str, tuple[type, Play]]] = {
    "ways": (people.ByType, people.by_type),
    "strangers": (
        people.Strangers,
        lambda at: people.come(at, people.Strangers, ("k01", "t05")),
    ),
    "sparse": (people.Sparse, lambda at: people.come(at, people.Sparse, ("k05", "k07"))),
    "scripts": (
        people.OtherScripts,
        lambda at: people.come(at, people.OtherScripts, ("t03", "k17")),
    ),
    "markup": (markup.Markup, lambda at: markup.look_at_markup(at, ["t21"])),
    "shared": (devices.Shared, lambda at: devices.share_a_device(at, "k01", "t05", "k12")),
    "log out": (devices.LoggedOut, lambda at: devices.log_out(at, "k01")),
    "cookies": (devices.SessionCookies, lambda at: devices.session_cookies(at, "k01")),
    "repeated": (callbacks.Repeated, lambda at: callbacks.repeated(at, "k01")),
    "forged": (callbacks.Forged, lambda at: callbacks.forged(at, "k01")),
    "used state": (callbacks.Reused, lambda at: callbacks.reused(at, "k01", "t05")),
    "at once": (callbacks.AtOnce, lambda at: callbacks.at_once(at, "k01", "t05")),
    "stateless": (callbacks.Stateless, lambda at: callbacks.stateless(at, "k01", "t05")),
    "looked at": (callbacks.Impersonated, lambda at: callbacks.impersonated(at, "k01")),
    "refusals": (refusals.Refusals, lambda at: refusals.refusals(at, "k01", "k46", None)),
    "buttons": (
        returning.Buttons,
        lambda at: returning.buttons(at, press_button),
    ),
    "signed": (accounts.Signed, lambda at: accounts.signed(at, ["k01", "t02"])),
    "same e-mail": (
        accounts.SameEmail,
        lambda at: accounts.same_email(at, accounts.SameEmail, "t15", "k14"),
    ),
    "siblings": (
        accounts.Siblings,
        lambda at: accounts.same_email(at, accounts.Siblings, "k12", "k13"),
    ),
    "again": (accounts.Again, accounts.again),
    "borders": (accounts.Borders, lambda at: accounts.borders(at, ("district_sso",))),
    "refreshed": (returning.Refreshed, lambda at: returning.refreshed(at, ("k54", "k55"))),
    "gone": (returning.Gone, lambda at: returning.gone(at, "k52", "k46")),
    "synced": (returning.Gone, _after_a_sync),
    "first": (accounts.Signed, lambda at: accounts.signed(at, ["k01", "t02"])),
    "several": (
        people.SeveralRoles,
        lambda at: people.come(at, people.SeveralRoles, ("d01", "t07", "t26")),
    ),
    "drifted": (people.Drifted, lambda at: people.drifted(at, ("k02", "t04"))),
    "dialled": (dialling.Dialled, lambda at: dialling.dial(at.trial)),
}
"""What is played in a district that has connected the application."""

LIBRARY: Final[Mapping[str, tuple[type, Play]]] = {
    "added": (library.Added, lambda at: library.add(at, "t01")),
    "students": (library.Entered, lambda at: library.enter(at, "k01", "k06", "Class 01")),
    "one by one": (
        colleagues.Colleagues,
        lambda at: colleagues.one_by_one(at, "t06", "t03"),
    ),
    "second": (library.Added, lambda at: library.add(at, "t09", "t03", "t06")),
    "none": (library.Added, lambda at: library.add(at, "t05")),
    "earlier": (library.Joined, lambda at: library.join(at, "t03", "t01")),
    "across": (borders.Across, lambda at: borders.across(at, "t09")),
    "the other way round": (
        colleagues.Colleagues,
        lambda at: colleagues.one_by_one(at, "t03", "t06"),
    ),
    "renewed": (library.Renewed, lambda at: library.renew(at, "t01")),
    "removed": (library.Removed, lambda at: library.remove(at, "t01", "k01", "k53")),
    "taken over": (
        library.TakenOver,
        lambda at: library.take_over(at, ("t01", "k01"), types_of(at.trial)),
    ),
    "several teachers": (people.Strangers, strangers),
    "many": (library.Many, many),
    "neither": (library.Refused, _refused),
    "buttons of the library": (
        returning.Buttons,
        lambda at: returning.buttons(at, press_button),
    ),
}
"""What is played in one that has not."""

SCENARIO_OF: Final[Mapping[str, str]] = {
    "refreshed": "SC-73", "gone": "SC-72", "synced": "SC-72", "added": "SC-80", "students": "SC-81",
    "one by one": "SC-82", "the other way round": "SC-83", "second": "SC-82", "none": "SC-83",
    "earlier": "SC-84", "across": "SC-84", "renewed": "SC-85", "removed": "SC-86",
    "taken over": "SC-87", "first": "SC-71", "several teachers": "SC-82",
    "many": "SC-83", "neither": "SC-80", "buttons of the library": "SC-80",
}  # fmt: skip


@contextmanager
def a_trial(  # noqa: PLR0913 -- what a trial may be is told by name
    hub_url: str,
    mutant: str = "",
    *,
    of: str = "readalong",
    more: tuple[str, ...] = (),
    tls: Certificates | None = None,
    with_browser: bool = False,
) -> Iterator[Trial]:
    """Start an example, or a mutant of it, and give the trial of it; over TLS without its probe."""
    port = free_port()
    url = f"{'http' if tls is None else 'https'}://localhost:{port}"
    types, users = _EXAMPLES[of]
    types = [*types, *more]
    hub, probe = Hub(hub_url, TOKEN), token_urlsafe(32)
    told = hub.register(
        name=of.capitalize(), types=types, user_types=users,
        redirect_uris=[f"{url}/login/callback"], events=True, listing="library" in types,
    )  # fmt: skip
    client, secret = str(told["client_id"]), str(told["client_secret"])
    settings = {
        "HUB_URL": hub_url, "CLIENT_ID": client, "CLIENT_SECRET": secret, "APP_URL": url,
        "PROBE": "on", "PROBE_TOKEN": probe, "MUTANT": mutant, "MUTANT_OF": of,
    }  # fmt: skip
    if tls is not None:
        settings |= {"TLS_CERT": str(tls.certificate), "TLS_KEY": str(tls.key)}
    application = Application(
        name=of.capitalize(), types=tuple(types), client_id=client,
        client_secret=secret, url=url, login_url=f"{url}/",
        sign_up_url=f"{url}/signup" if "library" in types else "",
        redirect_uri=f"{url}/login/callback", settle_seconds=0.0, limit_seconds=30.0, local=True,
        hub=HubAddress(hub_url, TOKEN, str(tls.authority) if tls is not None else ""),
        probe=ProbeAddress("http", f"{url}/probe", probe),
        answers=Answers({"Q-S10": users, "Q-Y09": users}),
    )  # fmt: skip
    http = Careful(f"{url}/probe", token=probe, whose="The probe")
    started = running_example(_MUTANT if mutant else of, settings, port)
    with closing(hub), closing(http), started:
        if tls is not None:
            yield Trial(application, hub)
            return
        reader = Probe(HTTPCarrier(http))
        yield Trial(application, hub, reader, reader.info(), with_browser=with_browser)


def with_answers(trial: Trial, more: Mapping[str, Any]) -> Trial:
    """The same trial of an application that says more in the survey."""
    answers = Answers({**trial.application.answers.given, **more})
    trial.application = replace(trial.application, answers=answers)
    return trial


def verdicts(trial: Trial, *played: str) -> dict[str, set[str]]:
    """By verdict, the requirements that came to it when these parts were played.

    What was not played is undecided, and left out here.
    """
    found: dict[str, set[str]] = {}
    for one in outcomes(trial, *played):
        if one.verdict is not Verdict.INCONCLUSIVE:
            found.setdefault(one.verdict.value, set()).add(one.requirement)
    return found


def outcomes(trial: Trial, *played: str, known: Sequence[str] = ()) -> Sequence[Outcome]:
    """Play parts one after the other, and return all that the checks say of them.

    An application that declares that it refuses strangers is told of the known beforehand.
    """
    judge = Judge(trial)
    of_library = played[0] in LIBRARY
    with ground(trial) as at:
        at.take_in(KIND) if of_library else at.take_in("lantern-ridge", *types_of(trial))
        make_known(at, known)
        for name in played:
            kind, play = (LIBRARY if of_library else PARTS)[name]
            at.mark = trial.hub.wire(trial.client_id, at.mark).mark
            story = Story()
            story.play(kind, partial(play, at))
            judge.look(moment_of(at, SCENARIO_OF.get(name, "SC-70"), story))
    return judge.outcomes
