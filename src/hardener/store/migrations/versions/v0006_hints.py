"""What platforms say has changed waits in the store until it is read again."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from hardener.store.moment import Moment

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the tables of hints and of what was delivered."""
    op.create_table(
        "hardener_hint",
        sa.Column("account", sa.String(length=200), primary_key=True),
        sa.Column("program", sa.String(length=200), primary_key=True),
        sa.Column("first", Moment(), nullable=False),
        sa.Column("last", Moment(), nullable=False),
    )
    op.create_table(
        "hardener_delivery",
        sa.Column("account", sa.String(length=200), primary_key=True),
        sa.Column("mark", sa.String(length=64), primary_key=True),
        sa.Column("at", Moment(), nullable=False),
    )
