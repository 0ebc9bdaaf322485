"""The programs of some days, a line each, by day: who can do what in them. Pure."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from hardener.findings import State
from hardener.language import ntr, tr
from hardener.report import brief, known, words
from hardener.report.folded import folded
from hardener.report.places import host_of
from hardener.report.safe import terminal
from hardener.report.times import clock_width, day_of, narrow, starts, zone_name
from hardener.results import Report, Row

LEAST, WIDE = 60, 110


def render(report: Report, *, only: date | None = None, colour: bool = False, width: int = 80) -> Iterator[str]:
    """Yield every program with a date, or those on the day `only`, a line each; `width` is in characters."""
    zone, width = report.made.tzinfo, max(LEAST, width)
    shown: list[Row] = []
    last: date | None = None
    before = [row for row in known.rows(report) if row.program and row.program.start and row.program.start < report.end]
    for row in sorted([*report.rows(programs=True), *before], key=lambda row: row.place):
        start = starts(row.program, zone)
        if row.apart or start is None or (only is not None and start.date() != only):
            continue
        if start.date() != last:
            yield f"{chr(10) if last else ''}{day_of(start)}\n"
            last = start.date()
        if row not in before:
            shown.append(row)
        yield _line(report, row, narrow(start), width, colour=colour)
    for gap in words.gaps(report):
        yield folded(gap, width)
    if not shown:
        yield f"{_none(report, only)}\n"
        return
    yield f"\n{_sum(shown)} · {zone_name(zone)}\n"


def _none(report: Report, only: date | None) -> str:
    if only is not None:
        return tr("No program with a date on {day}.", day=day_of(only))
    if report.programs:
        told = words.many(report.programs, "program")
        return tr("No program with a date; {programs} without one: hardener audit", programs=told)
    return tr("No program with a date.")


def _line(report: Report, row: Row, at: str, width: int, *, colour: bool) -> str:
    at = tr("on now") if row.program is not None and row.program.live else at
    host = 12 if width < WIDE else 22
    columns = clock_width()
    title = max(20, width - 38 - columns - host)
    lead = f"  {at:>{columns}} {terminal(row.title, title):<{title}} {terminal(host_of(row, report), host):<{host}} "
    said = brief.told(row, width - len(lead))
    bad = colour and (row.state is State.CLOSE_FIRST or row.unread)
    return f"{lead}{f'{chr(27)}[1;31m{said}{chr(27)}[0m' if bad else said}\n"


def _sum(rows: list[Row]) -> str:
    count = sum(row.state is State.CLOSE_FIRST for row in rows)
    ready = sum(row.state is State.READY for row in rows)
    strangers = ntr("{count} open to strangers", "{count} open to strangers", count)
    return f"{words.many(len(rows), 'program')}: {strangers} · {ntr('{count} ready', '{count} ready', ready)}"
