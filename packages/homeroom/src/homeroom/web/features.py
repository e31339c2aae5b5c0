"""What an edge feature adds to a hub, stated as one value in its `__init__.py`."""

import threading
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

import typer

from homeroom.foundation.inventing import Inventor
from homeroom.foundation.parts import Parts
from homeroom.web.routes import Route

Served = Callable[[Any, Any, Any], Any]
"""What answers one request as ASGI does: the hub's own shell, or a layer around it."""


@dataclass(frozen=True)
class Feature:
    """One edge feature; deleting its folder and its line in `FEATURES` removes all of it.

    `commands` without a name put theirs at the top of the command line, with a name in a group.
    `prepare` runs once at start in a thread; the hub is ready when it has returned. `work` is the
    loop of the hub's worker thread and returns soon after the event is set. `finish` runs at the
    end, when no handler runs any more and the store is still open. A feature that is
    `sandbox_only` is not mounted on any other hub (decisions.md R27); what its `inventors` make is
    offered on every hub, for a developer's sandbox district is hers wherever she has it. `around`
    puts a layer between the server and the hub, through which every HTTP request goes.
    """

    name: str
    routes: tuple[Route, ...] = ()
    commands: typer.Typer | None = None
    prepare: Callable[[Parts], None] | None = None
    work: Callable[[Parts, threading.Event], None] | None = None
    finish: Callable[[Parts], None] | None = None
    sandbox_only: bool = False
    inventors: Mapping[str, Inventor] = field(default_factory=dict)
    around: Callable[[Parts, Served], Served] | None = None
