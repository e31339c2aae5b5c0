"""A sandbox ends: its applications are cut off, then nothing of it is left."""

import shutil

from homeroom.developers.sandboxes.making import MOVING
from homeroom.foundation.errors import ConflictError
from homeroom.foundation.parts import Parts
from homeroom.intake.runs.desk import Desk
from homeroom.intake.runs.queries import runs_in_state
from homeroom.intake.uploads.queries import folder_of
from homeroom.oauth import connecting
from homeroom.roster.sandboxes.actions import forget, hold
from homeroom.roster.sandboxes.queries import Sandbox
from homeroom.sharing.queries import ENDED, connections_of


def delete(parts: Parts, made: Sandbox) -> None:
    """Tokens open nothing, applications see the connection end (ruling R13), data is gone.

    The row that says whose it is goes last: whatever cuts this off, she can delete it again.
    """
    number = made.number
    with parts.store.control.writing() as session:
        hold(session, number)
        if runs_in_state(session, number, "running"):
            raise ConflictError(MOVING, "sandbox_moving")
    with parts.store.roster.reading() as session:
        links = [one.id for one in connections_of(session, number) if one.state != ENDED]
    for link in links:
        connecting.disconnect(parts, number, link)
    with parts.store.roster.writing() as session:
        forget(session, "roster", number)
    with parts.store.control.writing() as session:
        forget(session, "control", number)
    folder = folder_of(Desk.of(parts).uploads, number, "any").parent
    shutil.rmtree(folder, ignore_errors=True)
    parts.log.info("sandbox deleted", district=f"{number:010x}")
