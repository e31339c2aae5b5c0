"""A run of the harness: from a configuration to outcomes.

It goes through the plans of the application's types, ends whatever happens, and leaves the hub
without faults. What an application does cannot break it: every wait has an end, every answer a
limit, every check a fence around it.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import datetime
from functools import partial
from importlib import import_module
from pathlib import Path
from typing import Final

from homeroom.certification.harness import checks
from homeroom.certification.harness.channels.careful import Careful
from homeroom.certification.harness.channels.hub import Hub
from homeroom.certification.harness.channels.probe import (
    CommandCarrier,
    HTTPCarrier,
    Probe,
    PythonCarrier,
)
from homeroom.certification.harness.channels.wire import Wire
from homeroom.certification.harness.configuration import Application
from homeroom.certification.harness.errors import (
    ConfigurationError,
    HubRefusedError,
    UndecidedError,
)
from homeroom.certification.harness.evidence import Evidence
from homeroom.certification.harness.judging import Judge, Result
from homeroom.certification.harness.plans.secure_sync import EVENTS, SecureSync
from homeroom.certification.harness.plans.stage import Stage
from homeroom.certification.harness.plans.watching import watch
from homeroom.certification.harness.registry import RUN_END, SCENARIOS, Scenario
from homeroom.certification.harness.trial import FULL, Moment, Trial
from homeroom.certification.requirements.reading import SUITE
from homeroom.foundation.clock import SystemClock

__all__ = ["SUITE", "Asked", "Finished", "carry_out", "hub_of", "probe_of"]

_LOGINS: Final = "homeroom.certification.logins"
_SYNCING: Final = "secure_sync"
WIRE_LOG: Final = "wire.jsonl"
"""The hub's log of the run, one request a line."""


@dataclass(frozen=True, slots=True)
class Asked:
    """What of the suite is run, and how.

    Attributes:
        only: Requirements that are looked at; all when it is empty.
        scenarios: Scenarios that are played, with those that they begin from; all when empty.
        modes: `full` and `events`; both when empty and the application knows both.
        left_out: Types that the application has and that are not run.
    """

    only: frozenset[str] = frozenset()
    scenarios: frozenset[str] = frozenset()
    modes: tuple[str, ...] = ()
    seed: int = 1
    with_browser: bool = False
    left_out: tuple[str, ...] = ()


@dataclass(frozen=True)
class Finished:
    """A run that is over."""

    trial: Trial
    asked: Asked
    run: str
    results: tuple[Result, ...]
    started_at: datetime
    finished_at: datetime
    wire: Wire = field(default_factory=Wire)
    modes: tuple[str, ...] = ()
    modes_left_out: tuple[str, ...] = ()
    seconds: float = 0.0
    hub_version: str = ""

    @property
    def is_whole(self) -> bool:
        """True for a run that may certify its types: nothing of them was left out."""
        return not (self.asked.only or self.asked.scenarios or self.modes_left_out)


def hub_of(application: Application) -> Hub:
    """Return the hub's client; the admin token goes nowhere else.

    Raises:
        ConfigurationError: There is no such token.
    """
    if application.hub.lack:
        raise ConfigurationError(application.hub.lack)
    return Hub(application.hub.url, application.hub.token, verify=application.trust)


def probe_of(application: Application) -> Probe | None:
    """Return the probe by its carrier; None where the application has none.

    Raises:
        ConfigurationError: It cannot be made, or the token that is named for it is not there.
    """
    told = application.probe
    if told.lack:
        raise ConfigurationError(told.lack)
    if told.carrier == "python":
        return Probe(PythonCarrier.named(told.named))
    if told.carrier == "command":
        return Probe(CommandCarrier(told.command))
    if told.carrier == "http":
        http = Careful(told.url, token=told.token, whose="The probe", verify=application.trust)
        return Probe(HTTPCarrier(http))
    return None


def carry_out(  # noqa: PLR0913 -- tests bring their own probe and hub
    application: Application,
    asked: Asked | None = None,
    *,
    probe: Probe | None = None,
    hub: Hub | None = None,
    folder: Path | None = None,
    told: Callable[[str], None] = lambda _: None,
) -> Finished:
    """Run the suite against an application.

    Raises:
        UndecidedError: The hub or the probe cannot be reached at all: there is no run.
    """
    asked = asked or Asked()
    began = SystemClock().now()
    trial = _trial(application, asked, probe, hub, folder)
    judge = Judge(trial, asked.only)
    begun = trial.hub.begin_run(
        suite=SUITE, seed=str(asked.seed), types=list(application.types), client_id=trial.client_id
    )
    mark = trial.hub.wire(trial.client_id).mark
    known = _modes(trial)
    modes = asked.modes or known
    try:
        _Playing(trial, judge, asked, told).play(modes)
    finally:
        whole = _ended(trial, begun.run, mark, told)
    judge.trial = trial.in_mode(FULL)
    judge.look(Moment(judge.trial, RUN_END, RUN_END, wire=whole))
    if hub is None:
        trial.hub.close()
    if probe is None and trial.probe is not None:
        trial.probe.close()
    left = tuple(one for one in known if one not in modes)
    return Finished(
        trial, asked, begun.run, judge.results(), began, SystemClock().now(), whole, tuple(modes),
        left, hub_version=begun.version,
    )  # fmt: skip


