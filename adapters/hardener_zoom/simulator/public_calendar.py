"""The library's own public calendar, as LibCal serves one: beside Zoom, not of it. It gives one link away."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from operator import itemgetter

from hardener_zoom.simulator.documents import SITE, registers
from hardener_zoom.simulator.series import Calendar
from hardener_zoom.simulator.state import Program
from hardener_zoom.simulator.world import World, token

PATH = "/public/events.ics"
AHEAD = timedelta(days=70)
TEXT = (
    "It is not recorded. Our privacy notice is on the website. Captions can be turned on. Grown-ups stay near. "
    "Be kind: our rules of conduct hold. You can also come in person on Saturday."
)
HEAD = "BEGIN:VCALENDAR\nVERSION:2.0\nPRODID:-//Maple County Library//EN\nX-WR-TIMEZONE:America/New_York"
HIDDEN = "Staff"
"""Titles with this word are no public matter."""
LEAKS = "Teen D&D"
"""The next program with this title has its join link in the description."""


def calendar_of(world: World, now: datetime) -> str:
    """Return the calendar: every public date of the next weeks, and one that Zoom knows nothing of."""
    events = [HEAD]
    each = [(*date, program) for program in world.programs.values() for date in _dates(program, now)]
    leaking = min((one for one in each if one[2].topic == LEAKS and one[0] > now), key=itemgetter(0), default=None)
    for number, one in enumerate(each):
        start, minutes, program = one
        events.append(_event(str(number), program.topic, start, minutes, _text(program, leaks=one is leaking)))
    chess = (now + timedelta(days=3)).replace(hour=21, minute=0, second=0)
    events.append(_event("chess", "Virtual Chess Night", chess, 60, f"We meet on Zoom. {TEXT}"))
    return "\r\n".join((*"\n".join(events).split("\n"), "END:VCALENDAR", ""))


def _dates(program: Program, now: datetime) -> Iterator[tuple[datetime, int]]:
    if program.start_time is None or HIDDEN in program.topic:
        return
    each = [(date.start, date.duration) for date in Calendar().dates(program) if not date.deleted]
    if program.recurrence is None:
        each = [(program.start_time, program.duration)]
    yield from ((start, minutes) for start, minutes in each if now - timedelta(days=1) < start < now + AHEAD)


def _text(program: Program, *, leaks: bool) -> str:
    kind = "webinar" if program.webinar else "meeting"
    if leaks:
        return f"{TEXT} Join: {SITE}/j/{program.id}?pwd={token(f'posted {program.id}', 24)}"
    if registers(program):
        return f"{TEXT} Please register: {SITE}/{kind}/register/{token(f'register {program.id}', 18)}"
    return TEXT


def _event(uid: str, title: str, start: datetime, minutes: int, text: str) -> str:
    first, last = start.astimezone(UTC), start.astimezone(UTC) + timedelta(minutes=minutes)
    return (
        f"BEGIN:VEVENT\nUID:{uid}@maple.example\nSUMMARY:{_escaped(title)}\nDTSTART:{first:%Y%m%dT%H%M%SZ}\n"
        f"DTEND:{last:%Y%m%dT%H%M%SZ}\nDESCRIPTION:{_escaped(text)}\nEND:VEVENT"
    )


def _escaped(text: str) -> str:
    return text.replace("\\", "\\\\").replace(",", "\\,").replace(";", "\\;")
