"""Which half of the store a revision is being run on."""

from alembic import context


def has(file: str) -> bool:
    """True if the tables of `control` or `roster` belong to this half; on PostgreSQL both do."""
    return context.config.attributes["half"] in ("", file)
