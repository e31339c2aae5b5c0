"""The probe: how a certification reads and moves an application that is under test.

The contract is certification.md 6.2: what the application holds (`info`, `records`), its sync
(`sync`, `run`) and, where it can, marks, accounts, hand edits and its clock. `Probe` is made of an
application's store and a few callables. It is carried three ways: by HTTP (`wsgi`, `asgi`, and
ready for frameworks in `homeroom_kit.frameworks`), as the object itself, and as a command (`main`).

It shows everything and may change much, so nothing of it opens by itself: `Opening` refuses unless
it was switched on, has a token that nobody guesses, and the application is not the production one.
"""

from homeroom_kit.probe.carrying import Gate, asgi, wsgi
from homeroom_kit.probe.command import main
from homeroom_kit.probe.opening import Opening
from homeroom_kit.probe.probing import Doing, Probe
from homeroom_kit.probe.records import ListedRecords, Records, StoreRecords
from homeroom_kit.probe.runs import Outcome, RunError, Runs, outcome_of
from homeroom_kit.probe.shapes import Edit, Mark, NewAccount, ProbeError

__all__ = [
    "Doing",
    "Edit",
    "Gate",
    "ListedRecords",
    "Mark",
    "NewAccount",
    "Opening",
    "Outcome",
    "Probe",
    "ProbeError",
    "Records",
    "RunError",
    "Runs",
    "StoreRecords",
    "asgi",
    "main",
    "outcome_of",
    "wsgi",
]