def _trial(
    application: Application,
    asked: Asked,
    probe: Probe | None,
    hub: Hub | None,
    folder: Path | None,
) -> Trial:
    probe = probe if probe is not None else probe_of(application)
    trial = Trial(
        application,
        hub or hub_of(application),
        probe,
        evidence=Evidence(folder, application.secrets()),
        seed=asked.seed,
        with_browser=asked.with_browser,
    )
    if application.client_secret:
        trial.evidence.hide(f"{application.client_id}:{application.client_secret}")
    if probe is not None:
        trial.info = probe.info()
    return trial


def _modes(trial: Trial) -> tuple[str, ...]:
    """Events are run as well if the application knows them, and did not say that it uses none."""
    surveyed = trial.answers.choices("Q-Y16")
    uses = EVENTS in trial.info.sync_modes and (surveyed is None or EVENTS in surveyed)
    return (FULL, EVENTS) if uses else (FULL,)


def _ended(trial: Trial, run: str, mark: int, told: Callable[[str], None]) -> Wire:
    """Leave the hub without faults, and read what the whole run asked.

    The hub's own log becomes evidence, secrets cut out: submitted, it is held against the hub's.
    """
    try:
        trial.hub.fault(trial.client_id, ())
        trial.hub.cap_pages(trial.client_id, None)
        whole = trial.hub.wire(trial.client_id, mark)
        trial.hub.end_run(run)
        lines = "".join(f"{line}\n" for line in trial.hub.wire_log(run))
    except HubRefusedError as refused:
        told(refused.message)
        return Wire()
    trial.evidence.keep(WIRE_LOG, lines.encode())
    return whole


@dataclass
class _Playing:
    """The plans of one run, one after the other."""

    trial: Trial
    judge: Judge
    asked: Asked
    told: Callable[[str], None]

    def play(self, modes: Iterable[str]) -> None:
        """Play the syncs in each mode, then the logins."""
        if _SYNCING in self.trial.application.types:
            if self.trial.probe is None:
                self._guarded("watch", lambda: watch(self._stage(self.trial)))
            else:
                for mode in modes:
                    self._sync(self.trial.in_mode(mode))
        self._log_in()

    def _sync(self, trial: Trial) -> None:
        self.judge.trial = trial
        catalogue = trial.hub.catalogue()
        plan = SecureSync(
            trial, catalogue, lambda: self._stage(trial), self._scenarios(), self.told
        )
        self._guarded(f"secure_sync {trial.mode}", plan.play)

    def _scenarios(self) -> frozenset[str]:
        """Return the scenarios that are wanted, or that wanted requirements are looked at in."""
        if self.asked.scenarios or not self.asked.only:
            return self.asked.scenarios
        looked = [one for one in checks.registered() if self.asked.only & set(one.requirements)]
        return frozenset(name for one in looked for name in one.scenarios)

    def _stage(self, trial: Trial) -> Stage:
        return Stage(trial, self.judge.look, self.judge.undecided)

    def _log_in(self) -> None:
        """Play the scenarios in which people log in."""
        if not _there(_LOGINS):
            return
        self.judge.trial = trial = self.trial.in_mode(FULL)
        wanted = self._scenarios()
        for one in list(SCENARIOS.values()):
            if one.types.isdisjoint(trial.application.types):
                continue
            if wanted and not one.is_wanted(wanted):
                continue
            self.told(f"{one.group}: {one.name}")
            self._guarded(one.name, partial(self._play_logins, one, trial))

    def _play_logins(self, scenario: Scenario, trial: Trial) -> None:
        for moment in scenario.play(trial):
            self.judge.look(moment)

    def _guarded(self, name: str, act: Callable[[], None]) -> None:
        try:
            act()
        except UndecidedError as reason:
            self.judge.undecided(name, name, reason.message)
        except Exception as error:  # noqa: BLE001 -- see below
            # An application may make the harness itself trip; the other plans still run.
            why = f"The harness failed: {type(error).__name__}: {error!s:.200}"
            self.judge.undecided(name, name, why)
            self.told(why)


def _there(module: str) -> bool:
    try:
        import_module(module)
    except ModuleNotFoundError as missing:
        if missing.name != module:
            raise
        return False
    return True
