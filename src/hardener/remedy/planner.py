"""Make a plan of the fixes that an audit came upon. Pure."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from pydantic import JsonValue

from hardener import redact
from hardener.aim import Fix, meets
from hardener.catalog import Control
from hardener.evaluate import Judged
from hardener.layers import Others
from hardener.model import Document, Finding, Risk, Target
from hardener.profile import Profile
from hardener.remedy.once import once
from hardener.remedy.plan import Change, LeftOut, Plan, Slot, Step, slots_of
from hardener.setting import MISSING, Setting, UnknownValueError, look, placed, shown

TITLE = 200
"""Characters of a title that a plan keeps."""


NO_RULE = "no rule of hardener.toml names these programs; add a [[programs]] rule, or give --profile {}"


@dataclass(slots=True)
class _Draft:
    """What has been asked of one target so far."""

    target: Target
    connection: str
    wishes: list[tuple[Fix, str]] = field(default_factory=list)
    """Each with the id of its control."""
    profiles: dict[str, Profile] = field(default_factory=dict)


@dataclass(slots=True)
class Planner:
    """Gathers fixes while programs stream by, and makes the plan at the end."""

    allowed: frozenset[Risk]
    others: Mapping[str, Others]
    """By connection."""
    settings: Mapping[str, Sequence[Setting]]
    """By connection."""
    controls: Mapping[str, Control]
    accounts: dict[str, str] = field(default_factory=dict)
    """The key of the account that each connection logs in to; one that is not here gets no step."""
    _drafts: dict[tuple[str, str], _Draft] = field(default_factory=dict)
    _reach: Counter[tuple[str, str]] = field(default_factory=Counter)
    _profiles: dict[tuple[str, str], dict[str, Profile]] = field(default_factory=dict)
    _slots: dict[tuple[str, str], list[Slot]] = field(default_factory=dict)
    _left: dict[tuple[str, str, tuple[Risk, ...]], list[str]] = field(default_factory=dict)
    _ruled_out: dict[tuple[str, str, str], list[str]] = field(default_factory=dict)
    """Controls by connection, target, and why the vendor would not keep a change of them."""
    _titles: dict[tuple[str, str], str] = field(default_factory=dict)
    _unnamed: dict[tuple[str, str], tuple[str, str, list[str]]] = field(default_factory=dict)
    """Of programs that no rule names: title, profile, and the controls that fail."""
    _programs: int = 0

    def saw(self, connection: str, program: Target, profile: Profile) -> None:
        """Count `program` for the blast radius of everything above it."""
        self._programs += 1
        idents = {ident for layer in program.above for ident in layer} | {program.id}
        slots = slots_of(program.program)
        for ident in idents:
            self._reach[connection, ident] += 1
            if profile.apply:
                self._profiles.setdefault((connection, ident), {})[profile.name] = profile
            self._slots.setdefault((connection, ident), []).extend(slots)

    def add(self, target: Target, judged: Judged, profile: Profile) -> None:
        """Take up the fixes of one failed finding, if its opt-ins were given."""
        connection = judged.finding.connection
        if lacking := tuple(r for r in judged.finding.needs if r not in self.allowed):
            self._titles[connection, target.id] = _named(target)
            self._left.setdefault((connection, target.id, lacking), []).append(judged.finding.control)
            return
        for fix in judged.fixes:
            where = target if not fix.target else self.others[connection][fix.target]
            assert isinstance(where, Target)
            draft = self._drafts.setdefault((connection, where.id), _Draft(where, connection))
            if not any(known == fix and control == judged.finding.control for known, control in draft.wishes):
                draft.wishes.append((fix, judged.finding.control))
            draft.profiles[profile.name] = profile

    def rule_out(self, target: Target, finding: Finding, why: str) -> None:
        """Take note of a failure that is not mended, because of what the vendor does: people see it in the plan."""
        self._titles[finding.connection, target.id] = _named(target)
        self._ruled_out.setdefault((finding.connection, target.id, why), []).append(finding.control)

    def leave(self, program: Target, judged: Judged, profile: Profile) -> None:
        """Leave out the fixes of a program that no rule names: nobody has said what it is."""
        self._unnamed.setdefault((judged.finding.connection, program.id), (_named(program), profile.name, []))[
            2
        ].append(judged.finding.control)

    def plan(self, ident: str, made: datetime, profiles: Iterable[str]) -> Plan:
        """Return the plan, soonest programs first."""
        steps: list[Step] = []
        left = [
            LeftOut(
                connection=connection,
                target=target,
                title=self._titles[connection, target],
                controls=tuple(controls),
                needs=needs,
                reason=f"needs --allow {' --allow '.join(needs)}",
            )
            for (connection, target, needs), controls in self._left.items()
        ]
        for (connection, target, why), controls in self._ruled_out.items():
            title = self._titles[connection, target]
            left.append(
                LeftOut(connection=connection, target=target, title=title, controls=tuple(controls), reason=why)
            )
        left.extend(
            LeftOut(
                connection=connection, target=target, title=title, controls=tuple(controls), reason=NO_RULE.format(name)
            )
            for (connection, target), (title, name, controls) in self._unnamed.items()
        )
        for draft in self._drafts.values():
            wishes, refused = self._agreed(draft)
            wishes = self._needed(draft, wishes)
            left.extend(refused)
            changes = list(self._changes(draft, wishes))
            # What another change brings to life is read before it is written, so that it can be put back.
            parts = ([c for c in changes if not c.follows], [c for c in changes if c.follows])
            steps.extend(self._step(draft, tuple(part)) for part in parts if part)
        steps = list(once(steps, left))
        steps.sort(key=lambda s: (min((x.start.timestamp() for x in s.slots), default=float("inf")), s.target))
        return Plan(
            id=ident,
            made=made,
            profiles=tuple(sorted(profiles)),
            programs=self._programs,
            steps=tuple(steps),
            left_out=tuple(left),
        )

    def _step(self, draft: _Draft, changes: tuple[Change, ...]) -> Step:
        target = draft.target
        slots = self._slots.get((draft.connection, target.id), [])
        return Step(
            connection=draft.connection,
            target=target.id,
            kind=target.kind,
            title=_named(target),
            account=self.accounts.get(draft.connection, ""),
            host=target.program.host if target.program else "",
            slots=tuple(sorted(set(slots), key=lambda s: (s.start, s.minutes))),
            changes=changes,
        )

    def _agreed(self, draft: _Draft) -> tuple[list[tuple[Fix, str]], list[LeftOut]]:
        """Sort one target's wishes, strictest last so that it wins; where two profiles pull apart, take neither."""
        agreed, refused = [], []
        others = self._profiles.get((draft.connection, draft.target.id), {}) | draft.profiles
        for fix, control in sorted(draft.wishes, key=_strictness, reverse=True):
            against = [p.name for p in others.values() if self._pulls_back(fix, control, p)]
            if not against:
                agreed.append((fix, control))
                continue
            path = shown(fix.row.at(draft.target.kind))
            refused.append(
                LeftOut(
                    connection=draft.connection,
                    target=draft.target.id,
                    title=_named(draft.target),
                    controls=(control,),
                    reason=f"{', '.join(against)} wants the contrary of {path}; give these programs different hosts",
                )
            )
        return agreed, refused

    def _pulls_back(self, fix: Fix, ident: str, profile: Profile) -> bool:
        """Tell whether `profile` asks for the other direction and would not accept what `fix` writes."""
        requirement = profile.requires.get(ident)
        if requirement is None or requirement.opens is (Risk.OPEN in fix.risks):
            return False
        return not meets(self.controls[ident], requirement, fix.value)

    def _needed(self, draft: _Draft, wishes: list[tuple[Fix, str]]) -> list[tuple[Fix, str]]:
        """Leave out what a gate that is closed anyway makes needless: the vendor would drop it."""
        document, kind = draft.target.document, draft.target.kind
        for fix, _ in wishes:
            if fix.row.gate:
                document = fix.row.put(document, kind, fix.value)
        gates = [r for r in self.settings[draft.connection] if r.gate and kind in r.kinds]
        for fix, _ in wishes:
            document = fix.row.put(document, kind, fix.value)
        return [
            w
            for w in wishes
            if (w[0].row.gate or not self._shut(w, gates, document, kind)) and _lives(w[0].row, document)
        ]

    def _shut(self, wish: tuple[Fix, str], gates: Sequence[Setting], document: Document, kind: str) -> bool:
        fix, ident = wish
        control = self.controls[ident]
        for gate in gates:
            if gate.control != ident or not set(gate.governs) & set(fix.row.governs) or not control.levels:
                continue
            try:
                value = gate.get(document, kind)
            except UnknownValueError:
                continue
            if value is not MISSING and control.rank(value) <= control.rank(fix.value):
                return True
        return False

    def _changes(self, draft: _Draft, wishes: list[tuple[Fix, str]]) -> Iterator[Change]:
        target, document = draft.target, dict(draft.target.document)
        marks: dict[str, tuple[set[str], set[Risk], set[str], Setting | None]] = {}
        for fix, control in wishes:
            path = fix.row.at(target.kind)
            paths = [path, *fix.row.also]
            document = fix.row.put(document, target.kind, fix.value)
            if fix.lock and fix.row.lock is not None:
                document = placed(document, fix.row.lock, True)
                paths.append(fix.row.lock)
            for at in paths:
                mark = marks.setdefault(at, (set(), set(), set(), None))
                mark[0].add(control)
                mark[1].update(fix.risks)
                mark[2].update(fix.row.moves)
                if at == path:
                    marks[at] = (*mark[:3], fix.row)
        reach = self._told(draft)
        for path, (controls, risks, moves, row) in marks.items():
            before, after = look(target.document, path), look(document, path)
            if type(before) is not type(after) or before != after:
                if row is not None and row.secret:
                    before, after = row.get(target.document, target.kind), row.get(document, target.kind)  # type: ignore[assignment]  # words
                yield self._change(draft, path, before, after, controls, risks, moves, row, reach)
        yield from self._kept(draft, [fix for fix, _ in wishes], set(marks))
        yield from self._followers(draft, set(marks), document, reach)

    def _change(  # noqa: PLR0913 - a record
        self,
        draft: _Draft,
        path: str,
        before: object,
        after: object,
        controls: Iterable[str],
        risks: Iterable[Risk],
        moves: Iterable[str],
        row: Setting | None,
        reach: str,
        follows: str = "",
    ) -> Change:
        secret = row is not None and row.secret
        return Change(
            connection=draft.connection,
            target=draft.target.id,
            kind=draft.target.kind,
            title=_named(draft.target),
            path=path,
            setting=shown(path),
            controls=tuple(sorted(controls)),
            before=None if before is MISSING else before,
            after=after,
            secret=secret,
            risks=tuple(sorted(risks)),
            moves=tuple(sorted(moves)),
            reach=reach,
            follows=follows,
            undo=_undo(row, after),
        )

    def _kept(self, draft: _Draft, fixes: Iterable[Fix], changed: set[str]) -> Iterator[Change]:
        """Yield what the vendor may set back along with a change, as it is: `undo` would not know it otherwise."""
        for path in dict.fromkeys(at for fix in fixes for at in fix.row.keeps.get(fix.value, ()) if at not in changed):
            value = look(draft.target.document, path)
            if value is not MISSING:
                there = self._change(draft, path, value, value, (), (), (), None, "")
                yield there.model_copy(update={"kept": True})

    def _followers(
        self, draft: _Draft, changed: set[str], document: Mapping[str, JsonValue], reach: str
    ) -> Iterator[Change]:
        """Yield what a change brings to life and a profile line names: registration's questions."""
        for row in self.settings[draft.connection]:
            if (
                row.follows not in changed
                or not _lives(row, document)
                or draft.target.kind not in row.kinds
                or row.at(draft.target.kind) in changed
            ):
                continue
            for profile in draft.profiles.values():
                requirement = profile.requires.get(row.control)
                if requirement is None or requirement.opens:
                    continue
                before = look(document, row.at(draft.target.kind))
                value = row.nearest(requirement.limit, before)
                if value is None:
                    continue
                after = row.encode(value, before)
                yield self._change(
                    draft,
                    row.at(draft.target.kind),
                    before,
                    after,
                    [row.control],
                    row.risks,
                    row.moves,
                    row,
                    reach,
                    row.follows,
                )
                break

    def _told(self, draft: _Draft) -> str:
        target = draft.target
        if target.program is not None:
            return "every date of this series" if target.program.series else "this program only"
        count = self._reach[draft.connection, target.id]
        whose = {"host": "this host", "group": "hosts of this group", "account": "the whole account"}
        return f"all {count} programs of {whose.get(target.kind, target.title)} in view, and every later one"


def _named(target: Target) -> str:
    """Return a title as a plan and the journal may keep it: some people write the link into it."""
    return redact.line(target.title, TITLE)


def _undo(row: Setting | None, after: object) -> str:
    """Return what `undo` cannot do about a row that is given the value `after`; of a secret that is the word for it."""
    if row is None or not row.undo:
        return ""
    value = str(after) if row.secret else row.decode(after)  # type: ignore[arg-type]  # JSON
    return row.undo.get(value, "")


def _lives(row: Setting, document: Document) -> bool:
    """Tell whether a row that another brings to life will be there once `document` is written."""
    return not row.follows or look(document, row.follows) in row.alive


def _strictness(wish: tuple[Fix, str]) -> int:
    """Return how far down its row's values a wish stands: rows list them from closed to open."""
    fix = wish[0]
    offers = fix.row.offers()
    return offers.index(fix.value) if fix.value in offers else 0
