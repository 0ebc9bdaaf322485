"""One line on what a look of the watch came to, for whoever started it. Pure."""

from __future__ import annotations

from datetime import datetime

from hardener.language import ntr, tr
from hardener.report.aside import how_far
from hardener.report.times import short
from hardener.report.words import counts, many
from hardener.results import Report


def looked(report: Report, new: int, due: datetime) -> str:
    """Return what was looked at and found, how much of it is `new`, and when something is due next."""
    zone = report.made.tzinfo
    read = "; ".join(how_far(reach, report) for reach in report.reaches)
    until = short(report.end.astimezone(zone))
    there = many(report.programs, "program")
    found = tr("{programs} until {until}: {counts}", programs=there, until=until, counts=counts(report))
    if not report.programs:
        found = tr("no program until {until}", until=until)
    told = ntr("{count} new: hardener history", "{count} new: hardener history", new) if new else tr("nothing new")
    following = short(due.astimezone(zone))
    return tr("{read}; {found}; {new}; due next: {due}", read=read, found=found, new=told, due=following)
