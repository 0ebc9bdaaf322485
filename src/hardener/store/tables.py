"""The tables of the store. What many programs have in common is kept once, and a row says only what changed."""

from __future__ import annotations

from typing import Any

from sqlalchemy import (
    Boolean,
    Column,
    Float,
    ForeignKey,
    Index,
    Integer,
    MetaData,
    String,
    Table,
    Text,
    UniqueConstraint,
)

from hardener.store.moment import Moment

PREFIX = "hardener_"
"""A database may serve other programs too."""
metadata = MetaData()


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

occasion = Table(
    f"{PREFIX}occasion",
    metadata,
    Column("account", String(200), primary_key=True),
    Column("program", String(400), primary_key=True),
    Column("start", Moment, primary_key=True),
    Column("lead", Integer, primary_key=True, autoincrement=False),
    Column("title", Text, nullable=False),
    Column("due", Moment, nullable=False),
    Column("result", String(8), nullable=False),
    Column("run", Integer),
    Column("connection", Text, nullable=False, server_default=""),
    Column("host", Text, nullable=False, server_default=""),
    Index(f"{PREFIX}occasion_result", "result", "due"),
)
"""One start of a program to be looked at `lead` seconds ahead; `result`: `planned`, `done` or `missed`; `host`: its
name up to the @."""

lease = Table(
    f"{PREFIX}lease",
    metadata,
    Column("name", String(40), primary_key=True),
    Column("holder", Text, nullable=False),
    Column("token", Integer, nullable=False),
    Column("until", Float(53), nullable=False),
)


def _tried() -> tuple[Column[Any], ...]:
    """Return what is kept of the tries to send something."""
    return (
        Column("tries", Integer, nullable=False), Column("next_try", Moment), Column("sent", Moment),
        Column("given_up", Boolean, nullable=False), Column("error", Text, nullable=False),
    )  # fmt: skip


message = Table(
    f"{PREFIX}message",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("channel", Text, nullable=False),
    Column("run", Integer),
    Column("made", Moment, nullable=False),
    Column("urgent", Boolean, nullable=False),
    Column("title", Text, nullable=False),
    Column("body", Text, nullable=False),
    *_tried(),
    Column("accounts", Text, nullable=False, server_default=""),
    Index(f"{PREFIX}message_waiting", "channel", "sent"),
)
"""`accounts`: whose news it is, a key a line."""

letter = Table(
    f"{PREFIX}letter",
    metadata,
    Column("id", Integer, primary_key=True), Column("mark", String(64), nullable=False), Column("run", Integer),
    Column("reader", Text, nullable=False), Column("made", Moment, nullable=False), Column("until", Moment),
    *(Column(name, Text, nullable=False) for name in ("title", "body", "html", "accounts")), *_tried(),
    UniqueConstraint("mark", name=f"{PREFIX}letter_mark"), Index(f"{PREFIX}letter_waiting", "sent", "given_up"),
)  # fmt: skip
"""`mark`: a digest of what it is about and for whom, so that none is made twice; `reader`: a role, a channel or a host,
never an address; `until`: when it is of no use any more."""

hint = Table(
    f"{PREFIX}hint",
    metadata,
    Column("account", String(200), primary_key=True),
    Column("program", String(200), primary_key=True),
    Column("first", Moment, nullable=False),
    Column("last", Moment, nullable=False),
)
"""A program that a platform says has changed, until it is read again; an empty `program`: anything of the account."""

delivery = Table(
    f"{PREFIX}delivery",
    metadata,
    Column("account", String(200), primary_key=True),
    Column("mark", String(64), primary_key=True),
    Column("at", Moment, nullable=False),
)
"""What a platform delivered lately, by a fingerprint, so that the same again is told from something new."""

subscription = Table(
    f"{PREFIX}subscription",
    metadata,
    Column("account", String(200), primary_key=True),
    Column("mark", String(64), primary_key=True),
    Column("place", String(200), nullable=False),
    Column("ident", String(200), nullable=False),
    Column("address", String(64), nullable=False),
    Column("asked", Moment),
    Column("due", Moment),
    Column("until", Moment, nullable=False),
    Column("heard", Moment),
)
"""What a platform was asked to tell: `mark` is our own name of it, `ident` the vendor's, empty until it answered,
`address` a fingerprint of where it delivers. `asked`: since when an answer is waited for. `due`: when it is renewed.
`heard`: when it last spoke. The word that proves it is derived from a secret, and never here."""

note = Table(
    f"{PREFIX}note",
    metadata,
    Column("key", String(200), primary_key=True),
    Column("text", Text, nullable=False),
)
"""Small things that must survive the process, by name."""
