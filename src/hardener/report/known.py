"""Programs of a connection that could not be read at all, as a look before knew them: named, never judged. Pure.

They are rows for whatever prints one, with no findings, and are in no report's own rows and in none of its counts.
"""

from __future__ import annotations

from collections.abc import Iterator

from hardener.language import marked, tr
from hardener.model import Program
from hardener.report import words
from hardener.report.folded import folded
from hardener.report.safe import plain, terminal
from hardener.report.times import short, starts
from hardener.results import Coverage, LastKnown, Report, Row

HEADING = marked("NOT CHECKED, and known only from a look before")


def rows(report: Report) -> Iterator[Row]:
    """Yield them as programs that could not be read, connection by connection, the next first."""
    for reach in report.reaches:
        yield from (_row(report, reach, one) for one in reach.known)


def _row(report: Report, reach: Coverage, one: LastKnown) -> Row:
    profile = report.profiles.get(one.profile)
    return Row(
        connection=reach.connection,
        vendor=reach.vendor,
        platform=reach.platform,
        target=one.target,
        title=one.title,
        program=Program(id=one.id, kind="meeting", start=one.start),
        profile=one.profile,
        unread=reach.error,
        apart=profile is not None and not profile.apply,
        last=one.last,
    )


def section(report: Report, width: int) -> Iterator[str]:
    """Yield all of them with what was known and when, a line each, after a heading; nothing where there are none."""
    found = list(rows(report))
    if found:
        yield f"\n{tr(HEADING)}\n"
    for row in found:
        start = starts(row.program, report.made.tzinfo)
        at = f"{short(start)}  " if start is not None else ""
        name = f"{plain(row.connection)}: " if len(report.reaches) > 1 else ""
        yield folded(f"{at}{name}{terminal(row.title)}: {said(row)}", width, "  ", "      ")


def said(row: Row) -> str:
    """Return what is known of one of them, and since when."""
    return words.last_read(row) or tr("never read")
