"""Everything kept belongs to an account. What is there was kept by a connection's name, so its account is not known."""

from __future__ import annotations

import json

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

BY_NAME = ("step", "target", "occasion")
"""Tables whose rows were told apart by the name."""


def upgrade() -> None:
    """Put an account in the place of the name, and keep the name for people."""
    _new()
    for table in BY_NAME:
        op.execute(f"ALTER TABLE hardener_{table} RENAME COLUMN connection TO account")
    for table, column in (
        ("target", sa.Column("connection", sa.Text(), nullable=False, server_default="")),
        ("occasion", sa.Column("connection", sa.Text(), nullable=False, server_default="")),
        ("reach", sa.Column("account", sa.String(length=200), nullable=False, server_default="")),
        ("reach", sa.Column("origin", sa.String(length=32), nullable=False, server_default="")),
        ("message", sa.Column("accounts", sa.Text(), nullable=False, server_default="")),
    ):
        op.add_column(f"hardener_{table}", column)
    for table in ("target", "occasion"):
        op.execute(f"UPDATE hardener_{table} SET connection = account")  # noqa: S608 - constants
    for table in BY_NAME:
        op.execute(f"UPDATE hardener_{table} SET account = '? ' || account || ' -'")  # noqa: S608 - constants
    op.execute("UPDATE hardener_reach SET account = '? ' || connection || ' -'")
    for table in ("reach", "step"):
        op.execute(
            f"INSERT INTO hardener_belongs (run, account) SELECT DISTINCT run, account FROM hardener_{table}"  # noqa: S608 - constants
        )
    _unbegun()


def _new() -> None:
    op.create_table(
        "hardener_belongs",
        sa.Column("run", sa.Integer(), nullable=False),
        sa.Column("account", sa.String(length=200), nullable=False),
        sa.ForeignKeyConstraint(["run"], ["hardener_run.id"], ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("run", "account"),
    )
    op.create_index("hardener_belongs_account", "hardener_belongs", ["account"], unique=False)
    op.create_table(
        "hardener_seen",
        sa.Column("origin", sa.String(length=32), nullable=False),
        sa.Column("connection", sa.String(length=200), nullable=False),
        sa.Column("account", sa.String(length=200), nullable=False),
        sa.PrimaryKeyConstraint("origin", "connection"),
    )


def _unbegun() -> None:
    """Find whose a run is that was written down and of which no step was begun: its plan says it."""
    db = op.get_bind()
    run = sa.table("hardener_run", sa.column("id"), sa.column("plan"))
    belongs = sa.table("hardener_belongs", sa.column("run"), sa.column("account"))
    left = sa.select(run.c.id, run.c.plan).where(run.c.plan.is_not(None), run.c.id.not_in(sa.select(belongs.c.run)))
    for number, plan in db.execute(left).all():
        names = {step["connection"] for step in json.loads(plan)["steps"]}
        rows = [{"run": number, "account": f"? {name} -"} for name in sorted(names)]
        if rows:
            db.execute(sa.insert(belongs), rows)
