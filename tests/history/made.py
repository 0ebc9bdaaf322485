"""Looks at a vendor in memory, kept as the commands keep them."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any, cast

from sqlalchemy import Connection as Database
from sqlalchemy import func, select
from tests.made import CONTROLS, NOW, Vendor, above, host, meeting, profile

from hardener.account import Account
from hardener.adapter import Adapter, Window
from hardener.audit import Audit
from hardener.config import Config, Connection
from hardener.history.completed import CompletedRun, Kind
from hardener.history.difference import Difference
from hardener.history.record import Kept, record
from hardener.history.seen import Observed
from hardener.model import Target
from hardener.profile import Profile
from hardener.results import Report
from hardener.store import Store
from hardener.store import tables as t
from hardener.waive import Waivers

WANTED = profile(chan__chat_attendee="off", rec__auto="none", door__waiting_room="everyone", door__passcode="embedded")
ABOVE = {
    "group/g": above("group", "group/g", {"chat": False}, chat=True),
    "account/me": above("account", "account/me", {"chat": False}, chat=True),
}
CONFIG = Config(connections={"main": Connection(vendor="made")}, default="test")


def judged(
    vendor: Vendor, now: datetime, wanted: Profile = WANTED, waivers: Waivers | None = None
) -> tuple[Report, Observed]:
    """Judge everything that `vendor` has."""
    end, observed = now + timedelta(weeks=4), Observed({"main": vendor.settings})
    audit = Audit(
        config=CONFIG.model_copy(update={"default": wanted.name}),
        profiles={wanted.name: wanted},
        controls=CONTROLS,
        report=Report(made=now, version="0", library="", start=now, end=end, profiles={wanted.name: wanted}),
        window=Window(now, end),
        waivers=waivers or Waivers(today=now.date()),
    )
    audit.keep = (observed.saw,)
    audit.run([Account(name="main", vendor="made", adapter=cast("Adapter", vendor), calls=dict)])
    return audit.report, observed


def look(
    store: Store,
    vendor: Vendor,
    day: int = 0,
    *,
    kind: Kind = "audit",
    wanted: Profile = WANTED,
    whole: bool = True,
    only: str = "",
) -> Kept:
    """Look at `vendor` so many days after NOW and keep it; `only`: the profile that everything was held against."""
    now = NOW + timedelta(days=day)
    report, observed = judged(vendor, now, wanted)
    return record(store, looked(report, observed, now, kind, whole=whole, only=only), also=compared)


def compared(_connection: Database, kept: Kept) -> None:
    """Have it worked out what is otherwise."""
    assert kept.difference is not None


def looked(
    report: Report, observed: Observed, now: datetime, kind: Kind = "audit", *, whole: bool = True, only: str = ""
) -> CompletedRun:
    return CompletedRun(
        kind=kind, operator="me", profile=only, whole=whole, status=0, report=report, observed=observed, now=now,
        vendors={"main": "made"},
    )  # fmt: skip


def library(*programs: Any, chat: bool = False) -> Vendor:
    found = {p.id: p for p in (host(chat=chat, chat_with=4), *(programs or (meeting("1"), meeting("2"))))}
    return Vendor(cast("dict[str, Target]", {**ABOVE, **found}))


def failing(found: Difference) -> list[tuple[str, str]]:
    return [(turn.thing.target, turn.control) for turn in found.failing()]


def counted(store: Store) -> dict[str, int]:
    with store.reading() as connection:
        tables = (t.span, t.finding_set, t.member, t.value, t.state, t.finding, t.subject, t.target)
        return {table.name: connection.scalar(select(func.count()).select_from(table)) or 0 for table in tables}
