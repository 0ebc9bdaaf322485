"""What is otherwise than at an earlier look. Pure data."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass, field
from datetime import datetime
from typing import Literal

from hardener.model import Severity, Status
from hardener.path import vendor_path
from hardener.reason import Reason, Why

By = Literal["", "hardener", "other"]
Key = tuple[str, str, str]
"""Of a finding: account, target, control."""
OPEN = frozenset({Status.FAIL, Status.ERROR})


@dataclass(frozen=True, slots=True, kw_only=True)
class TargetRef:
    """A program, or an account, group or host, as it was when it was last looked at."""

    connection: str
    target: str
    kind: str
    title: str
    account: str = ""
    """Its key; `connection` is the name by which it was last looked at."""
    profile: str = ""
    start: datetime | None = None
    """When it was to be next."""
    program: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class FindingRecord:
    """What is kept of a finding."""

    status: Status
    severity: Severity
    sentence: str
    expected: str = ""
    actual: str | None = None
    governing: str | None = None
    """Id of the target that decides; empty: the judged one itself."""
    governing_title: str = ""
    setting: str | None = None
    raw: str | None = None
    note: str = ""
    reason: Why | None = None
    """Stores from before there were reasons have its words in the note."""
    by_hand: str = ""
    too_closed: bool = False
    """It fails because it is not open enough."""


def dropped(before: FindingRecord) -> FindingRecord:
    """Return what to tell of a finding that was, once nothing asks for it."""
    return FindingRecord(
        status=Status.NOT_APPLICABLE, severity=before.severity, sentence="", reason=Why(Reason.DROPPED)
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class FindingChange:
    """One finding that is otherwise than it was."""

    thing: TargetRef
    control: str
    before: FindingRecord | None
    """None: there was none, the program or the requirement is new."""
    after: FindingRecord

    @property
    def key(self) -> Key:
        """Return which finding it is."""
        return self.thing.account, self.thing.target, self.control

    @property
    def failing(self) -> bool:
        """Tell whether it fails now and did not before."""
        return self.after.status is Status.FAIL and (self.before is None or self.before.status is not Status.FAIL)

    @property
    def unclear(self) -> bool:
        """Tell whether it can no longer be told."""
        return self.after.status is Status.ERROR and (self.before is None or self.before.status is not Status.ERROR)

    @property
    def resolved(self) -> bool:
        """Tell whether it was failing, or could not be told, and is met, accepted or gone now."""
        return self.before is not None and self.before.status in OPEN and self.after.status not in OPEN

    @property
    def changed(self) -> bool:
        """Tell whether it is as open as it was, but with another severity or sentence, or for another reason."""
        return not (self.failing or self.unclear or self.resolved)


@dataclass(frozen=True, slots=True, kw_only=True)
class SettingChange:
    """One setting that has another value."""

    thing: TargetRef
    path: str
    """In the document, part first."""
    before: str
    after: str
    by: By
    seen: datetime | None = None
    """When a look first found it so; None where that run is no longer kept."""


@dataclass(slots=True, kw_only=True)
class Difference:
    """Everything that is otherwise."""

    turns: list[FindingChange] = field(default_factory=list)
    moves: list[SettingChange] = field(default_factory=list)
    new: list[TargetRef] = field(default_factory=list)
    gone: list[TargetRef] = field(default_factory=list)
    """No longer listed although their next start is still to come."""
    _causes: dict[tuple[str, str, str], SettingChange] | None = field(default=None, compare=False)

    def failing(self) -> Iterator[FindingChange]:
        """Yield what fails now and did not before, the most harmful first."""
        yield from sorted((t for t in self.turns if t.failing), key=lambda t: -t.after.severity.rank)

    def unclear(self) -> Iterator[FindingChange]:
        """Yield what can no longer be told."""
        yield from (t for t in self.turns if t.unclear)

    def resolved(self) -> Iterator[FindingChange]:
        """Yield what is no longer open."""
        yield from (t for t in self.turns if t.resolved)

    def changed(self) -> Iterator[FindingChange]:
        """Yield what is still open, and not as it was."""
        yield from (t for t in self.turns if t.changed)

    def cause(self, turn: FindingChange) -> SettingChange | None:
        """Return the latest change of the setting that decides `turn`, if it is among the moves."""
        if self._causes is None:
            # In order, so that of several the latest stays.
            self._causes = {(m.thing.account, m.thing.target, vendor_path(m.path)): m for m in self.moves}
        where = turn.after.governing or turn.thing.target
        return self._causes.get((turn.thing.account, where, turn.after.setting or ""))

    def of(self, accounts: Collection[str]) -> Difference:
        """Return what of it is of these accounts."""
        return Difference(
            turns=[turn for turn in self.turns if turn.thing.account in accounts],
            moves=[move for move in self.moves if move.thing.account in accounts],
            new=[thing for thing in self.new if thing.account in accounts],
            gone=[thing for thing in self.gone if thing.account in accounts],
        )

    def __bool__(self) -> bool:
        """Tell whether anything is otherwise."""
        return any((self.turns, self.moves, self.new, self.gone))
