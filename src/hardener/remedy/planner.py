"""Make a plan of the fixes that an audit came upon. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field
from datetime import datetime

from pydantic import JsonValue

from hardener.catalog import Control
from hardener.evaluate import Judged
from hardener.fixes import Fix
from hardener.layers import Others
from hardener.model import Document, Finding, Risk, Target, Unreadable
from hardener.path import MISSING, UnknownValueError, get_path, vendor_path, with_path
from hardener.profile import Profile
from hardener.remedy import quarrel
from hardener.remedy.drafts import Draft, Drafts, Wish, part, strictness
from hardener.remedy.left import Left, needed
from hardener.remedy.once import once
from hardener.remedy.plan import Change, LeftOut, Plan, Step
from hardener.remedy.touched import Touched, named
from hardener.setting import Setting


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
    touched: Touched = field(default_factory=Touched)
    barred: dict[str, str] = field(default_factory=dict)
    """Connections for which nothing is planned, and why."""
    _drafts: Drafts = field(default_factory=Drafts)
    _left: Left = field(default_factory=Left)
    _programs: int = 0

    def saw(self, connection: str, program: Target | Unreadable, profile: Profile) -> None:
        """Count `program` for the blast radius of everything above it, and of its room."""
        self._programs += isinstance(program, Target)
        self.touched.saw(connection, program, profile)

    def reaching(self) -> AbstractSet[str]:
        """Return the connections of which a change may touch programs that were not asked for."""
        return self._drafts.beyond()

    def add(self, target: Target, judged: Judged, profile: Profile) -> None:
        """Take up the fixes of one failed finding, if its opt-ins were given."""
        connection, control = judged.finding.connection, judged.finding.control
        if lacking := tuple(r for r in judged.finding.needs if r not in self.allowed):
            self._left.lacking(target, judged, lacking)
            return
        for fix in judged.fixes:
            where = target if not fix.target else self.others[connection][fix.target]
            assert isinstance(where, Target)
            self._drafts.add(connection, where, Wish(fix, control, {profile.name}), profile)

    def rule_out(self, target: Target, finding: Finding, why: str) -> None:
        """Take note of a failure that is not mended, because of what the vendor does: people see it in the plan."""
        self._left.ruled_out(target, finding, why)

    def leave(self, program: Target, judged: Judged, profile: Profile) -> None:
        """Leave out the fixes of a program that no rule names: nobody has said what it is."""
        self._left.unnamed(program, judged, profile)

    def plan(self, ident: str, made: datetime, profiles: Iterable[str]) -> Plan:
        """Return the plan, soonest programs first."""
        steps: list[Step] = []
        left = list(self._left.out(self.touched, self.allowed, self.barred))
        for draft in self._drafts.joined(self.touched):
            if reason := self._refused(draft):
                left.append(self._left_out(draft, [w.control for w in draft.wishes], *reason))
                continue
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

    def _refused(self, draft: Draft) -> tuple[str, tuple[Risk, ...]] | None:
        """Return why nothing of a draft is planned, and the opt-ins that would let it in."""
        if why := self.barred.get(draft.connection):
            return why, ()
        if self.touched.shared(draft.key) and Risk.SHARED not in self.allowed:
            return needed((Risk.SHARED,)), (Risk.SHARED,)
        return None

    def _left_out(self, draft: Draft, controls: Sequence[str], reason: str, needs: tuple[Risk, ...] = ()) -> LeftOut:
        return LeftOut(
            connection=draft.connection,
            target=draft.target.id,
            title=named(draft.target),
            controls=tuple(controls),
            needs=needs,
            reason=reason,
        )

    def _step(self, draft: Draft, changes: tuple[Change, ...]) -> Step:
        target, doors = draft.target, self.touched.doors(draft.key)
        in_room = any(part(change.path) not in target.apart for change in changes)
        return Step(
            connection=draft.connection,
            target=target.id,
            kind=target.kind,
            title=named(target),
            account=self.accounts.get(draft.connection, ""),
            host=target.program.host if target.program else "",
            slots=self.touched.slots(draft.key),
            written_to=target.written_to if in_room else "",
            doors=doors if len(doors) > 1 else (),
            changes=changes,
        )

    def _agreed(self, draft: Draft) -> tuple[list[Wish], list[LeftOut]]:
        """Sort one target's wishes, strictest last so that it wins; where two profiles pull apart, take neither."""
        agreed, refused = [], []
        others = {**self.touched.profiles(draft.key), **draft.profiles}
        shared = draft.target.program is None or self.touched.shared(draft.key)
        apart = "rooms" if draft.target.program is not None else "hosts"
        rows = self.settings[draft.connection]
        for wish in sorted(draft.wishes, key=strictness, reverse=True):
            path = vendor_path(wish.fix.row.at(draft.target.kind))
            against = [
                p.name
                for p in others.values()
                if quarrel.contrary(wish.fix, wish.control, p, self.controls)
                or (p.name not in wish.by and quarrel.spoils(wish.fix, draft.target, p, rows, self.controls))
            ]
            if against:
                said = f"{', '.join(against)} wants the contrary of {path}; give these programs different {apart}"
                refused.append(self._left_out(draft, [wish.control], said))
            elif shared and Risk.OPEN in wish.fix.risks and self.touched.partly(draft.connection):
                said = f"it opens {path} for programs that could not be read; see: hardener audit"
                refused.append(self._left_out(draft, [wish.control], said))
            else:
                agreed.append(wish)
        return agreed, refused

    def _needed(self, draft: Draft, wishes: list[Wish]) -> list[Wish]:
        """Leave out what a gate that is closed anyway makes needless: the vendor would drop it."""
        document, kind = draft.target.document, draft.target.kind
        for fix in (w.fix for w in wishes if w.fix.row.gate):
            document = fix.row.put(document, kind, fix.value)
        gates = [r for r in self.settings[draft.connection] if r.gate and kind in r.kinds]
        for fix in (w.fix for w in wishes):
            document = fix.row.put(document, kind, fix.value)
        return [
            w
            for w in wishes
            if (w.fix.row.gate or not self._shut(w, gates, document, kind)) and _lives(w.fix.row, document)
        ]

    def _shut(self, wish: Wish, gates: Sequence[Setting], document: Document, kind: str) -> bool:
        fix, ident = wish.fix, wish.control
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

    def _changes(self, draft: Draft, wishes: list[Wish]) -> Iterator[Change]:
        target, document = draft.target, dict(draft.target.document)
        marks: dict[str, tuple[set[str], set[Risk], set[str], Setting | None]] = {}
        for fix, control in ((w.fix, w.control) for w in wishes):
            path = fix.row.at(target.kind)
            paths = [path, *fix.row.also]
            document = fix.row.put(document, target.kind, fix.value)
            if fix.lock and fix.row.lock is not None:
                document = with_path(document, fix.row.lock, True)
                paths.append(fix.row.lock)
            for at in paths:
                mark = marks.setdefault(at, (set(), set(), set(), None))
                mark[0].add(control)
                mark[1].update(fix.risks)
                mark[2].update(fix.row.moves)
                if at == path:
                    marks[at] = (*mark[:3], fix.row)
        reach = self.touched.told(draft.connection, target, draft.key)
        beyond = {Risk.SHARED} if self.touched.shared(draft.key) else set()
        for path, (controls, risks, moves, row) in marks.items():
            before, after = get_path(target.document, path), get_path(document, path)
            if type(before) is not type(after) or before != after:
                if row is not None and row.secret:
                    before, after = row.get(target.document, target.kind), row.get(document, target.kind)  # type: ignore[assignment]  # words
                yield self._change(draft, path, before, after, controls, risks | beyond, moves, row, reach)
        yield from self._kept(draft, [w.fix for w in wishes], set(marks))
        yield from self._followers(draft, set(marks), document, reach)

    def _change(  # noqa: PLR0913 - a record
        self,
        draft: Draft,
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
            title=named(draft.target),
            path=path,
            setting=vendor_path(path),
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

    def _kept(self, draft: Draft, fixes: Iterable[Fix], changed: set[str]) -> Iterator[Change]:
        """Yield what the vendor may set back along with a change, as it is: `undo` would not know it otherwise."""
        for path in dict.fromkeys(at for fix in fixes for at in fix.row.keeps.get(fix.value, ()) if at not in changed):
            value = get_path(draft.target.document, path)
            if value is not MISSING:
                there = self._change(draft, path, value, value, (), (), (), None, "")
                yield there.model_copy(update={"kept": True})

    def _followers(
        self, draft: Draft, changed: set[str], document: Mapping[str, JsonValue], reach: str
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
                before = get_path(document, row.at(draft.target.kind))
                value = row.closest_writable(requirement.limit, before)
                if value is None:
                    continue
                after = row.encode(value, before)
                at = row.at(draft.target.kind)
                yield self._change(
                    draft, at, before, after, [row.control], row.risks, row.moves, row, reach, row.follows
                )
                break


def _undo(row: Setting | None, after: object) -> str:
    """Return what `undo` cannot do about a row that is given the value `after`; of a secret that is the word for it."""
    if row is None or not row.undo:
        return ""
    value = str(after) if row.secret else row.decode(after)  # type: ignore[arg-type]  # JSON
    return row.undo.get(value, "")


def _lives(row: Setting, document: Document) -> bool:
    """Tell whether a row that another brings to life will be there once `document` is written."""
    return not row.follows or get_path(document, row.follows) in row.alive
