"""What Alembic runs for each half of a store; `upgrading.upgrade` gives connection and half."""

from alembic import context

context.configure(
    connection=context.config.attributes["connection"],
    # SQLite can undo schema changes as well, once a transaction really has begun.
    transactional_ddl=True,
    transaction_per_migration=False,
)
with context.begin_transaction():
    context.run_migrations()
