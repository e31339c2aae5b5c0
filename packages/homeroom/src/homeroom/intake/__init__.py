"""Intake: a district's files become one change of its roster, with a report.

Words: a *source* is where rosters come from; what was *received* is the files of one upload; a
*table* is one file read; a *problem* is something wrong in a file or row; a *sync run* is one
intake; a *hold* is a run that waits for a person. The pipeline is district.md 6, in that order.

Door: `preparation` and `application` (the pipeline), `runs.actions` and `runs.worker` (the
queue), `uploads.actions` (what is sent), `FEATURE` (routes, commands, the worker's loop).
"""

from homeroom.intake.console.commands import commands
from homeroom.intake.runs.worker import work
from homeroom.intake.uploads.routes import ROUTES
from homeroom.web.features import Feature

FEATURE = Feature("intake", routes=ROUTES, commands=commands, work=work)

__all__ = ["FEATURE"]
