"""Compare what is with what must be. Pure: no network, no files, no clock."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from math import inf
from typing import NamedTuple

from hardener.aim import Fix, Place, fixes
from hardener.catalog import Control
from hardener.door import Entrance, entrance, sentence, severity
from hardener.layers import Candidate, Others, Reading, governed, kind_of, own, shown
from hardener.model import Finding, Risk, Status, Target, Unreadable, Value
from hardener.profile import Profile, Requirement
from hardener.setting import Setting, UnknownValueError, Unshown, look
from hardener.verdict import deciding, ranking, span, verdict

NOT_SHOWN = "the vendor's API does not show this; a person has to look"
NOT_HERE = "this kind of program does not have it"
AUDIT_ONLY = "this profile is for looking only: nothing is changed for it"


class Judged(NamedTuple):
    """A finding, and what would mend it."""

    finding: Finding
    fixes: tuple[Fix, ...] = ()


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
    _governed: dict[tuple[int, tuple[tuple[str, ...], ...]], Reading] = field(init=False)

    def __post_init__(self) -> None:
        """Sort the table by control."""
        rows: dict[str, list[Setting]] = {}
        for row in self.settings:
            rows.setdefault(row.control, []).append(row)
        self._rows = {control: tuple(found) for control, found in rows.items()}
        self._governed = {}

    def program(self, target: Target | Unreadable, profile: Profile) -> Iterator[Judged]:
        """Yield a finding for each requirement of `profile` on one program."""
        if isinstance(target, Unreadable):
            for ident, requirement in profile.requires.items():
                yield self._unread(target, self.controls[ident], requirement, profile)
            return
        at = entrance(lambda control: self._most_open(control, target))
        for ident, requirement in profile.requires.items():
            control = self.controls[ident]
            sight = self._sight(ident, target)
            judged = self._judge(control, requirement, sight, target, profile)
            yield (judged if judged.finding.status is not Status.FAIL else self._headed(judged, control, at, profile))

    def entrance(self, target: Target) -> Entrance:
        """Return the door of one program."""
        return entrance(lambda control: self._most_open(control, target))

    def defaults(self, target: Target | Unreadable, profile: Profile) -> Iterator[Judged]:
        """Yield findings on what an account, group or host gives to *new* programs or is itself."""
        for ident, requirement in profile.requires.items():
            rows = tuple(r for r in self._rows.get(ident, ()) if self._belongs(r, target, profile))
            control = self.controls[ident]
            if isinstance(target, Unreadable):
                if rows or profile.judges == "account":
                    yield self._unread(target, control, requirement, profile)
            elif rows or profile.judges == "account":
                sight = Sight(tuple(own(r, target) for r in rows), applies=True)
                judged = self._judge(control, requirement, sight, target, profile)
                text = control.too_closed if judged.finding.too_closed else control.finding
                where = "" if profile.judges == "account" else "New programs: "
                failed = judged.finding.status is Status.FAIL
                yield judged._replace(
                    finding=replace(judged.finding, sentence=f"{where}{text}") if failed else judged.finding
                )

    @staticmethod
    def _belongs(row: Setting, target: Target | Unreadable, profile: Profile) -> bool:
        return target.kind in row.kinds and (row.seeds or profile.judges == "account")

    def _sight(self, control: str, target: Target) -> Sight:
        rows = self._rows.get(control, ())
        readings = []
        for row in rows:
            if row.seeds:
                continue
            if target.kind in row.kinds:
                readings.append(own(row, target))
            elif _governs(row, target):
                readings.append(self._above(row, target))
        return Sight(tuple(readings), applies=bool(readings) or not any(not r.seeds for r in rows))

    def _above(self, row: Setting, target: Target) -> Reading:
        key = (id(row), target.above)
        known = self._governed.get(key)
        if known is None:
            known = self._governed[key] = governed(row, target.above, self.others)
        return known

    def _most_open(self, ident: str, target: Target) -> Value | None:
        control = self.controls[ident]
        readings = self._sight(ident, target).readings
        if not readings or isinstance(readings[0].row, Unshown):
            return None
        high = span(readings, control.rank).high
        return None if high == inf else control.levels[min(int(high), len(control.levels) - 1)]

    def _judge(
        self, control: Control, requirement: Requirement, sight: Sight, target: Target, profile: Profile
    ) -> Judged:
        finding = Finding(
            connection=self.connection,
            target=target.id,
            control=control.id,
            status=Status.MANUAL,
            severity=profile.severity(control),
            expected=str(requirement),
            actual=None,
        )
        if not sight.readings:
            if "api" in control.known_by and not sight.applies:
                return Judged(replace(finding, status=Status.NOT_APPLICABLE, note=NOT_HERE))
            return Judged(replace(finding, note=NOT_SHOWN))
        first = sight.readings[0].row
        if isinstance(first, Unshown):
            return Judged(replace(finding, note=first.note or NOT_SHOWN, by_hand=first.by_hand))
        rank, limit = ranking(control, requirement)
        status = verdict(span(sight.readings, rank), limit, opens=requirement.opens)
        reading, candidate = deciding(sight.readings, rank, limit, status, opens=requirement.opens)
        found = self._described(finding, status, reading, candidate, target)
        if status is not Status.FAIL:
            return Judged(found)
        return self._mended(found, control, requirement, sight, target, profile, reading)

    def _described(
        self, finding: Finding, status: Status, reading: Reading, candidate: Candidate, target: Target
    ) -> Finding:
        row = reading.row
        where = target if candidate.target == target.id else self.others.get(candidate.target)
        path = row.at(candidate.kind)
        told = candidate.why if status is Status.ERROR and candidate.value is None else ""
        doubt = reading.doubt if status is Status.ERROR else ""
        return replace(
            finding,
            status=status,
            actual=None if status is Status.ERROR or candidate.value is None else spoken(candidate.value),
            governing=candidate.target or None,
            governing_title=candidate.title,
            setting=shown(path) or None,
            raw=_raw(row, where, path),
            locked=candidate.locked if candidate.target != target.id else None,
            note="; ".join(filter(None, (told, doubt, row.note))),
            by_hand=row.by_hand,
        )

    def _mended(  # noqa: PLR0913 - everything that a remedy depends on
        self,
        finding: Finding,
        control: Control,
        requirement: Requirement,
        sight: Sight,
        target: Target,
        profile: Profile,
        reading: Reading,
    ) -> Judged:
        finding = replace(finding, too_closed=requirement.opens)
        if not profile.apply:
            return Judged(replace(finding, note="; ".join(filter(None, (finding.note, AUDIT_ONLY)))))
        found, reason = fixes(control, requirement, sight.readings, target, self.others, self.place)
        if not found:
            hands = [r.row.by_hand for r in sight.readings if r.row.gate and r.row.by_hand]
            hand = hands[0] if hands else reading.row.by_hand
            return Judged(replace(finding, by_hand=hand, note="; ".join(filter(None, (finding.note, reason)))))
        risks = {risk for fix in found for risk in fix.risks} | ({Risk.OPEN} if requirement.opens else set())
        needs = tuple(sorted(risks))
        return Judged(
            replace(finding, fixable=True, needs=needs),
            tuple(f._replace(risks=frozenset(risks)) for f in found),
        )

    @staticmethod
    def _headed(judged: Judged, control: Control, at: Entrance, profile: Profile) -> Judged:
        finding = judged.finding
        if finding.too_closed:
            said = control.too_closed or f"{control.title}: more closed than this program needs"
            return judged._replace(finding=replace(finding, sentence=said))
        harm = severity(control, finding.severity, at.door, profile.audience)
        widest = bool(control.levels) and finding.actual == control.levels[-1]
        said = sentence(control, at, profile.audience) if widest else control.finding
        return judged._replace(finding=replace(finding, severity=harm, sentence=said))

    def _unread(self, target: Unreadable, control: Control, requirement: Requirement, profile: Profile) -> Judged:
        rows = self._rows.get(control.id, ())
        return Judged(
            Finding(
                connection=self.connection,
                target=target.id,
                control=control.id,
                status=Status.ERROR if rows else Status.MANUAL,
                severity=profile.severity(control),
                expected=str(requirement),
                actual=None,
                governing=target.id,
                governing_title=target.title,
                note=target.reason if rows else NOT_SHOWN,
            )
        )


def _governs(row: Setting, target: Target) -> bool:
    """Tell whether something above `target` decides by this row for it."""
    if target.kind not in row.governs or not any(kind_of(i) in row.kinds for layer in target.above for i in layer):
        return False
    if row.unless is None:
        return True
    try:
        return look(target.document, row.unless[0]) != row.unless[1]
    except UnknownValueError:
        return True


def _raw(row: Setting, where: Target | Unreadable | None, path: str) -> str | None:
    if row.secret or not path or not isinstance(where, Target):
        return None
    try:
        raw = look(where.document, path)
    except UnknownValueError:
        return None
    return json.dumps(raw) if isinstance(raw, bool | int | str) else None


def spoken(value: Value) -> str:
    """Return a control's value as a report shows it."""
    return ", ".join(value) or "nothing" if isinstance(value, tuple) else str(value)
