"""What runs found of each target: what many have in common is kept once, and a row says only what changed."""

from __future__ import annotations

from sqlalchemy import Column, ForeignKey, Index, Integer, String, Table, Text, UniqueConstraint

from hardener.store.moment import Moment
from hardener.store.tables.base import PREFIX, metadata

target = Table(
    f"{PREFIX}target",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("account", Text, nullable=False),
    Column("ident", Text, nullable=False),
    Column("vendor", Text, nullable=False),
    Column("kind", Text, nullable=False),
    Column("program", Text),
    Column("title", Text, nullable=False),
    Column("last", Integer),
    Column("told", Integer),
    Column("digest", String(32), nullable=False),
    Column("connection", Text, nullable=False, server_default=""),
    UniqueConstraint("account", "ident", name=f"{PREFIX}target_ident"),
)
"""`connection`: the name by which it was last looked at; `program`: the vendor's id, of programs only; `last`, `told`:
the latest run that read its settings, and the latest of the watch; `digest`: its `state`, with the value last seen of
what could not be read at `last`; empty where nothing was read yet."""

subject = Table(
    f"{PREFIX}subject",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("target", Integer, ForeignKey(f"{PREFIX}target.id", ondelete="CASCADE"), nullable=False),
    Column("profile", Text, nullable=False),
    Column("first", Integer, nullable=False),
    Column("last", Integer, nullable=False),
    Column("told", Integer),
    Column("digest", String(32), nullable=False),
    UniqueConstraint("target", "profile", name=f"{PREFIX}subject_profile"),
)
"""A target as one profile judges it; `digest`: of the finding set that is current, empty where there is none."""

look = Table(
    f"{PREFIX}look",
    metadata,
    Column("run", Integer, primary_key=True, autoincrement=False),
    Column("subject", Integer, primary_key=True, autoincrement=False),
    Column("start", Moment),
    sqlite_with_rowid=False,
)
"""Which run judged what, and when that was to be next."""

finding = Table(
    f"{PREFIX}finding",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("digest", String(32), nullable=False, unique=True),
    Column("control", Text, nullable=False),
    Column("status", String(16), nullable=False),
    Column("severity", String(8), nullable=False),
    Column("body", Text, nullable=False),
)
finding_set = Table(
    f"{PREFIX}finding_set",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("digest", String(32), nullable=False, unique=True),
)
"""All findings of one target: most programs have the very same as others."""

member = Table(
    f"{PREFIX}member",
    metadata,
    Column("finding_set", Integer, primary_key=True, autoincrement=False),
    Column("control", String(200), primary_key=True),
    Column("finding", Integer, nullable=False),
    sqlite_with_rowid=False,
)
"""What is in each set: one finding a control."""

span = Table(
    f"{PREFIX}span",
    metadata,
    Column("subject", Integer, primary_key=True, autoincrement=False),
    Column("first", Integer, primary_key=True, autoincrement=False),
    Column("until", Integer),
    Column("finding_set", Integer, nullable=False),
    Index(f"{PREFIX}span_first", "first"),
    sqlite_with_rowid=False,
)
"""What was found of a subject from the run that first had it so up to, and without, the run that had it otherwise; runs
that are no longer kept may be named. A finding that stays while another becomes a new one is in both sets."""

state = Table(
    f"{PREFIX}state",
    metadata,
    Column("digest", String(32), primary_key=True),
    Column("body", Text, nullable=False),
)
"""All settings of a target, as JSON, once for all that are set alike: `target.digest` names one."""

value = Table(
    f"{PREFIX}value",
    metadata,
    Column("target", Integer, primary_key=True, autoincrement=False),
    Column("path", String(400), primary_key=True),
    Column("first", Integer, primary_key=True, autoincrement=False),
    Column("was", Text, nullable=False),
    Column("value", Text, nullable=False),
    Column("changed_by", String(8), nullable=False),
    Index(f"{PREFIX}value_first", "first"),
    sqlite_with_rowid=False,
)
"""A setting that the run `first` found to be another one than before; `changed_by`: `hardener` or `other`."""
