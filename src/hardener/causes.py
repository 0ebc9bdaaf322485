"""Causes: the places where somebody clicks, each with the programs that it opens. Pure.

550 findings of a library come from 40 places, so that is what a person is told first: a setting of the account once,
not once a program.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import NamedTuple

from hardener.catalog import catalogue
from hardener.findings import out_of_reach
from hardener.model import Finding, Severity, Status
from hardener.results import LAST, Row

ORDER = (
    "posted link", "screen", "camera", "drawing", "whiteboard", "control", "mic",
    "chat", "private chat", "files", "written questions", "comments",
)  # fmt: skip
"""What strangers reach people by, as it is told: the way in first, then pictures before sound before words."""


class Place(NamedTuple):
    """Where somebody clicks: one program with all its dates, or what lies above programs."""

    connection: str
    target: str
    """Of an account, group, host or policy its id; of programs the host's name, as all dates are one place."""
    title: str
    kind: str
    """`program`, `rule` (a rule of the configuration is missing), or the kind of target above."""


class Found(NamedTuple):
    """One failed finding in one program."""

    row: Row
    finding: Finding


@dataclass(slots=True)
class Cause:
    """Places that open the same programs to strangers, or one place that opens none to them."""

    places: list[Place]
    found: list[Found] = field(default_factory=list)

    @property
    def vendor(self) -> str:
        """Return the platform; a cause has one."""
        return self.found[0].row.vendor

    @property
    def programs(self) -> list[Row]:
        """Return every program that it opens in some way, the next first."""
        return _rows(self.found)

    @property
    def strangers(self) -> list[Row]:
        """Return the programs in which a stranger reaches people through it, the next first."""
        return _rows(one for one in self.found if one.finding.severity is Severity.CRITICAL)

    @property
    def controls(self) -> list[str]:
        """Return what is open by it, that which strangers use first, each once."""
        first = sorted(self.found, key=lambda one: (-one.finding.severity.rank, rank_of(one.finding.control)))
        return list(dict.fromkeys(one.finding.control for one in first))

    @property
    def acts(self) -> list[str]:
        """Return by what strangers reach people through it, in short words; empty where they do not."""
        return acts(one.finding for one in self.found)


def acts(findings: Iterable[Finding]) -> list[str]:
    """Return by what strangers reach people, in short words and in the order of `ORDER`."""
    open_to_them = (f for f in findings if f.status is Status.FAIL and f.severity is Severity.CRITICAL)
    return sorted({catalogue()[f.control].short for f in open_to_them}, key=ORDER.index)


def rank_of(control: str) -> int:
    """Return where a control stands among what strangers use: the first of `ORDER` is 0, all others are last."""
    short = catalogue()[control].short
    return ORDER.index(short) if short else len(ORDER)


def causes(rows: Iterable[Row]) -> list[Cause]:
    """Return every place that leaves something open, strangers' first, then the widest.

    What is looked at only is left out, and what a platform has no setting for unless strangers use it: nobody clicks
    that away, but the door can be closed.
    """
    each: dict[Place, Cause] = {}
    for row in rows:
        if row.program is None or row.apart:
            continue
        for finding in row.findings:
            if finding.status is Status.FAIL and (finding.severity is Severity.CRITICAL or not out_of_reach(finding)):
                place = place_of(row, finding)
                each.setdefault(place, Cause([place])).found.append(Found(row, finding))
    return sorted(_merged(each.values()), key=_rank)


def place_of(row: Row, finding: Finding) -> Place:
    """Return where somebody clicks to mend a finding of a program."""
    host = row.program.host_name if row.program is not None else ""
    if row.unnamed:
        return Place(row.connection, host, row.title, "rule")
    if not finding.governing:
        return Place(row.connection, host, row.title, "program")
    return Place(row.connection, finding.governing, finding.governing_title, finding.governing.partition("/")[0])


def _merged(each: Iterable[Cause]) -> Iterator[Cause]:
    """Yield causes as they are told: those that open the same programs to strangers are one."""
    same: dict[tuple[str, ...], Cause] = {}
    for cause in each:
        key = tuple(sorted(f"{row.connection} {row.target}" for row in cause.strangers))
        if key and key in same:
            same[key].places += cause.places
            same[key].found += cause.found
        elif key:
            same[key] = cause
        else:
            yield cause
    yield from same.values()


def _rank(cause: Cause) -> tuple[int, int, int, datetime, str]:
    shown = cause.strangers or cause.programs
    worst = ORDER.index(cause.acts[0]) if cause.acts else len(ORDER)
    return -len(cause.strangers), worst, -len(cause.programs), _start(shown[0]), cause.places[0].title.casefold()


def _rows(found: Iterable[Found]) -> list[Row]:
    each = {(one.row.connection, one.row.target): one.row for one in found}
    return sorted(each.values(), key=lambda row: row.place)


def _start(row: Row) -> datetime:
    start = row.program.start if row.program is not None else None
    return (start or LAST).astimezone(UTC)
