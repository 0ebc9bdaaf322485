"""Runs: who looked or changed, when, at whose accounts, and the journal of what was changed."""

from __future__ import annotations

from sqlalchemy import Boolean, Column, ForeignKey, Index, Integer, String, Table, Text, UniqueConstraint

from hardener.store.moment import Moment
from hardener.store.tables.base import PREFIX, metadata

run = Table(
    f"{PREFIX}run",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("kind", String(8), nullable=False),
    Column("began", Moment, nullable=False),
    Column("ended", Moment),
    Column("operator", Text, nullable=False),
    Column("reason", Text, nullable=False),
    Column("status", Integer),
    # Of an apply or undo.
    Column("plan_id", Text),
    Column("fingerprint", Text),
    Column("plan", Text),
    Column("undoes", Integer),
    Column("agent", String(8)),
    # Of a look.
    Column("profile", Text),
    Column("whole", Boolean),
    Column("complete", Boolean),
    Column("told", Text),
    UniqueConstraint("kind", "plan_id", name=f"{PREFIX}run_plan"),
    # The order of runs is that of their numbers: none is given twice, even once the old are no longer kept.
    sqlite_autoincrement=True,
)
"""`profile`: the one that everything was held against, empty where the configuration chose; `whole`: not one
program or connection alone; `told`: JSON, the counts of the report; `agent`: `person` or `watch`, who began it."""

belongs = Table(
    f"{PREFIX}belongs",
    metadata,
    Column("run", Integer, ForeignKey(f"{PREFIX}run.id", ondelete="CASCADE"), primary_key=True),
    Column("account", String(200), primary_key=True),
    Index(f"{PREFIX}belongs_account", "account"),
)
"""Whose accounts a run looked at or changed: `Whose.key`."""

seen = Table(
    f"{PREFIX}seen",
    metadata,
    Column("origin", String(32), primary_key=True),
    Column("connection", String(200), primary_key=True),
    Column("account", String(200), nullable=False),
)
"""Which account a connection last logged in to; `origin`: a digest of where its configuration is."""

step = Table(
    f"{PREFIX}step",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("run", Integer, ForeignKey(f"{PREFIX}run.id", ondelete="CASCADE"), nullable=False),
    Column("number", Integer, nullable=False),
    Column("account", Text, nullable=False),
    Column("target", Text, nullable=False),
    Column("host", Text, nullable=False),
    Column("step", Text, nullable=False),
    Column("began", Moment, nullable=False),
    Column("outcomes", Text),
    UniqueConstraint("run", "number", name=f"{PREFIX}step_number"),
    Index(f"{PREFIX}step_target", "account", "target"),
)
reach = Table(
    f"{PREFIX}reach",
    metadata,
    Column("run", Integer, ForeignKey(f"{PREFIX}run.id", ondelete="CASCADE"), primary_key=True),
    Column("connection", String(200), primary_key=True),
    Column("complete", Boolean, nullable=False),
    Column("broken", Boolean, nullable=False),
    Column("error", Text, nullable=False),
    Column("account", String(200), nullable=False, server_default=""),
    Column("origin", String(32), nullable=False, server_default=""),
)
"""`complete`: everything that was listed was judged; `broken`: the connection itself failed."""
