"""CSV, for spreadsheets: a line a finding, and one for each program that could not be read. Pure."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import tzinfo
from typing import NamedTuple

from hardener.model import Finding, Waived
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
    told: dict[tuple[int, bool], _Told] = {}
    for row in (*known.rows(report), *report.rows()):
        first = _first(row, report.made.tzinfo)
        if row.unread:
            said = "; ".join(filter(None, (words.retold(row.unread), words.last_read(row))))
            yield csv_line((*first, *[""] * (NOTE - len(first)), said, *[""] * (len(HEADER) - NOTE - 1)))
        begin, itself = _part(first), _part(("", row.title))
        for f in row.findings:
            named = not row.unnamed
            it = told.get((id(f), named)) or told.setdefault((id(f), named), _told(f, named=named))
            yield f"{begin},{it.before}{itself if it.above is None else it.above},{it.after}"


class _Told(NamedTuple):
    """What a finding says, whatever program has it: many have the same one."""

    finding: Finding
    """Kept, so that nothing else gets its identity."""
    before: str
    above: str | None
    """The cell that says where it is decided; None: on the program itself."""
    after: str


def _told(f: Finding, *, named: bool) -> _Told:
    said = (f.control, f.status.value, f.severity.value, f.sentence, f.expected, f.actual or "")
    can = "yes" if f.fixable and named else "no"
    locked = {True: "yes", False: "no", None: ""}[f.locked]
    rest = (f.setting or "", locked, words.note(f), f.by_hand, can, " ".join(f.needs), *_word(f.waiver))
    return _Told(f, _part(said), None if f.governing == "" else _part(("", f.governing_title)), csv_line(rest))


def _part(cells: tuple[str, ...]) -> str:
    """Return cells as they stand in a line that goes on."""
    return csv_line(cells).rstrip("\r\n")


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
