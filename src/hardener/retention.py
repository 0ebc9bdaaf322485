"""What is kept of families against what a profile allows. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from hardener.model import Status
from hardener.profile import Profile
from hardener.traces import Held, Trace, What

CONTROLS = {What.SIGN_UPS: "data.registrants_retention_days", What.RECORDINGS: "rec.retention_days_max"}
"""What profiles have a number of days for."""
BY_HAND = {
    **CONTROLS,
    What.TRANSCRIPTS: "ai.transcript_retained",
    What.SUMMARIES: "ai.summary",
    What.ATTENDANCE: "data.attendance_kept_as",
}
"""The control whose rows say where a person looks."""


@dataclass(frozen=True, slots=True)
class Kept:
    """What one line of a profile came to."""

    status: Status
    days: int
    """How many the profile allows."""
    age: int | None
    """How many it is; None where that could not be told."""


def judge(trace: Trace, profile: Profile, now: datetime) -> Mapping[What, Kept]:
    """Return what each kind comes to of which `profile` says how many days it may be kept after the program."""
    found = {}
    for what, control in CONTROLS.items():
        line = profile.requires.get(control)
        if line is not None and line.at_most is not None and isinstance(line.limit, int):
            found[what] = _kept(trace, what, line.limit, now)
    return found


def _kept(trace: Trace, what: What, days: int, now: datetime) -> Kept:
    held = trace.of(what)
    since = held.oldest if what is What.RECORDINGS and held.oldest is not None else trace.ended
    age = None if since is None else (now - since) // timedelta(days=1)
    return Kept(_status(trace, what, held, age, days), days, age)


def _status(trace: Trace, what: What, held: Held, age: int | None, days: int) -> Status:
    if what is What.RECORDINGS and held.count is None:  # an old one may be there although the program goes on
        return Status.ERROR if held.reason else Status.MANUAL
    own = what is What.RECORDINGS and held.oldest is not None
    if held.count == 0 or (trace.over is False and not own) or (age is not None and age <= days):
        return Status.PASS  # nothing is there, or it may be there still
    if held.count is None:
        return Status.ERROR if held.reason else Status.MANUAL
    return Status.ERROR if age is None or (trace.over is None and not own) else Status.FAIL
