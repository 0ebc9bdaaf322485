"""Small targets, rows and profiles that tests of the core are made of: no vendor, no network."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from typing import Any

from hardener.adapter import Adapter, Changes, Window, installed, load
from hardener.catalog import Control
from hardener.errors import AdapterError
from hardener.model import Program, Risk, Severity, Target, Unreadable
from hardener.profile import Profile, Requirement
from hardener.setting import Presence, Setting

WITH_API = [vendor for vendor in installed() if getattr(load(vendor), "api", True)]
"""Vendors that answer something of which rows can be read."""
NOW = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)


def control(
    ident: str, *levels: str, act: str = "", reach: str = "", severity: Severity = Severity.CRITICAL
) -> Control:
    return Control(
        id=ident, title=ident, question="?", levels=levels, severity=severity, known_by=("api",), why="because",
        finding=f"{ident} is open", too_closed=f"{ident} is closed", act=act, reach=reach, short="chat" if reach else "",
    )  # fmt: skip


KEY = "made - acc"
"""Of the account that `Vendor` is."""
CONTROLS = {
    c.id: c
    for c in (
        control("chan.chat_attendee", "off", "hosts", "everyone", act="write to everyone", reach="everyone"),
        control("chan.screen_share", "hosts", "everyone", act="share a screen"),
        control("door.waiting_room", "everyone", "guests", "off"),
        control("door.passcode", "separate", "embedded", "none"),
        control("door.registration_required", "required", "not-required"),
        control("door.registration_approval", "verified", "manual", "auto"),
        control("door.unique_join_link", "unique", "shared"),
        control("door.vendor_account_required", "required", "not-required"),
        control("cap.live", "off", "on"),
        control("rec.auto", "none", "local", "cloud"),
        control("notice.privacy", "given", "missing"),
    )
}

ROWS: tuple[Setting, ...] = (
    Setting(
        control="chan.chat_attendee", path="settings.chat", kinds=("host", "group", "account"), governs=("meeting",),
        gate=True, values={False: "off", True: "everyone"}, lock="locks.chat", lockable=("group", "account"),
    ),
    Setting(
        control="chan.chat_attendee", path="settings.chat_with", kinds=("host", "group", "account"), governs=("meeting",),
        values={1: "off", 2: "hosts", 3: "everyone", 4: "everyone"}, lock="locks.chat", lock_presumed=True,
    ),
    Setting(
        control="door.waiting_room", path="program.waiting_room", kinds=("meeting",), values={True: "everyone", False: "off"},
        risks=frozenset({Risk.LOCKOUT}),
    ),
    Presence(
        control="door.passcode", path="program.password", kinds=("meeting",), present="embedded", absent="none", secret=True,
    ),
    Setting(
        control="door.registration_required", path="program.sign_up", kinds=("meeting",), moves=frozenset({"registration"}),
        values={0: "required", 1: "required", 2: "not-required"}, risks=frozenset({Risk.LINK}),
    ),
    Setting(
        control="door.registration_approval", path="program.sign_up", kinds=("meeting",), moves=frozenset({"registration"}),
        values={1: "manual", 0: "auto", 2: "auto"}, risks=frozenset({Risk.LINK, Risk.LOCKOUT}),
    ),
    Setting(control="cap.live", path="settings.captions", kinds=("host",), governs=("meeting",), values={False: "off", True: "on"}),
    Setting(
        control="rec.auto", path="program.recording", kinds=("meeting",), values={"none": "none", "local": "local", "cloud": "cloud"},
    ),
    Setting(control="rec.auto", path="settings.recording", kinds=("host",), default_for_new=True, values={"none": "none", "cloud": "cloud"}),
)  # fmt: skip


def profile(**limits: str) -> Profile:
    """Return a children's profile: `chan__chat_attendee="off"`; a limit that begins with > is `at_least`."""
    requires = {
        name.replace("__", "."): Requirement(at_least=limit[1:])
        if limit.startswith(">")
        else Requirement(at_most=limit)
        for name, limit in limits.items()
    }
    return Profile(
        name="test",
        title="Test",
        version=1,
        audience="children",
        apply=True,
        judges="programs",
        notes=(),
        requires=requires,
    )


def host(**settings: Any) -> Target:
    return Target(
        id="host/h",
        kind="host",
        title="story@…",
        document={"settings": settings},
        above=(("group/g",), ("account/me",)),
    )


def above(kind: str, ident: str, locks: dict[str, Any] | None, **settings: Any) -> Target:
    """Return a group or an account; `locks=None`: they could not be read."""
    document: dict[str, Any] = {"settings": settings}
    if locks is None:
        return Target(id=ident, kind=kind, title=ident, document=document, unread={"locks": "missing scope locks"})
    return Target(id=ident, kind=kind, title=ident, document={**document, "locks": locks})


def meeting(
    ident: str = "1", *, start: datetime | None = NOW + timedelta(days=1), live: bool = False, **program: Any
) -> Target:
    known = {"waiting_room": True, "password": "s3cret", "sign_up": 1, "recording": "none", **program}
    return Target(
        id=f"meeting/{ident}", kind="meeting", title=f"Storytime {ident}", document={"program": known},
        above=(("host/h",), ("group/g",), ("account/me",)), facts={"registration": known["sign_up"], "recurrence": "weekly"},
        program=Program(
            id=ident, kind="meeting", host="host/h", start=start, minutes=30, live=live,
            starts=(start,) if start is not None else (),
        ),
    )  # fmt: skip


@dataclass
class Vendor:
    """A vendor in memory: what is written is kept, but for `drops`; `fails` refuses the next write."""

    settings = ROWS
    writes_per_day = None

    targets: dict[str, Target]
    drops: set[str] = field(default_factory=set)
    fails: bool = False
    moves_facts: bool = False
    on: dict[str, tuple[str, ...]] = field(default_factory=dict)
    """Titles of what is on now, by the id of a target that it depends on."""
    silent: bool = False
    """It does not tell what is on."""
    writes: list[tuple[str, dict[str, Any]]] = field(default_factory=list)

    def account(self) -> str:
        return "acc"

    def read_all(self, window: Window) -> Iterator[Target | Unreadable]:
        yield from self.targets.values()

    def read(self, target: Target) -> Target:
        if target.id not in self.targets:
            raise AdapterError("there is no such meeting")
        return self.targets[target.id]

    def live(self, target: Target) -> Iterator[str]:
        if self.silent:
            raise AdapterError("the vendor does not say")
        yield from self.on.get(target.id, ())

    def write(self, target: Target, changes: Changes) -> None:
        self.writes.append((target.id, dict(changes.document)))
        if self.fails:
            raise AdapterError("the vendor refused")
        kept: dict[str, Any] = {}
        for part, values in changes.document.items():
            old = target.document.get(part)
            assert isinstance(values, dict)
            assert isinstance(old, dict)
            kept[part] = {k: old.get(k) if f"{part}.{k}" in self.drops else v for k, v in values.items()}
        facts = dict(target.facts)
        if "registration" in facts:
            facts["registration"] = kept["program"]["sign_up"]
        if self.moves_facts:
            facts["recurrence"] = "five dates"
        self.targets[target.id] = replace(target, document=kept, facts=facts)


def ask(adapter: Adapter, before: Target, after: Target) -> None:
    """Ask an adapter to make `before` like `after`. Raises `AdapterError`."""
    adapter.write(before, Changes.between(before.document, after.document))
