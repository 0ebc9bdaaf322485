"""Which subscriptions there are at platforms that tell of changes only to whom asked them to."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from hardener.store.moment import Moment

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the table of subscriptions."""
    op.create_table(
        "hardener_subscription",
        sa.Column("account", sa.String(length=200), primary_key=True),
        sa.Column("mark", sa.String(length=64), primary_key=True),
        sa.Column("place", sa.String(length=200), nullable=False),
        sa.Column("ident", sa.String(length=200), nullable=False),
        sa.Column("address", sa.String(length=64), nullable=False),
        sa.Column("asked", Moment()),
        sa.Column("due", Moment()),
        sa.Column("until", Moment(), nullable=False),
        sa.Column("heard", Moment()),
    )
