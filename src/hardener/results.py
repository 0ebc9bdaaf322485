"""What an audit found: of each program a row, which shares its findings with every row that has the same."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from typing import TypeVar

from hardener.findings import FindingSet, State
from hardener.model import Finding, Notice, Program, Severity, Status
from hardener.platform import spelled
from hardener.profile import Profile
from hardener.whose import Whose

CALENDAR = "calendar"
"""In the place of a vendor: a public calendar of the library's own."""
LAST = datetime.max.replace(tzinfo=UTC)
Counted = TypeVar("Counted", Status, Severity)


@dataclass(frozen=True, slots=True)
class LastRead:
    """The last look that could read a program which this one could not: never a verdict of today."""

    on: datetime
    """In the library's time zone."""
    days: int
    """So many days before this look."""
    state: State


@dataclass(frozen=True, slots=True, kw_only=True)
class LastKnown:
    """A program of a connection that could not be read at all: it was there at the last look that could."""

    target: str
    id: str
    title: str
    profile: str
    start: datetime | None
    """When that look saw it on next; None where that is over, or it had no date."""
    last: LastRead | None
    """What the last look that could read it had found; None where none ever could."""

    @property
    def place(self) -> tuple[datetime, str, str]:
        """Return where it stands in a list: by its next start, those without one last."""
        return self.start or LAST, self.title.casefold(), self.target


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
    platform: str = ""
    """The platform's own name, where its adapter has one; empty: the vendor's key with a capital."""
    door: str = ""
    """`verified`, `screened`, `shared-secret`, `open` or `unknown`; empty where there is none."""
    unread: str = ""
    """Why the whole program could not be read; empty where it was."""
    last: LastRead | None = None
    """What is known of it where it could not be read; None where nothing is."""
    unnamed: bool = False
    """No rule of the configuration names it: it is judged by the default profile, and never written to."""
    apart: bool = False
    """It is looked at only, and nobody's task: a personal room, or a program whose profile changes nothing."""
    found: FindingSet = field(default_factory=FindingSet.of)

    @property
    def host(self) -> str:
        """Return the host as colleagues call them: the part of the name before the @; empty where it is not known."""
        return self.program.host_name.partition("@")[0] if self.program is not None else ""

    @property
    def name(self) -> str:
        """Return the platform's own name."""
        return self.platform or spelled(self.vendor)

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
        """Return the verdict on it."""
        return State.CANT_TELL if self.unread else self.found.state

    @property
    def unclear(self) -> bool:
        """Tell whether something of it could not be told, whatever else is wrong with it."""
        return bool(self.unread) or self.found.unclear

    @property
    def blind(self) -> bool:
        """Tell whether something of it could not be read; else all was, and what is unclear is undecided."""
        return bool(self.unread) or self.found.blind

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
    platform: str = ""
    """The platform's own name, where its adapter has one."""
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
    asides: list[str] = field(default_factory=list)
    """What else should be known of how far it came, in the adapter's words: what lies outside of what was asked for."""
    seconds: float = 0.0
    calls: Mapping[str, int] = field(default_factory=dict)
    """Requests by kind."""
    keeps: bool = False
    """Its platform keeps something of families, which can be counted: `hardener registrants`."""
    astray: bool = False
    """This machine's clock is so far from its platform's that nobody can tell what the time is."""
    known: Sequence[LastKnown] = ()
    """Where nothing could be read: the programs of the last look that could, none of them looked at now."""

    @property
    def blind(self) -> bool:
        """Tell whether not a single program of it could be listed."""
        return bool(self.error) and not self.listed

    @property
    def name(self) -> str:
        """Return the platform's own name."""
        return self.platform or spelled(self.vendor)

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
    states: Counter[State] = field(default_factory=Counter)
    """Of programs that are not apart."""
    apart: int = 0
    """Programs that are looked at only, whatever they came to."""
    unclear: Counter[str] = field(default_factory=Counter)
    """Of each connection, the programs and other things of which something could not be told."""
    blind: Counter[str] = field(default_factory=Counter)
    """Of each connection, those of them of which something could not be read."""
    half: int = 0
    """Programs that are to be fixed, or are too closed, and of which something could not be told besides."""
    unnamed: int = 0
    """Programs that no rule of the configuration names."""
    known: int | None = None
    """Open findings that are left out because they were so before; None where all are told."""
    notices: list[Notice] = field(default_factory=list)
    """What should be known of waivers, attestations and reviews: over, ending soon, without use."""
    _rows: list[Row] = field(default_factory=list)
    _sets: Counter[FindingSet] = field(default_factory=Counter)
    """How many rows have each: what is in a set is counted once for all of them."""
    _sorted: int = 0
    """So many of them stand in their order."""

    @property
    def platforms(self) -> list[Coverage]:
        """Return how far each platform was read, without the public calendars."""
        return [reach for reach in self.reaches if reach.vendor != CALENDAR]

    @property
    def statuses(self) -> Counter[Status]:
        """Return how many findings there are by status."""
        return _total((found.statuses, many) for found, many in self._sets.items())

    @property
    def failures(self) -> Counter[Severity]:
        """Return how many findings fail by severity."""
        return _total((found.failures, many) for found, many in self._sets.items())

    @property
    def programs(self) -> int:
        """Return how many programs there are, those that are apart included."""
        return self.states.total() + self.apart

    def add(self, row: Row) -> None:
        """Take up one row."""
        self._rows.append(row)
        if row.program is not None and row.apart:
            self.apart += 1
        elif row.program is not None:
            self.states[row.state] += 1
            self.unnamed += row.unnamed
            self.half += row.unclear and row.state is not State.CANT_TELL
        self.unclear[row.connection] += row.unclear
        self.blind[row.connection] += row.blind
        self._sets[row.found] += 1

    def rows(self, *, programs: bool | None = None) -> Iterator[Row]:
        """Yield every row: programs by their next start, those without one last, then the rest.

        With `programs` given, only these (true) or only the rest (false).
        """
        if self._sorted < len(self._rows):
            self._rows.sort(key=lambda row: row.place)
            self._sorted = len(self._rows)
        return (row for row in self._rows if programs in {None, row.program is not None})

    @property
    def not_checked(self) -> list[Row]:
        """Return the programs that could not be read at all."""
        return [row for row in self.rows(programs=True) if row.unread]

    def recall(self, known: Mapping[tuple[str, str, str], LastRead]) -> None:
        """Say of programs that could not be read what the last look that could had found.

        `known`: by connection, target and profile.
        """
        self._rows = [
            replace(row, last=known.get((row.connection, row.target, row.profile))) if row.unread else row
            for row in self._rows
        ]

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

    def read(self, reach: Coverage) -> bool:
        """Tell whether one connection was read to its end, settings included: what is unclear then, nobody decides."""
        return reach.complete and not self.blind[reach.connection]

    @property
    def timely(self) -> bool:
        """Tell whether this machine's clock may be believed: a platform could be read, and none has another time."""
        there = self.platforms
        return not any(reach.astray for reach in there) and not all(reach.blind for reach in there)

    @property
    def listed(self) -> bool:
        """Tell whether every connection's lists were read to their ends: what is not in them is not there."""
        return all(reach.complete for reach in self.reaches)


def _total(counts: Iterable[tuple[Mapping[Counted, int], int]]) -> Counter[Counted]:
    """Return the sum of `counts`, each taken as often as it says."""
    total: Counter[Counted] = Counter()
    for each, many in counts:
        for what, count in each.items():
            total[what] += count * many
    return total
