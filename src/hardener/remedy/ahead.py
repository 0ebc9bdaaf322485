"""What a plan comes to for families: what they notice, and what is left that no change mends. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field

from hardener.catalog import Control
from hardener.judgement import Judged
from hardener.model import Finding, Risk, Target
from hardener.reason import Reason, words
from hardener.remedy.drafts import Wish
from hardener.remedy.plan import Change, Noticed, Rest, Step
from hardener.remedy.touched import Key, Touched
from hardener.setting import Setting

Way = tuple[str, bool]
"""A control, or a risk, and whether it becomes more open."""


@dataclass(slots=True)
class _Seen:
    """Where one consequence is noticed."""

    programs: set[tuple[str, str]] = field(default_factory=set)
    opt_ins: set[Risk] = field(default_factory=set)


@dataclass(slots=True)
class Ahead:
    """Gathers it while programs stream by."""

    controls: Mapping[str, Control]
    settings: Mapping[str, Sequence[Setting]]
    """By connection."""
    touched: Touched
    _lacking: list[tuple[Key, str, bool, frozenset[Risk]]] = field(default_factory=list)
    """What is left out for want of an opt-in: where, the control, whether it opens, and the opt-ins."""
    _rest: dict[tuple[str, str, str], set[Key]] = field(default_factory=dict)
    """Programs by control, how a person changes it, and why hardener does not."""

    def lacking(self, target: Target, judged: Judged, opt_ins: Iterable[Risk]) -> None:
        """Take note of what families would notice of a change that lacks opt-ins."""
        if target.program is not None:
            found = judged.finding
            self._lacking.append(((found.connection, target.id), found.control, found.too_closed, frozenset(opt_ins)))

    def refused(self, key: Key, wishes: Iterable[Wish], opt_ins: Iterable[Risk]) -> None:
        """Take note of the same where a whole room lacks them."""
        needs = frozenset(opt_ins)
        self._lacking.extend((key, wish.control, Risk.OPEN in wish.fix.risks, needs) for wish in wishes if needs)

    def unmended(self, target: Target, finding: Finding) -> None:
        """Take note of a failure of a program that no change mends."""
        why = finding.reason
        if target.program is None or target.program.personal or (why and why.kind is Reason.AUDIT_ONLY):
            return
        kind = why.kind if why is not None else None
        where = "" if kind is Reason.NO_SETTING else finding.by_hand
        key = (finding.control, where, "" if why is None or (where and kind is Reason.READ_ONLY) else words(why))
        self._rest.setdefault(key, set()).add((finding.connection, target.program.id))

    def rest(self) -> tuple[Rest, ...]:
        """Return what no change mends, the widest first."""
        found = sorted(self._rest.items(), key=lambda one: (-len(one[1]), one[0]))
        return tuple(Rest(control=c, where=where, why=why, programs=len(at)) for (c, where, why), at in found)

    def noticed(self, steps: Iterable[Step]) -> tuple[Noticed, ...]:
        """Return what families notice: links first, then the widest; after it what lacks an opt-in."""
        given: dict[Way, _Seen] = {}
        for step in steps:
            fresh = self._only_new(step)
            for change in (c for c in step.changes if not c.kept and c.path not in fresh):
                for way, opt_ins in self._ways(change.controls, set(change.risks), Risk.OPEN in change.risks):
                    _note(given, way, self._reached(step, change), opt_ins)
        lacking: dict[Way, _Seen] = {}
        for key, control, opens, needs in self._lacking:
            for way, opt_ins in self._ways([control], set(needs), opens):
                _note(lacking, way, {(key[0], ident) for ident in self.touched.reached(key)}, opt_ins or needs)
        return (*_sorted(given, given=True), *_sorted(lacking, given=False))

    def _reached(self, step: Step, change: Change) -> set[tuple[str, str]]:
        key = (step.connection, step.written_to if step.doors and step.written_to else change.target)
        return {(step.connection, ident) for ident in self.touched.reached(key)}

    def _ways(
        self,
        controls: Iterable[str],
        risks: AbstractSet[Risk],
        opens: bool,  # noqa: FBT001 - one of two ways
    ) -> Iterator[tuple[Way, frozenset[Risk]]]:
        """Yield what is noticed of a change of `controls`, each with its opt-ins."""
        own = frozenset(risks - {Risk.LINK})
        told = [c for c in controls if self.controls[c].noticed(opens=opens)]
        yield from (((control, opens), own) for control in told)
        if Risk.LINK in risks:
            yield (Risk.LINK.value, False), frozenset({Risk.LINK})
        for risk in (Risk.LOCKOUT, Risk.DECLARE):
            if risk in risks and not told:
                yield (risk.value, False), own

    def _only_new(self, step: Step) -> set[str]:
        """Return the paths of a step that only fill in programs still to be made."""
        rows = [row for row in self.settings[step.connection] if step.kind in row.kinds and row.path]
        lasting = {row.at(step.kind) for row in rows if not row.default_for_new}
        return {row.at(step.kind) for row in rows} - lasting


def _note(found: dict[Way, _Seen], way: Way, programs: set[tuple[str, str]], opt_ins: AbstractSet[Risk]) -> None:
    seen = found.setdefault(way, _Seen())
    seen.programs |= programs
    seen.opt_ins |= opt_ins


def _rank(noticed: tuple[Way, _Seen]) -> tuple[bool, bool, int, Way]:
    """Return where a consequence stands: links that stop first, then who is kept waiting, then the widest."""
    way, seen = noticed
    return way[0] != Risk.LINK, Risk.LOCKOUT not in seen.opt_ins, -len(seen.programs), way


def _sorted(found: Mapping[Way, _Seen], *, given: bool) -> Iterator[Noticed]:
    told = [(way, seen) for way, seen in found.items() if seen.programs]
    for (what, opened), seen in sorted(told, key=_rank):
        opt_ins = tuple(sorted(seen.opt_ins))
        yield Noticed(what=what, opened=opened, programs=len(seen.programs), opt_ins=opt_ins, given=given)
