"""What is still to be done, or known to have been: looks ahead, news and letters to send, and what platforms tell."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Boolean, Column, Float, Index, Integer, String, Table, Text, UniqueConstraint

from hardener.store.moment import Moment
from hardener.store.tables.base import PREFIX, metadata

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
