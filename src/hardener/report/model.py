"""What an audit found. Rows are kept in a file without a name, so memory does not grow with the programs."""

from __future__ import annotations

import pickle
import tempfile
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, fields, replace
from datetime import UTC, datetime
from enum import StrEnum
from operator import attrgetter
from typing import IO

from hardener.door import IN_THE_ROOM
from hardener.model import Finding, Notice, Program, Severity, Status
from hardener.profile import Profile

FORMAT = 1
"""The version of the JSON report; see report.schema.json."""
FIELDS = tuple(each.name for each in fields(Finding))
_values = attrgetter(*FIELDS)
LAST = datetime.max.replace(tzinfo=UTC)


class State(StrEnum):
    """What a host needs to know of a program."""

    TO_FIX = "To fix"
    TOO_CLOSED = "Too closed"
    CANT_TELL = "Can't tell"
    BY_HAND = "Look by hand"
    """All that could be read is met, but a channel to everybody is one that no API shows and nobody has looked at."""
    READY = "Ready"


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One program, or one account, group or host, with all its findings."""

    connection: str
    vendor: str
    target: str
    title: str
    program: Program | None
    """None for an account, a group or a host."""
    profile: str
    door: str = ""
    """`verified`, `screened`, `shared-secret`, `open` or `unknown`; empty where there is none."""
    unread: str = ""
    """Why the whole program could not be read; empty where it was."""
    unnamed: bool = False
    """No rule of the configuration names it: it is judged by the default profile, and never written to."""
    common: tuple[Finding, ...] = ()
    """Findings that stand for many programs: each the same object in all of their rows."""
    own: tuple[Finding, ...] = ()

    @property
    def findings(self) -> tuple[Finding, ...]:
        """Return all of them."""
        return (*self.own, *self.common)

    @property
    def accepted(self) -> int:
        """Return how many of them fail and are accepted for now."""
        return sum(f.status is Status.WAIVED for f in self.findings)

    @property
    def state(self) -> State:
        """Return the worst that its findings say."""
        if any(f.status is Status.FAIL and not f.too_closed for f in self.findings):
            return State.TO_FIX
        if any(f.status is Status.FAIL for f in self.findings):
            return State.TOO_CLOSED
        if self.unclear:
            return State.CANT_TELL
        by_hand = any(to_look_at(f.control, f.status, f.severity) for f in self.findings)
        return State.BY_HAND if by_hand else State.READY

    @property
    def unclear(self) -> bool:
        """Tell whether something of it could not be told, whatever else is wrong with it."""
        return bool(self.unread) or any(f.status is Status.ERROR for f in self.findings)


def to_look_at(control: str, status: Status, severity: Severity) -> bool:
    """Tell whether a finding keeps a program from being ready until a person has looked at what no API shows."""
    return status is Status.MANUAL and severity is Severity.CRITICAL and control in IN_THE_ROOM


@dataclass(slots=True, kw_only=True)
class Reach:
    """How far one connection's audit came."""

    connection: str
    vendor: str
    error: str = ""
    """Why it ended early; empty where it ran to its end."""
    listed: int = 0
    """Programs the vendor listed in the window."""
    judged: int = 0
    unread: list[str] = field(default_factory=list)
    """Everything else that could not be read (a host's list of programs, the account), and why."""
    elsewhere: Counter[str] = field(default_factory=Counter)
    """Calendar entries that no connection audits, by the platform that they point to; empty: to none."""
    seconds: float = 0.0
    calls: Mapping[str, int] = field(default_factory=dict)
    """Requests by kind."""

    @property
    def complete(self) -> bool:
        """Tell whether everything that was listed was read and judged, as far as lists go."""
        return not self.error and not self.unread and self.listed == self.judged


@dataclass(slots=True, kw_only=True)
class Report:
    """Everything a format needs. Fill it with `add`, read it with `rows`."""

    made: datetime
    """When the audit began, in the library's time zone."""
    version: str
    """Of hardener."""
    library: str
    start: datetime
    end: datetime
    profiles: Mapping[str, Profile] = field(default_factory=dict)
    reaches: list[Reach] = field(default_factory=list)
    statuses: Counter[Status] = field(default_factory=Counter)
    states: Counter[State] = field(default_factory=Counter)
    """Of programs only."""
    failures: Counter[Severity] = field(default_factory=Counter)
    """Failed findings by severity."""
    unclear: Counter[str] = field(default_factory=Counter)
    """Of each connection, the programs and other things of which something could not be told."""
    half: int = 0
    """Programs that are to be fixed, or are too closed, and of which something could not be told besides."""
    unnamed: int = 0
    """Programs that no rule of the configuration names."""
    known: int | None = None
    """Open findings that are left out because they were so before; None where all are told."""
    notices: list[Notice] = field(default_factory=list)
    """What should be known of waivers and attestations: over, ending soon, without use."""
    _file: IO[bytes] = field(default_factory=tempfile.TemporaryFile)
    _index: list[tuple[bool, datetime, str, int]] = field(default_factory=list)
    """Of each row: no program, start, id, place in the file."""
    _common: list[Finding] = field(default_factory=list)
    _places: dict[int, int] = field(default_factory=dict)
    """Of each common finding, by identity: its place in `_common`, which keeps it."""

    def add(self, row: Row) -> None:
        """Take up one row."""
        self._file.seek(0, 2)
        start = (row.program.start if row.program else None) or LAST
        self._index.append((row.program is None, start.astimezone(UTC), row.target, self._file.tell()))
        places = [self._place(finding) for finding in row.common]
        kept = [_values(finding) for finding in row.own]
        pickle.dump((replace(row, common=(), own=()), places, kept), self._file, protocol=5)
        if row.program is not None:
            self.states[row.state] += 1
            self.unnamed += row.unnamed
            self.half += row.unclear and row.state is not State.CANT_TELL
        self.unclear[row.connection] += row.unclear
        for finding in row.findings:
            self.statuses[finding.status] += 1
            if finding.status is Status.FAIL:
                self.failures[finding.severity] += 1

    def _place(self, finding: Finding) -> int:
        """Return where a common finding is kept, once for all its rows."""
        if id(finding) not in self._places:
            self._places[id(finding)] = len(self._common)
            self._common.append(finding)
        return self._places[id(finding)]

    def rows(self, *, programs: bool | None = None) -> Iterator[Row]:
        """Yield every row: programs by their next start, those without one last, then the rest.

        With `programs` given, only these (true) or only the rest (false).
        """
        for rest, *_, place in sorted(self._index):
            if rest is programs:
                continue
            self._file.seek(place)
            row, places, kept = pickle.load(self._file)  # noqa: S301 - written by `add`, in a file nobody else can open
            own = tuple(Finding(**dict(zip(FIELDS, values, strict=True))) for values in kept)
            yield replace(row, common=tuple(self._common[at] for at in places), own=own)

    def close(self) -> None:
        """Let go of the rows; for what runs for months."""
        self._file.close()

    def __len__(self) -> int:
        """Return the number of rows."""
        return len(self._index)

    @property
    def complete(self) -> bool:
        """Tell whether everything was looked at to its end and nothing in it was left unread."""
        return all(self.whole(reach) for reach in self.reaches)

    def whole(self, reach: Reach) -> bool:
        """Tell whether one connection was looked at to its end and nothing in it was left unread."""
        return reach.complete and not self.unclear[reach.connection]

    @property
    def listed(self) -> bool:
        """Tell whether every connection's lists were read to their ends: what is not in them is not there."""
        return all(reach.complete for reach in self.reaches)
