"""Takes the sandbox away again, so that the next build makes it anew; other districts stay."""

import sqlalchemy as sa

from homeroom.foundation.database import Prepared, Session, metadata
from homeroom.foundation.parts import Parts
from homeroom.roster.sandboxes.actions import forget
from homeroom.sandbox.kept import FILE, StaleSandboxError, read_kept
from homeroom.sandbox.preset import PRESETS


def reset(parts: Parts) -> None:
    """Nothing of the sandbox is left; each half of the store forgets it in one transaction.

    What was kept goes last: after a crash the rest is still found by it.
    """
    applications = _applications(parts)
    with parts.store.roster.writing() as session:
        _forget(session, "roster", [])
    with parts.store.control.writing() as session:
        _forget(session, "control", applications)
    (parts.settings.home / FILE).unlink(missing_ok=True)


def _applications(parts: Parts) -> list[str]:
    try:
        kept = read_kept(parts.settings.home)
    except StaleSandboxError:
        # Written by another version: its applications stay, connected to nothing.
        return []
    if kept is None:
        return []
    return [one.application for one in (*kept.districts.values(), *kept.applications.values())]


def _forget(session: Session, file: str, applications: list[str]) -> None:
    for preset in PRESETS:
        forget(session, file, preset.number)
    for table in metadata.sorted_tables:
        if table.info["file"] != file:
            continue
        if "district" not in table.columns and "application" in table.columns:
            for application in applications:
                session.run(_of_application(table), named=application)


def _of_application(table: sa.Table) -> Prepared:
    return Prepared(sa.delete(table).where(table.c.application == sa.bindparam("named")))
