"""A part of a report: some of its rows, and all that it says of the look itself. Pure."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace

from hardener.results import Report, Row


def empty(report: Report) -> Report:
    """Return a report of the same look without rows."""
    return Report(
        made=report.made, version=report.version, library=report.library, start=report.start, end=report.end,
        profiles=report.profiles, reaches=report.reaches, notices=report.notices,
    )  # fmt: skip


def part(report: Report, wanted: Callable[[Row], bool]) -> Report:
    """Return a report with the rows that are `wanted`."""
    found = empty(report)
    for row in report.rows():
        if wanted(row):
            found.add(row)
    return found


def together(reports: Sequence[Report]) -> Report:
    """Return one report with the rows of several, each connection named with its library; the first says when."""
    first = reports[0]
    found = empty(first)
    found.library = " and ".join(dict.fromkeys(report.library for report in reports if report.library))
    found.start, found.end = min(each.start for each in reports), max(each.end for each in reports)
    found.profiles = {name: each for report in reversed(reports) for name, each in report.profiles.items()}
    found.reaches = []
    for number, report in enumerate(reports, 1):
        names = {reach.connection: f"{report.library or number}: {reach.connection}" for reach in report.reaches}
        found.reaches += [replace(reach, connection=names[reach.connection]) for reach in report.reaches]
        for row in report.rows():
            found.add(replace(row, connection=names.get(row.connection, row.connection)))
    return found


def of_host(report: Report, name: str) -> Report:
    """Return a report with the programs of one host, by the part of the name before the @, in any case."""
    sought = name.partition("@")[0].casefold()

    def wanted(row: Row) -> bool:
        return row.program is not None and row.program.host_name.partition("@")[0].casefold() == sought

    found = part(report, wanted)
    found.reaches = [replace(reach, known=()) for reach in report.reaches]  # nobody kept whose these were
    return found
