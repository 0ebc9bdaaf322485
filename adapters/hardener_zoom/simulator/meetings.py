"""Reading meetings."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta

from hardener_zoom.simulator import documents
from hardener_zoom.simulator.asked import Asked
from hardener_zoom.simulator.problems import invalid, no_meeting
from hardener_zoom.simulator.series import Date
from hardener_zoom.simulator.shapes import Json
from hardener_zoom.simulator.state import RECURRING_TYPES, Program
from hardener_zoom.simulator.world import iso

LISTED_TYPES = frozenset({2, 3, 8})
"""Instant meetings and personal rooms are in no list."""
WINDOW = timedelta(days=183)
"""How far the lists of upcoming and previous meetings reach."""
KINDS = frozenset({"scheduled", "live", "upcoming", "upcoming_meetings", "previous_meetings"})


def list_meetings(asked: Asked) -> Json:
    """Answer GET /users/{userId}/meetings."""
    user = asked.user()
    kind = asked.query("type", "scheduled")
    if kind not in KINDS:
        raise invalid([("type", f"must be one of {', '.join(sorted(KINDS))}")])
    begin, end = _day(asked, "from"), _day(asked, "to")
    rows: list[tuple[Program, Date | None]] = []
    for program in asked.world.hosted[user.id]:
        if program.type in LISTED_TYPES and not asked.sim.series.expired(program, asked.now):
            rows.extend(_rows(asked, program, kind))
    if begin or end:
        rows = [row for row in rows if _within(row, begin, end)]
    part, about = asked.page(rows, f"meetings {user.id} {kind} {begin} {end}")
    return {**about, "meetings": [_row(asked, *row) for row in part]}


def _rows(asked: Asked, program: Program, kind: str) -> Iterator[tuple[Program, Date | None]]:
    if kind == "scheduled":
        yield program, None
    elif kind == "live":
        if program.started:
            yield program, None
    elif kind == "previous_meetings":
        if program.start_time and _over(program, asked) and program.start_time > _moment(asked) - WINDOW:
            yield program, None
    else:
        yield from _coming(asked, program)


def _coming(asked: Asked, program: Program) -> Iterator[tuple[Program, Date | None]]:
    # Whether a series is one row here, or one for each date, is not documented.
    if program.type in RECURRING_TYPES:
        last = _moment(asked) + WINDOW
        dates = asked.sim.series.shown(program, asked.now, previous=False)
        coming = [date for date in dates if not date.deleted and date.start < last]
        if asked.world.behaviour.upcoming_rows == "occurrences":
            yield from ((program, date) for date in coming)
        elif coming or program.started:
            yield program, None
    elif (
        program.started
        or program.start_time is None
        or (not _over(program, asked) and program.start_time < _moment(asked) + WINDOW)
    ):
        yield program, None


def _over(program: Program, asked: Asked) -> bool:
    end = asked.sim.series.end(program)
    return end is not None and end <= _moment(asked)


def _moment(asked: Asked) -> datetime:
    return datetime.fromtimestamp(asked.now, UTC)


def _day(asked: Asked, name: str) -> date | None:
    text = asked.query(name)
    if not text:
        return None
    try:
        return date.fromisoformat(text[:10])
    except ValueError as error:
        raise invalid([(name, "must be a date: yyyy-MM-dd")]) from error


def _within(row: tuple[Program, Date | None], begin: date | None, end: date | None) -> bool:
    start = row[1].start if row[1] else row[0].start_time
    if start is None:
        return True
    return (begin is None or start.date() >= begin) and (end is None or start.date() <= end)


def _row(asked: Asked, program: Program, date: Date | None) -> Json:
    line = documents.row(asked, program)
    if date is not None:
        line |= {"start_time": iso(date.start), "duration": date.duration}
    return line


def list_upcoming(asked: Asked) -> Json:
    """Answer GET /users/{userId}/upcoming_meetings: the next 24 hours, invitations included, no pages."""
    user = asked.user()
    last = _moment(asked) + timedelta(days=1)
    rows: list[Json] = []
    for program in asked.world.programs.values():
        mine = program.host == user.id
        if program.type not in LISTED_TYPES or not (mine or user.email in (program.invited or ())):
            continue
        for _, day in _coming(asked, program):
            start = day.start if day else _next(asked, program)
            if start is not None and start <= last:
                rows.append(_upcoming(asked, program, start, mine=mine))
    return {"total_records": len(rows), "meetings": rows}  # type: ignore[dict-item]


def _next(asked: Asked, program: Program) -> datetime | None:
    if program.type not in RECURRING_TYPES:
        return program.start_time
    return next((d.start for d in asked.sim.series.shown(program, asked.now, previous=False) if not d.deleted), None)


def _upcoming(asked: Asked, program: Program, start: datetime, *, mine: bool) -> Json:
    return {
        "id": program.id,
        "topic": program.topic,
        "type": program.type,
        "start_time": iso(start),
        "duration": program.duration,
        "timezone": program.timezone,
        "created_at": iso(program.created_at),
        "join_url": documents.join_url(asked, program),
        "passcode": program.password,
        "use_pmi": program.settings.get("use_pmi") is True,
        "is_host": mine,
        "is_all_day": False,
    }


def get_meeting(asked: Asked) -> Json:
    """Answer GET /meetings/{meetingId}."""
    program = asked.meeting()
    ident = asked.query("occurrence_id")
    if not ident:
        return documents.meeting(asked, program)
    date = asked.sim.series.find(program, ident)
    if date is None:
        raise no_meeting(ident)
    return documents.meeting(asked, program, date)


def get_invitation(asked: Asked) -> Json:
    """Answer GET /meetings/{meetingId}/invitation."""
    program = asked.meeting()
    host = asked.world.users[program.host]
    text = (
        f"{host.name} is inviting you to a scheduled Zoom meeting.\r\n\r\nTopic: {program.topic}\r\n"
        f"Join Zoom Meeting\r\n{documents.join_url(asked, program)}\r\n\r\nMeeting ID: {program.id}\r\n"
    )
    if program.password:
        text += f"Passcode: {program.password}\r\n"
    return {"invitation": text}


ANSWERS = {
    "meetings": list_meetings,
    "listUpcomingMeeting": list_upcoming,
    "meeting": get_meeting,
    "meetingInvitation": get_invitation,
}
