"""A sandbox ends: its applications are cut off, then nothing of it is left."""

from homeroom.developers.sandboxes.making import MOVING, imagined
from homeroom.foundation.errors import ConflictError
from homeroom.foundation.parts import Parts
from homeroom.intake.erasure.actions import erase_district
from homeroom.intake.runs.desk import Desk
from homeroom.intake.runs.queries import runs_in_state
from homeroom.oauth import connecting
from homeroom.roster.sandboxes.actions import hold
from homeroom.roster.sandboxes.queries import Sandbox
from homeroom.sharing.queries import ENDED, connections_of


def delete(parts: Parts, made: Sandbox) -> None:
    """Tokens open nothing, applications see the connection end (ruling R13), data is gone.

    Cut off before the erasure has begun, she can delete it again; after that it goes on by itself,
    and takes along what a process still held of it in memory.
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
    erase_district(Desk.of(parts), imagined(made))
    parts.log.info("sandbox deleted", district=f"{number:010x}")
