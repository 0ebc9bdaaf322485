"""Runs the migrations on the connection that `hardener.store.upgrade` gives."""

from __future__ import annotations

from alembic import context

from hardener.store.tables import PREFIX, metadata

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=metadata,
    version_table=f"{PREFIX}version",
    transactional_ddl=True,
)
with context.begin_transaction():
    context.run_migrations()
