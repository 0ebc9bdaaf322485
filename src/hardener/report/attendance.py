"""How many came, for the yearly survey of libraries: text, CSV and JSON. Times are in the library's zone. Pure.

A count of one or two is told as few: beside a title it may say which family it was. The sums have all of them.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import timedelta

from tabulate import tabulate

from hardener.attendance import AttendanceReport, Time
from hardener.language import known, ntr, tr
from hardener.report import safe
from hardener.report.csv_line import csv_line
from hardener.report.json_parts import not_read
from hardener.report.narrow import fitted
from hardener.report.times import clock, date_of, zone_name

FEW = 3
"""A smaller number of people, but none, is not told by itself."""
FORMAT = 1
HEADER = (
    "date", "start", "minutes", "program", "platform", "connection", "counted", "attendance", "fewer than", "note",
)  # fmt: skip


def few(count: int | None) -> bool:
    """Tell whether a count is too small to be told by itself."""
    return count is not None and 0 < count < FEW


def render_text(report: AttendanceReport) -> Iterator[str]:
    """Yield a line for each session, the sums, and what a person has to know before they go into the survey."""
    zone = report.made.tzinfo
    ends = (report.since, report.until - timedelta(seconds=1))
    days = (date_of(each.astimezone(zone)) for each in ends)
    yield tr("HOW MANY CAME · {first} to {last} · {zone}", **dict(zip(("first", "last"), days, strict=True)),
             zone=zone_name(zone)) + "\n"  # fmt: skip
    if report.times:
        heads = [tr("day"), tr("began"), tr("minutes"), tr("program"), tr("platform"), tr("came")]
        rows = fitted([_row(report, time) for time in report.times], heads, title=3)
        yield f"\n{tabulate(rows, headers=heads, disable_numparse=True)}\n"
    yield f"\n{_sums(report)}\n"
    untold = [*report.unread, *((t.connection, t.attended.target.title, t.attended.reason) for t in report.times)]
    untold = [one for one in dict.fromkeys(untold) if one[2]]
    if untold:
        yield f"\n{tr('COULD NOT BE TOLD')}\n"
    for name, title, reason in untold:
        what = ": ".join(filter(None, (safe.terminal(name), safe.terminal(known(title), 120))))
        yield f"  {what}: {safe.terminal(known(reason), 300)}\n"
    yield f"\n{tr('BEFORE YOU REPORT IT')}\n"
    for said in _notes(report):
        yield f"  {said}\n"


def _row(report: AttendanceReport, time: Time) -> list[str]:
    one = time.attended
    start = one.start.astimezone(report.made.tzinfo)
    came = tr("by hand") if one.count is None else str(one.count)
    if one.reason:
        came = tr("could not tell")
    came = tr("fewer than {few}", few=FEW) if few(one.count) else came
    minutes = "" if one.minutes is None else str(one.minutes)
    return [date_of(start), clock(start), minutes, safe.terminal(one.target.title), time.platform, came]


def _sums(report: AttendanceReport) -> str:
    told = ntr("{count} session counted", "{count} sessions counted", report.sessions)
    if not report.counting and not report.times:
        return tr("no session could be counted")
    left = len(report.times) - report.sessions
    more = ntr("{count} session not counted", "{count} sessions not counted", left) if left else ""
    came = tr("attendance {count}", count=report.attendance) if report.counting else ""
    return " · ".join(filter(None, (told, came, more)))


def _notes(report: AttendanceReport) -> Iterator[str]:
    for platform, said in dict.fromkeys(report.notes):
        if said:
            yield safe.terminal(known(said), 200)
        else:
            yield tr("{platform} tells no number: count by hand while it is on", platform=platform)
    yield tr("One device is one attendee: take the staff's own off, and add by hand how many sat before one device.")
    yield tr("Count each session once; a hybrid one with those who came in person; a one-to-one session not at all.")
    yield tr("Views of a recording are another number, and are not in here.")


def render_csv(report: AttendanceReport) -> Iterator[str]:
    """Yield a line for each session, then the sums; what could not be read has lines of its own."""
    yield csv_line(HEADER)
    for name, title, reason in report.unread:
        yield csv_line(("", "", "", title, "", name, "no", "", "", reason))
    for time in report.times:
        one = time.attended
        start = one.start.astimezone(report.made.tzinfo)
        count = "" if one.count is None or few(one.count) else str(one.count)
        minutes = "" if one.minutes is None else str(one.minutes)
        counted, least = "no" if one.count is None else "yes", str(FEW) if few(one.count) else ""
        yield csv_line(
            (
                f"{start:%Y-%m-%d}", f"{start:%H:%M}", minutes, one.target.title, time.platform, time.connection,
                counted, count, least, one.reason,
            )
        )  # fmt: skip
    total, counted = (str(report.attendance), "yes") if report.counting else ("", "no")
    yield csv_line(("", "", "", f"all {report.sessions} sessions that were counted", "", "", counted, total, "", ""))


def render_json(report: AttendanceReport) -> Iterator[str]:
    """Yield the whole report as one JSON document."""
    zone = report.made.tzinfo
    found = {
        "format": FORMAT,
        "made": report.made.isoformat(),
        "since": report.since.astimezone(zone).isoformat(),
        "until": report.until.astimezone(zone).isoformat(),
        "complete": report.complete,
        "sessions": [_session(report, time) for time in report.times],
        "sums": {"counted": report.counting, "sessions": report.sessions, "attendance": report.attendance},
        "not_read": not_read(report.unread),
        "platforms": [{"platform": name, "counts": said} for name, said in dict.fromkeys(report.notes)],
    }
    yield json.dumps(found, indent=2) + "\n"


def _session(report: AttendanceReport, time: Time) -> dict[str, object]:
    one = time.attended
    program = one.target.program
    return {
        "connection": time.connection,
        "platform": time.platform,
        "id": program.id if program is not None else one.target.ident,
        "title": safe.plain(one.target.title),
        "start": one.start.astimezone(report.made.tzinfo).isoformat(),
        "minutes": one.minutes,
        "attendance": None if few(one.count) else one.count,
        "fewer_than": FEW if few(one.count) else None,
        "reason": safe.plain(one.reason),
    }
