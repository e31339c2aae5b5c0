"""The sandbox's powers over HTTP: districts that are played, what goes wrong, what was asked.

All of it lies below `/sandbox/v1`, behind a token of its own, and is mounted on a sandbox alone
(decisions.md R26, R27; certification.md 4.3, 6.3). Whatever it changes goes through the hub's own
actions: files through the real intake, sharing with its events, logins through the real doors.

Words: a *played* district is one that this API made; no other can be touched. *Faults* and page
caps are an application's; the *wire log* holds what applications asked; a *run* of a harness keeps
its part of that log (`homeroom.oauth.trials`).

Door: `ROUTES`, `around` (the layer of the wire log and of faults), `finish`, `guard.token_of`.
"""

from homeroom.sandbox.admin.routes import ROUTES
from homeroom.sandbox.admin.runs import keep_all as finish
from homeroom.sandbox.admin.wire.layer import around

__all__ = ["ROUTES", "around", "finish"]
