"""A made-up time and incident, as they are remembered."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from tests.pages.titles import NOW, TITLES, ZONE

from hardener import profile
from hardener.catalog import catalogue
from hardener.evidence.facts import Facts, Review
from hardener.findings import State
from hardener.history.difference import FindingRecord, SettingChange, TargetRef
from hardener.history.period import AlwaysOpen, Due, Known, Made, Period, Unlisted
from hardener.history.scene import InForce, Scene
from hardener.model import Severity, Status
from hardener.waiver import Attestation, Waiver


def record(control: str, status: Status, **more: Any) -> FindingRecord:
    """Return what is kept of a finding."""
    about = {
        "sentence": catalogue()[control].finding,
        "governing": "host/h",
        "governing_title": "youth.main@example.org",
    }
    said = {"setting": "in_meeting.chat", "actual": "everyone", "expected": "at most off", **about, **more}
    return FindingRecord(status=status, severity=Severity.CRITICAL, **said)


def known(state: State, number: int = 7) -> Known:
    """Return what a look knew."""
    return Known(run=3, began=NOW, ended=NOW, profile="storytime", state=state, findings=number)


def changed(title: str, *, watch: bool = False) -> Made:
    """Return a change by hardener, whoever asked for it."""
    return Made(
        run=4, undo=False, when=NOW, operator=title, by_watch=watch, reason=title, title=title, kind="meeting",
        platform="zoom", setting="settings.waiting_room", controls=("door.waiting_room",), before="false", after="true",
        result="applied", note="",
    )  # fmt: skip


def moved(title: str) -> SettingChange:
    """Return a change by someone else."""
    thing = TargetRef(connection="main", target="meeting/81234567890", kind="meeting", title=title, program=True)
    return SettingChange(thing=thing, path="settings.chat", before="false", after=title, by="other", seen=NOW)


def facts() -> Facts:
    """Return the evidence of a time in which everything happened to programs of every title."""
    due = tuple(
        Due(title=title, platform="zoom", kind="meeting", start=NOW, only_looked_at=False,
            day_before=known(list(State)[n % 6]) if n % 3 else None, at_start=known(list(State)[n % 6]))
        for n, title in enumerate(TITLES)
    )  # fmt: skip
    period = Period(
        begin=NOW, end=NOW, kept_to=NOW, due=due, looks=(), made=tuple(map(changed, TITLES)),
        always_open=tuple(AlwaysOpen(title=title, platform="jitsi", kind="meeting", last=known(State.TO_FIX)) for title in TITLES),
        unlisted=tuple(Unlisted(title=title, platform="zoom", start=NOW, last=known(State.READY), missing=NOW) for title in TITLES),
        others=tuple(map(moved, TITLES)), sets={7: {"chan.chat_attendee": record("chan.chat_attendee", Status.FAIL)}},
        words={7: {}}, profiles=("storytime",), platforms=("zoom",),
    )  # fmt: skip
    given: dict[str, Any] = {"control": "chan.chat_attendee", "program": "*", "reason": TITLES[1], "until": NOW.date()}
    return Facts(
        version="1", library="Maple County Library", zone=ZONE, first=NOW.date(), last=NOW.date(), period=period,
        profiles=[("storytime", profile.load("storytime")), (TITLES[1], None)],
        waivers=[Waiver(by=title or "x", **given) for title in TITLES if len(title) < 300],
        attestations=[Attestation(by="Anna", on=NOW.date(), **given)],
        reviews=[Review(name="reviews/001-zoom.yaml", text="a", original="0", left_out="")],
    )  # fmt: skip


def scene() -> Scene:
    """Return an incident in which everything was open, and programs of every title share it."""
    found = record("chan.chat_attendee", Status.FAIL)
    one = InForce(
        control="chan.chat_attendee", found=found, since=NOW, before=NOW, change=moved(TITLES[1]), by=changed(TITLES[1]),
        shared=TITLES,
    )  # fmt: skip
    bare = InForce(control="chan.qa", found=record("chan.qa", Status.ERROR, setting=None), since=NOW, before=None,
                   change=None, by=None)  # fmt: skip
    return Scene(
        title=TITLES[1], platform="zoom", at=NOW + timedelta(days=3), look=known(State.CLOSE_FIRST), start=NOW,
        complete=False, looks=3, open=(one,), accepted=(one,), unread=(bare,), unshown=(bare,), advisory=(one,),
        met=(("chan.qa", found),), later=tuple(map(changed, TITLES)),
    )  # fmt: skip
