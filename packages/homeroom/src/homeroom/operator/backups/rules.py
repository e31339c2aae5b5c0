"""What may be restored where: decided before anything is touched."""

from collections.abc import Mapping


def store_mismatch(backed_up: str, present: str) -> str:
    """Return why this kind of store cannot take the backup; empty if it can."""
    if backed_up == present:
        return ""
    if backed_up == "postgresql":
        return (
            "The backup is of a hub on PostgreSQL, and this one is on SQLite. Set"
            " HOMEROOM_DATABASE_URL to the database that it is restored into."
        )
    return (
        "The backup is of a hub on SQLite, and HOMEROOM_DATABASE_URL names a PostgreSQL database."
        " Unset it to restore."
    )


def is_newer(schema: Mapping[str, str], head: str) -> bool:
    """True if any half is at a revision that this version does not know."""
    return any(_order(one) > _order(head) for one in schema.values())


def _order(revision: str) -> tuple[int, str]:
    # Revisions are numbers written with four digits; whatever is not comes from a later plan.
    return (int(revision), "") if revision.isdigit() else (2**31, revision)
