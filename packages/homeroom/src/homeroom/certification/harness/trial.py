"""What a run of the harness is about, and what a check is given to look at."""

import random
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Any

from homeroom.certification.harness.answers import Answers
from homeroom.certification.harness.channels.hub import District, Hub
from homeroom.certification.harness.channels.probe import Info, Probe, Run
from homeroom.certification.harness.channels.wire import Wire
from homeroom.certification.harness.configuration import Application
from homeroom.certification.harness.evidence import Evidence
from homeroom.certification.harness.views import TYPES as RECORD_TYPES
from homeroom.certification.harness.views import AppView, Expected, Keys
from homeroom.certification.requirements.conditions import Declared

__all__ = ["FULL", "Memory", "Moment", "Trial"]

FULL = "full"


@dataclass
class Trial:
    """One application under test, and everything by which it is driven and watched.

    Attributes:
        probe: None where the application has none; its rows then become REVIEW.
        mode: `full` or `events`: how the application is told to sync.
        district: The sandbox district that is at work now.
        keys: What the district's source calls each record, archived ones included.
        notes: By kind of district, a hash of what it shared at first; for the report.
    """

    application: Application
    hub: Hub
    probe: Probe | None = None
    info: Info = field(default_factory=Info)
    evidence: Evidence = field(default_factory=Evidence)
    seed: int = 1
    mode: str = FULL
    with_browser: bool = False
    district: District = field(default_factory=lambda: District("", ""))
    keys: Keys = field(default_factory=Keys)
    notes: dict[str, str] = field(default_factory=dict)

    @property
    def answers(self) -> Answers:
        """The survey."""
        return self.application.answers

    @property
    def client_id(self) -> str:
        """The application as the hub knows it."""
        return self.application.client_id

    @cached_property
    def declared(self) -> Declared:
        """What the application says of itself, as far as it decides which rows apply."""
        return Declared(
            frozenset(self.application.types), self.user_types or None, dict(self.answers.given)
        )

    def drawn(self, name: str) -> random.Random:
        """Return chance of its own for each name: the same seed draws the same."""
        return random.Random(f"{self.seed} {name}")  # noqa: S311 -- to be repeated, not to be secret

    @property
    def kinds(self) -> tuple[str, ...]:
        """The record types that the application says it keeps."""
        return tuple(kind for kind in RECORD_TYPES if self.info.stores(kind))

    @cached_property
    def user_types(self) -> frozenset[str]:
        """The user types that get accounts: as surveyed, else as the probe says (Q-Y09)."""
        surveyed = self.answers.choices("Q-Y09")
        return frozenset(surveyed if surveyed is not None else self.info.user_types)

    def view(self, district: str = "") -> AppView:
        """Read the application's records; nothing where there is no probe.

        Those of one district alone where one is named and the probe can leave the others out.
        """
        if self.probe is None:
            return AppView()
        return self.probe.view(self.kinds, district if "district" in self.info.filters else "")

    def expected(self, district: str = "") -> Expected:
        """Return what the application may see of a district now."""
        return self.hub.expected(self.client_id, district or self.district.id)

    def learn_keys(self, expected: Expected) -> None:
        """Remember what the source calls the records of a view."""
        told = expected.keys()
        self.keys = Keys({**self.keys.by_id, **told.by_id}, {**self.keys.by_key, **told.by_key})

    def in_mode(self, mode: str) -> "Trial":
        """Return the same trial for another way to sync."""
        return replace(self, mode=mode, keys=Keys())


@dataclass(frozen=True)
class Memory:
    """What is known of a district's records from all steps before.

    Attributes:
        app_ids: By type and Clever id, the application's own id when it was first seen.
        expected: By type, every Clever id that was ever shared.
        marks: By Clever id, the marks that were seen on a person.
    """

    app_ids: Mapping[tuple[str, str], str] = field(default_factory=dict)
    expected: Mapping[str, frozenset[str]] = field(default_factory=dict)
    marks: Mapping[str, tuple[str, ...]] = field(default_factory=dict)

    def after(self, view: AppView, expected: Expected) -> "Memory":
        """Return what is remembered once a step is over."""
        app_ids = dict(self.app_ids)
        marks = dict(self.marks)
        for one in view.records:
            if one.clever_id and one.app_id:
                app_ids.setdefault((one.type, one.clever_id), one.app_id)
            if one.clever_id and one.marks:
                marks[one.clever_id] = one.marks
        known = {
            kind: self.expected.get(kind, frozenset()) | set(expected.of(kind))
            for kind in RECORD_TYPES
        }
        return Memory(app_ids, known, marks)


@dataclass(frozen=True)
class Moment:
    """What one step of a scenario was, and what was seen of it.

    Attributes:
        step: The mutation or act; several steps of a scenario have letters, as `SC-23b`.
        is_last: Whether it is the scenario's last step.
        applied: What the hub answered to the mutation.
        before: The application's records before the step, and `after` it.
        expected_before: What the application might see before, and `expected` after.
        others_before: The application's records of other districts before, and `others` after.
        is_still: Whether nothing of the application may have changed, whatever it may see now.
        is_again: Whether the same step was shown before, as another scenario's.
        memory: What is remembered of the steps before: ids, marks.
        facts: What the step was about, in the scenario's own words.
        wire: What the application asked of the hub in this step.
        run: How its sync ended; None where none was started.
        seen: What a login scenario saw, in its own words.
    """

    trial: Trial
    scenario: str
    step: str
    mode: str = FULL
    is_last: bool = True
    applied: Mapping[str, Any] = field(default_factory=dict)
    before: AppView = field(default_factory=AppView)
    after: AppView = field(default_factory=AppView)
    expected_before: Expected = field(default_factory=Expected)
    expected: Expected = field(default_factory=Expected)
    wire: Wire = field(default_factory=Wire)
    run: Run | None = None
    others_before: AppView = field(default_factory=AppView)
    others: AppView = field(default_factory=AppView)
    is_still: bool = False
    is_again: bool = False
    memory: Memory = field(default_factory=Memory)
    facts: Mapping[str, Any] = field(default_factory=dict)
    seen: Any = None
    evidence: tuple[str, ...] = ()

    @property
    def keys(self) -> Keys:
        """What the source calls records."""
        return self.trial.keys

    @property
    def answers(self) -> Answers:
        """The survey."""
        return self.trial.answers
