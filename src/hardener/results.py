"""What an audit found: of each program a row, which shares its findings with every row that has the same."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime

from hardener.findings import FindingSet, State
from hardener.model import Finding, Notice, Program, Severity, Status
from hardener.profile import Profile
from hardener.whose import Whose

LAST = datetime.max.replace(tzinfo=UTC)


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
    found: FindingSet = field(default_factory=FindingSet.of)

    @property
    def findings(self) -> tuple[Finding, ...]:
        """Return all of them, in the order of the profile."""
        return self.found.findings

    @property
    def accepted(self) -> int:
        """Return how many of them fail and are accepted for now."""
        return self.found.statuses[Status.WAIVED]

    @property
    def state(self) -> State:
        """Return the worst that its findings say."""
        found = self.found.state
        return State.CANT_TELL if self.unread and found not in {State.TO_FIX, State.TOO_CLOSED} else found

    @property
    def unclear(self) -> bool:
        """Tell whether something of it could not be told, whatever else is wrong with it."""
        return bool(self.unread or self.found.statuses[Status.ERROR])

    @property
    def place(self) -> tuple[bool, datetime, str, str, str]:
        """Return where it stands in a report: programs by their next start, those without one last, then the rest."""
        start = (self.program.start if self.program else None) or LAST
        return self.program is None, start.astimezone(UTC), self.target, self.connection, self.profile


@dataclass(slots=True, kw_only=True)
class Coverage:
    """How far one connection's audit came."""

    connection: str
    vendor: str
    account: Whose | None = None
    """Whose account it logged in to; None where that could not be told."""
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
    reaches: list[Coverage] = field(default_factory=list)
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
    _rows: list[Row] = field(default_factory=list)
    _sorted: int = 0
    """So many of them stand in their order."""

    def add(self, row: Row) -> None:
        """Take up one row."""
        self._rows.append(row)
        if row.program is not None:
            self.states[row.state] += 1
            self.unnamed += row.unnamed
            self.half += row.unclear and row.state is not State.CANT_TELL
        self.unclear[row.connection] += row.unclear
        self.statuses.update(row.found.statuses)
        self.failures.update(row.found.failures)

    def rows(self, *, programs: bool | None = None) -> Iterator[Row]:
        """Yield every row: programs by their next start, those without one last, then the rest.

        With `programs` given, only these (true) or only the rest (false).
        """
        if self._sorted < len(self._rows):
            self._rows.sort(key=lambda row: row.place)
            self._sorted = len(self._rows)
        return (row for row in self._rows if programs in {None, row.program is not None})

    def __len__(self) -> int:
        """Return the number of rows."""
        return len(self._rows)

    @property
    def complete(self) -> bool:
        """Tell whether everything was looked at to its end and nothing in it was left unread."""
        return all(self.whole(reach) for reach in self.reaches)

    def whole(self, reach: Coverage) -> bool:
        """Tell whether one connection was looked at to its end and nothing in it was left unread."""
        return reach.complete and not self.unclear[reach.connection]

    @property
    def listed(self) -> bool:
        """Tell whether every connection's lists were read to their ends: what is not in them is not there."""
        return all(reach.complete for reach in self.reaches)
