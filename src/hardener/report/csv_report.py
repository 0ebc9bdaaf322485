"""CSV, for spreadsheets: a line a finding, and one for each program that could not be read. Pure."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import tzinfo

from hardener.model import Waived
from hardener.report import known, words
from hardener.report.csv_line import csv_line
from hardener.report.times import short, starts
from hardener.results import Report, Row

HEADER = (
    "connection",
    "program",
    "title",
    "next start",
    "when",
    "platform",
    "profile",
    "state",
    "control",
    "status",
    "severity",
    "sentence",
    "expected",
    "actual",
    "governing",
    "setting",
    "locked",
    "note",
    "by hand",
    "hardener can",
    "needs",
    "waived by",
    "waived until",
    "waived reason",
)
NOTE = HEADER.index("note")


def render(report: Report, *, details: bool = False, colour: bool = False, width: int = 100) -> Iterator[str]:  # noqa: ARG001 - one shape for all formats
    """Yield the lines; what was not read to its end, and notices, come first as lines of their own."""
    yield csv_line(HEADER)
    for said in (*words.gaps(report), *(notice.text for notice in report.notices), *words.asides(report)):
        yield csv_line(("", "", said, *[""] * (len(HEADER) - 3)))
    for row in (*known.rows(report), *report.rows()):
        first = _first(row, report.made.tzinfo)
        if row.unread:
            told = "; ".join(filter(None, (words.retold(row.unread), words.last_read(row))))
            yield csv_line((*first, *[""] * (NOTE - len(first)), told, *[""] * (len(HEADER) - NOTE - 1)))
        for f in row.findings:
            yield csv_line(
                (
                    *first,
                    f.control,
                    f.status.value,
                    f.severity.value,
                    f.sentence,
                    f.expected,
                    f.actual or "",
                    row.title if f.governing == "" else f.governing_title,
                    f.setting or "",
                    {True: "yes", False: "no", None: ""}[f.locked],
                    words.note(f),
                    f.by_hand,
                    "yes" if f.fixable and not row.unnamed else "no",
                    " ".join(f.needs),
                    *_word(f.waiver),
                )
            )


def _first(row: Row, zone: tzinfo | None) -> tuple[str, ...]:
    """Return the cells that say which program it is, and what it comes to."""
    program, start = row.program, starts(row.program, zone)
    return (
        row.connection,
        program.id if program else "",
        row.title,
        start.isoformat() if start else "",
        short(start) if start else "",
        words.platform(row),
        row.profile,
        words.verdict(row) if program else "",
    )


def _word(waived: Waived | None) -> tuple[str, str, str]:
    if waived is None or waived.lapsed:
        return "", "", ""
    return waived.by, waived.until.isoformat(), waived.reason
