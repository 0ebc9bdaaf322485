"""Who began an apply or undo is kept by itself: so far the watch knew its own runs by a sentence of their reason."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

SENTENCE = "the watch, safe changes only"
run = sa.table("hardener_run", *map(sa.column, ("kind", "reason", "agent")))


def upgrade() -> None:
    """Add who began each run, as the sentence told it."""
    op.add_column("hardener_run", sa.Column("agent", sa.String(length=8)))
    changes = run.c.kind.in_(("apply", "undo"))
    op.execute(run.update().where(changes).values(agent="person"))
    op.execute(run.update().where(run.c.kind == "apply", run.c.reason == SENTENCE).values(agent="watch"))
