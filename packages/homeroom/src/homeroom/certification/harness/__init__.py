"""The harness: drives an application through logins, a school year and its accidents, and compares.

Words: a *trial* is one application under test with all by which it is driven; a *scenario* a row of
certification.md 5; a *step* one mutation with the sync after it; a *moment* what was seen of a
step; a *check* looks at moments and gives *findings*; an *outcome* is a finding on a requirement.

It drives hubs and applications from outside and imports nothing of the hub.
"""

from homeroom.certification.harness.answers import Answers
from homeroom.certification.harness.channels.hub import District, Hub, Person
from homeroom.certification.harness.channels.probe import Info, Probe, Run
from homeroom.certification.harness.channels.wire import Entry, Wire
from homeroom.certification.harness.configuration import Application
from homeroom.certification.harness.errors import (
    ConfigurationError,
    HubRefusedError,
    UndecidedError,
)
from homeroom.certification.harness.evidence import Evidence
from homeroom.certification.harness.outcomes import (
    Difference,
    Finding,
    Outcome,
    Verdict,
    failed,
    passed,
)
from homeroom.certification.harness.registry import EVERY_STEP, RUN_END, check, scenario
from homeroom.certification.harness.trial import Moment, Trial
from homeroom.certification.harness.views import AppView, Expected, Keys, Record

__all__ = [
    "EVERY_STEP",
    "RUN_END",
    "Answers",
    "AppView",
    "Application",
    "ConfigurationError",
    "Difference",
    "District",
    "Entry",
    "Evidence",
    "Expected",
    "Finding",
    "Hub",
    "HubRefusedError",
    "Info",
    "Keys",
    "Moment",
    "Outcome",
    "Person",
    "Probe",
    "Record",
    "Run",
    "Trial",
    "UndecidedError",
    "Verdict",
    "Wire",
    "check",
    "failed",
    "passed",
    "scenario",
]
