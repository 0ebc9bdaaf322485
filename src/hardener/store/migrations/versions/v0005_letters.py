"""Mail to people waits in the store like messages, each by itself and never twice for the same reason."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from hardener.store.moment import Moment

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the table of letters, and the host to what is to be looked at."""
    op.add_column("hardener_occasion", sa.Column("host", sa.Text(), nullable=False, server_default=""))
    op.create_table(
        "hardener_letter",
        sa.Column("id", sa.Integer(), primary_key=True),
        sa.Column("mark", sa.String(length=64), nullable=False),
        sa.Column("reader", sa.Text(), nullable=False),
        sa.Column("run", sa.Integer()),
        sa.Column("made", Moment(), nullable=False),
        sa.Column("until", Moment()),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column("html", sa.Text(), nullable=False),
        sa.Column("tries", sa.Integer(), nullable=False),
        sa.Column("next_try", Moment()),
        sa.Column("sent", Moment()),
        sa.Column("given_up", sa.Boolean(), nullable=False),
        sa.Column("error", sa.Text(), nullable=False),
        sa.Column("accounts", sa.Text(), nullable=False),
        sa.UniqueConstraint("mark", name="hardener_letter_mark"),
    )
    op.create_index("hardener_letter_waiting", "hardener_letter", ["sent", "given_up"])
