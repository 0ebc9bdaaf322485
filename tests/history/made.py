"""Looks at a vendor in memory, kept as the commands keep them."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import cast

from tests.made import CONTROLS, NOW, Vendor, above, profile

from hardener.adapter import Adapter, Window
from hardener.audit import Account, Audit
from hardener.config import Config, Connection
from hardener.history.record import Kept, Kind, Looked, record
from hardener.history.seen import Observed
from hardener.profile import Profile
from hardener.report.model import Report
from hardener.store import Store

WANTED = profile(chan__chat_attendee="off", rec__auto="none", door__waiting_room="everyone", door__passcode="embedded")
ABOVE = {
    "group/g": above("group", "group/g", {"chat": False}, chat=True),
    "account/me": above("account", "account/me", {"chat": False}, chat=True),
}
CONFIG = Config(connections={"main": Connection(vendor="made")}, default="test")


def report(vendor: Vendor, now: datetime, wanted: Profile = WANTED, program: str | None = None) -> Audit:
    """Judge everything that `vendor` has."""
    end = now + timedelta(weeks=4)
    audit = Audit(
        config=CONFIG,
        profiles={"test": wanted},
        controls=CONTROLS,
        report=Report(made=now, version="0", library="", start=now, end=end, profiles={"test": wanted}),
        window=Window(now, end, program),
        observed=Observed(),
    )
    audit.run([Account(name="main", vendor="made", adapter=cast("Adapter", vendor), calls=dict)])
    return audit


def look(
    store: Store, vendor: Vendor, day: int = 0, *, kind: Kind = "audit", wanted: Profile = WANTED, whole: bool = True
) -> Kept:
    """Look at `vendor` so many days after NOW and keep it."""
    now = NOW + timedelta(days=day)
    audit = report(vendor, now, wanted)
    kept = record(store, looked(audit, now, kind, whole=whole))
    audit.report.close()
    return kept


def looked(audit: Audit, now: datetime, kind: Kind = "audit", *, whole: bool = True) -> Looked:
    assert audit.observed is not None
    vendors: Mapping[str, str] = {"main": "made"}
    return Looked(
        kind=kind, operator="me", profile="", whole=whole, status=0, report=audit.report, observed=audit.observed,
        now=now, vendors=vendors,
    )  # fmt: skip
