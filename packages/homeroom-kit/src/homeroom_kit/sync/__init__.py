"""A district's records brought into an application: pull, match, plan, apply, report.

The door is `sync`; `resolve` answers a question that it left, `repair` puts one class right, and
`disagreements` says where hub and application differ.
"""

from homeroom_kit.planning import Guard, Holds, Refusal
from homeroom_kit.sync.comparing import Disagreement, disagreements
from homeroom_kit.sync.policy import Policy
from homeroom_kit.sync.repair import repair, resolve
from homeroom_kit.sync.report import Problem, Question, SyncReport
from homeroom_kit.sync.run import sync

__all__ = [
    "Disagreement",
    "Guard",
    "Holds",
    "Policy",
    "Problem",
    "Question",
    "Refusal",
    "SyncReport",
    "disagreements",
    "repair",
    "resolve",
    "sync",
]
