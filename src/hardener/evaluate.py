"""Compare what is with what must be. Pure: no network, no files, no clock."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from math import inf
from typing import NamedTuple

from hardener.catalog import Control
from hardener.door import Door, Entrance, entrance, least, sentence, severity
from hardener.fixes import Fix, Place, fixes
from hardener.judgement import Bare, Fields, Judged, Judgement
from hardener.layers import Candidate, Layers, Others, Reading, governed, kind_of, own, unclear, unread
from hardener.model import Finding, Risk, Severity, Status, Target, Unreadable, Value
from hardener.path import UnknownValueError, get_path, vendor_path
from hardener.profile import Profile, Requirement
from hardener.reason import Reason, Why
from hardener.setting import Absent, ManualOnly, Setting
from hardener.spelling import raw_of, spoken
from hardener.unseen import asked, by_eye, perhaps
from hardener.verdict import NOT_HERE, deciding, exact, interval, lacking, ranking, settled, sure

GOVERNED = 2000
"""Readings of layers that are remembered, at some four hundred bytes each: programs come host by host."""
NEAREST = ("host", "account")
"""Whose defaults for new programs are judged, the nearest first."""


class Sight(NamedTuple):
    """All that was read of one control on one program."""

    readings: tuple[Reading, ...]
    applies: bool
    """False where the vendor has the control, but not for this kind of program."""


@dataclass(slots=True)
class Judge:
    """Judges the targets of one connection; every requirement gets its finding, none in silence."""

    connection: str
    settings: Sequence[Setting]
    controls: Mapping[str, Control]
    others: Others
    """The account, groups and hosts read so far; may grow between calls."""
    place: Place = field(default_factory=Place)
    _rows: dict[str, tuple[Setting, ...]] = field(init=False)
    _live: dict[str, tuple[Setting, ...]] = field(init=False)
    """Those that decide in programs, not only in new ones."""
    layers: Layers = field(init=False)
    _found: dict[tuple[str, str], tuple[Setting, ...]] = field(default_factory=dict)
    """By control and kind of program: the rows that have a say in it."""
    _governed: dict[tuple[int, int], Reading | None] = field(default_factory=dict)
    """By row and layers."""

    def __post_init__(self) -> None:
        """Sort the table by control."""
        rows: dict[str, list[Setting]] = {}
        for row in self.settings:
            rows.setdefault(row.control, []).append(row)
        self._rows = {control: tuple(found) for control, found in rows.items()}
        self._live = {control: tuple(r for r in found if not r.default_for_new) for control, found in rows.items()}
        self.layers = Layers(self.others)

    def rows(self, control: str) -> tuple[Setting, ...]:
        """Return the rows of a control, those of new programs as well."""
        return self._rows.get(control, ())

    def program(self, target: Target | Unreadable, profile: Profile, at: Entrance | None = None) -> Iterator[Judged]:
        """Yield a finding for each requirement of `profile` on one program; `at` is its door, where it is known."""
        if isinstance(target, Unreadable):
            for ident, requirement in profile.requires.items():
                yield self._unread(target, self.controls[ident], requirement, profile)
            return
        at = at or self.entrance(target)
        for ident, requirement in profile.requires.items():
            yield self.one(self.controls[ident], requirement, target, profile, at)

    def judgement(self, target: Target | Unreadable, profile: Profile) -> Judgement:
        """Return all findings on one program, and its door."""
        at = self.entrance(target) if isinstance(target, Target) else None
        door = Door.UNKNOWN if at is None else at.door
        return Judgement(tuple(self.program(target, profile, at)), door)

    def entrance(self, target: Target) -> Entrance:
        """Return the door of one program."""
        return entrance(lambda control: self.most_open(control, target))

    def defaults(self, target: Target | Unreadable, profile: Profile) -> Iterator[Judged]:
        """Yield findings on what an account, group or host gives to *new* programs or is itself."""
        for ident, requirement in profile.requires.items():
            rows = tuple(r for r in self.rows(ident) if self._belongs(r, target, profile))
            control = self.controls[ident]
            if isinstance(target, Unreadable):
                if rows or profile.judges == "account":
                    yield self._unread(target, control, requirement, profile)
            elif rows or profile.judges == "account":
                sight = Sight(tuple(own(r, target) for r in rows), applies=True)
                fields, mends = self._judge(control, requirement, sight, target, profile)
                if fields["status"] is Status.FAIL:
                    text = control.too_closed if fields["too_closed"] else control.finding
                    fields["sentence"] = text if profile.judges == "account" else f"New programs: {text}"
                yield Judged(self._finding(fields), mends, widest=_widest(control, sight, fields))

    @staticmethod
    def _belongs(row: Setting, target: Target | Unreadable, profile: Profile) -> bool:
        if profile.judges == "account":
            return target.kind in row.kinds
        # What a host has of its own is not asked of the account again, which fills in new hosts only.
        return row.default_for_new and target.kind == next((kind for kind in NEAREST if kind in row.kinds), "")

    def one(self, control: Control, requirement: Requirement, target: Target, profile: Profile, at: Entrance) -> Judged:
        """Return the finding on one requirement; `at` is the program's door."""
        return self.behind(at, self.bare(control, requirement, target, profile), profile)

    def bare(self, control: Control, requirement: Requirement, target: Target, profile: Profile) -> Bare:
        """Return all of the finding on one requirement that is the same behind any door."""
        sight = self._sight(control.id, target)
        fields, mends = self._judge(control, requirement, sight, target, profile)
        lacks = fields["status"] is Status.FAIL and bool(lacking(requirement, sight.readings))
        return Bare(control, requirement, fields, mends, _widest(control, sight, fields), lacks)

    def behind(self, at: Entrance, bare: Bare, profile: Profile) -> Judged:
        """Return the finding behind one door."""
        control, requirement, fields, mends, widest, lacks = bare
        if fields["status"] is Status.FAIL:
            fields = fields | self._headed(fields, control, at, profile, widest)
            if lacks:
                fields["sentence"] = control.too_closed
        elif fields["status"] is Status.ERROR:
            fields = fields | {"severity": perhaps(control, requirement, at.door, profile)}
        return Judged(self._finding(fields), mends, widest=widest)

    def _sight(self, control: str, target: Target) -> Sight:
        key = (control, target.kind)
        if key not in self._found:
            rows = self._live.get(control, ())
            self._found[key] = tuple(row for row in rows if target.kind in (*row.kinds, *row.governs))
        readings = []
        for row in self._found[key]:
            if target.kind in row.kinds:
                if row.there(target.document):
                    readings.append(own(row, target))
            elif (reading := self._above(row, target)) is not None:
                readings.append(reading)
        return Sight(tuple(readings), applies=bool(readings) or not self._live.get(control))

    def _above(self, row: Setting, target: Target) -> Reading | None:
        """Read `row` from the layers above; None where none of them has it, or the program goes its own way."""
        key = (id(row), self.layers.number(target.above))
        if key not in self._governed:
            if len(self._governed) >= GOVERNED:
                self._governed.clear()
            there = any(kind_of(ident) in row.kinds for layer in target.above for ident in layer)
            self._governed[key] = governed(row, target.above, self.others) if there else None
        reading = self._governed[key]
        if reading is not None and row.unless is not None and (why := unread(target, row.unless[0])) is not None:
            return Reading(row, (Candidate(None, why, target.id, target.title, target.kind, None),))
        return reading if follows(row, target) else None

    def in_force(self, ident: str, target: Target) -> Value | None:
        """Return what a control comes to on a program, whatever a profile asks of it: None where that is not sure.

        `NOT_HERE` where this kind of program has no such thing. What a visitor can undo is not sure.
        """
        control, sight = self.controls[ident], self._sight(ident, target)
        first = sight.readings[0].row if sight.readings else None
        if first is None or isinstance(first, Absent):
            return NOT_HERE if first is not None or ("api" in control.known_by and not sight.applies) else None
        if isinstance(first, ManualOnly):
            return None
        return exact(sure(sight.readings), control)

    def most_open(self, ident: str, target: Target) -> Value | None:
        """Return the most open level that a control may be at; None where that is not known, or means nothing."""
        control = self.controls[ident]
        readings = self._sight(ident, target).readings
        if not readings or isinstance(readings[0].row, ManualOnly):
            return None
        high = interval(sure(readings), control.rank).high
        return None if high == inf else control.levels[min(int(high), len(control.levels) - 1)]

    def _judge(
        self, control: Control, requirement: Requirement, sight: Sight, target: Target, profile: Profile
    ) -> tuple[Fields, tuple[Fix, ...]]:
        """Return the fields of a finding, and what would mend it."""
        fields = self._always(control, requirement, profile)
        if not sight.readings:
            absent = "api" in control.known_by and not sight.applies
            status, kind = (Status.NOT_APPLICABLE, Reason.NOT_HERE) if absent else (Status.MANUAL, Reason.NOT_SHOWN)
            return fields | {"status": status, "reason": Why(kind)} | asked(status, control, profile), ()
        first = sight.readings[0].row
        if isinstance(first, ManualOnly):
            return fields | by_eye(first, control, profile), ()
        rank, limit = ranking(control, requirement, sight.readings)
        status, readings, why = settled(sight.readings, rank, limit, opens=requirement.opens)
        reading, candidate = deciding(readings, rank, limit, status, opens=requirement.opens)
        if status is Status.ERROR and isinstance(reading.row, ManualOnly):
            return fields | by_eye(
                reading.row, control, profile
            ), ()  # what the vendor shows is right, and it does not show all of it
        fields |= self._described(status, reading, candidate, target)
        fields["reason"] = why or fields["reason"]
        fields["too_closed"] = status is Status.FAIL and requirement.opens
        if status is not Status.FAIL or why is not None:  # what only waits for a restart is written already
            return fields, ()
        if not profile.apply:
            return fields | {"reason": Why(Reason.AUDIT_ONLY)}, ()
        return self._mended(fields, control, requirement, sight, target, reading)

    @staticmethod
    def _always(control: Control, requirement: Requirement, profile: Profile) -> Fields:
        """Return what a finding says whatever it comes to."""
        told = {"severity": least(profile.severity(control), Severity.HIGH), "expected": str(requirement)}
        return {"control": control.id, "actual": None, **told}

    def _finding(self, fields: Fields) -> Finding:
        return Finding(connection=self.connection, **fields)

    def _described(self, status: Status, reading: Reading, candidate: Candidate, target: Target) -> Fields:
        row = reading.row
        where = target if candidate.target == target.id else self.others.get(candidate.target)
        path = row.at(candidate.kind)
        return {
            "status": status,
            "actual": None if status is Status.ERROR or candidate.value is None else spoken(candidate.value),
            "governing": "" if where is target else candidate.target or None,
            "governing_title": "" if where is target else candidate.title,
            "setting": vendor_path(path) or None,
            "raw": raw_of(row, where, path),
            "locked": candidate.locked if where is not target else None,
            "note": row.note,
            "reason": unclear(reading, candidate) if status is Status.ERROR else None,
            "by_hand": row.by_hand,
        }

    def _mended(  # noqa: PLR0913 - everything that a remedy depends on
        self,
        fields: Fields,
        control: Control,
        requirement: Requirement,
        sight: Sight,
        target: Target,
        reading: Reading,
    ) -> tuple[Fields, tuple[Fix, ...]]:
        found, reason = fixes(control, requirement, sight.readings, target, self.others, self.place)
        if not found:
            hands = [r.row.by_hand for r in sight.readings if r.row.gate and r.row.by_hand]
            hand = hands[0] if hands else reading.row.by_hand
            return fields | {"by_hand": hand, "reason": reason}, ()
        risks = {risk for fix in found for risk in fix.risks} | ({Risk.OPEN} if requirement.opens else set())
        needs = tuple(sorted(risks))
        return fields | {"fixable": True, "needs": needs}, tuple(f._replace(risks=frozenset(risks)) for f in found)

    @staticmethod
    def _headed(fields: Fields, control: Control, at: Entrance, profile: Profile, rank: float) -> Fields:
        if fields["too_closed"]:
            return {"sentence": control.too_closed or f"{control.title}: more closed than this program needs"}
        said, reached = profile.severity(control), control.reaches(rank)
        harm = severity(control, said, at.door, profile.audience, reached=reached)
        widest = bool(control.levels) and fields["actual"] == control.levels[-1]
        return {"severity": harm, "sentence": sentence(control, at, profile.audience) if widest else control.finding}

    def _unread(self, target: Unreadable, control: Control, requirement: Requirement, profile: Profile) -> Judged:
        rows = self.rows(control.id)
        status, why = Status.MANUAL, Why(Reason.NOT_SHOWN)
        if rows:
            status, why = Status.ERROR, Why(Reason.UNREAD, said=target.reason)
        if rows and isinstance(rows[0], Absent):
            status, why = Status.NOT_APPLICABLE, Why(Reason.ABSENT, said=rows[0].note)
        fields = self._always(control, requirement, profile) | {"status": status, "reason": why, "governing": ""}
        if target.program is not None and status is Status.ERROR:
            fields["severity"] = perhaps(control, requirement, Door.UNKNOWN, profile)
        fields |= asked(status, control, profile)
        return Judged(self._finding(fields))


def follows(row: Setting, target: Target) -> bool:
    """Tell whether `target` has no choice of its own that makes the row above it count for nothing."""
    if row.unless is None:
        return True
    try:
        return get_path(target.document, row.unless[0]) != row.unless[1]
    except UnknownValueError:
        return True


def _widest(control: Control, sight: Sight, fields: Fields) -> float:
    failed = fields["status"] is Status.FAIL and not control.names
    return interval(sight.readings, control.rank).high if failed else inf
