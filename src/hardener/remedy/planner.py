"""Make a plan of the fixes that an audit came upon. Pure."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field
from datetime import datetime

from hardener.catalog import Control
from hardener.findings import State
from hardener.fixes import Place
from hardener.judgement import Judged
from hardener.layers import Others
from hardener.model import Document, Finding, Risk, Status, Target, Unreadable
from hardener.path import MISSING, UnknownValueError, vendor_path
from hardener.profile import Profile
from hardener.remedy import quarrel
from hardener.remedy.ahead import Ahead
from hardener.remedy.changes import Changes, lives
from hardener.remedy.drafts import Draft, Drafts, Wish, part, strictness
from hardener.remedy.forecast import Forecast, Waive, nothing_waived
from hardener.remedy.left import Left, needed
from hardener.remedy.once import once
from hardener.remedy.plan import Change, LeftOut, Outlook, Plan, Step
from hardener.remedy.said import CONTRARY, OPENS
from hardener.remedy.touched import Touched
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
    places: Mapping[str, Place] = field(default_factory=dict)
    """By connection: where what lies above programs is to be fixed."""
    waive: Waive = nothing_waived
    platforms: Mapping[str, str] = field(default_factory=dict)
    """By connection."""
    units: Mapping[str, Callable[[str, Collection[str]], int]] = field(default_factory=dict)
    """By connection whose vendor counts units: what a step on a kind of target takes that changes these parts."""
    barred: dict[str, str] = field(default_factory=dict)
    """Connections for which nothing is planned, and why."""
    _drafts: Drafts = field(default_factory=Drafts)
    _left: Left = field(default_factory=Left)
    _ahead: Ahead = field(init=False)
    _forecast: Forecast = field(init=False)
    _programs: int = 0

    def __post_init__(self) -> None:
        """Begin with nothing."""
        self._ahead = Ahead(self.controls, self.settings, self.touched)
        self._forecast = Forecast(self.settings, self.controls, self.others, self.places, self.waive)

    def saw(self, connection: str, program: Target | Unreadable, profile: Profile, state: State) -> None:
        """Count `program` and its verdict for all that is above it, for its room, and for what is open."""
        self._forecast.saw(connection, program, profile, state)
        self._programs += isinstance(program, Target)
        self.touched.saw(connection, program, profile)

    def reaching(self) -> AbstractSet[str]:
        """Return the connections of which a change may touch programs that were not asked for."""
        return self._drafts.beyond()

    def take(self, target: Target, each: Iterable[Judged], profile: Profile, *, named: bool) -> None:
        """Take up what failed on a target; of a program that no rule names nobody has said what it is."""
        for one in each:
            if one.finding.status is not Status.FAIL:
                continue
            if not one.fixes:
                self._unmended(target, one.finding)
            elif named:
                self.add(target, one, profile)
            else:
                self._left.unnamed(target, one, profile)

    def add(self, target: Target, judged: Judged, profile: Profile) -> None:
        """Take up the fixes of one failed finding, if its opt-ins were given."""
        connection, control = judged.finding.connection, judged.finding.control
        if lacking := tuple(r for r in judged.finding.needs if r not in self.allowed):
            self._left.lacking(target, judged, lacking)
            self._ahead.lacking(target, judged, lacking)
            return
        for fix in judged.fixes:
            where = target if not fix.target else self.others[connection][fix.target]
            assert isinstance(where, Target)
            self._drafts.add(connection, where, Wish(fix, control, {profile.name}), profile)

    def _unmended(self, target: Target, finding: Finding) -> None:
        """Take note of a failure that no change mends; where it is for what the vendor does, the plan leaves it out."""
        if why := target.unavailable.get(finding.setting or ""):
            self._left.ruled_out(target, finding, why)
        else:
            self._ahead.unmended(target, finding)

    def plan(self, ident: str, made: datetime, profiles: Iterable[str]) -> Plan:
        """Return the plan, soonest programs first."""
        steps: list[Step] = []
        left = list(self._left.out(self.touched, self.allowed, self.barred))
        for draft in self._drafts.joined(self.touched):
            if reason := self._refused(draft):
                left.append(self._left_out(draft, [w.control for w in draft.wishes], *reason))
                self._ahead.refused(draft.key, draft.wishes, reason[1])
                continue
            wishes, refused = self._agreed(draft)
            wishes = self._needed(draft, wishes)
            left.extend(refused)
            changes = list(Changes(self.touched, self.settings[draft.connection]).of(draft, wishes))
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
            outlook=self._outlook(steps),
        )

    def _outlook(self, steps: Sequence[Step]) -> Outlook:
        waiting = list(self._forecast.waiting(steps))
        return Outlook(
            platforms=tuple(sorted({self.platforms[name] for name in self.settings if name in self.platforms})),
            open_now=self._forecast.now,
            open_after=self._forecast.after(steps),
            waiting=len(waiting),
            services=tuple(sorted(set(waiting))),
            unclear=self._forecast.unclear,
            partly=any(self.touched.partly(name) for name in self.settings),
            noticed=self._ahead.noticed(steps),
            rest=self._ahead.rest(),
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
            title=draft.title,
            controls=tuple(controls),
            needs=needs,
            reason=reason,
        )

    def _step(self, draft: Draft, changes: tuple[Change, ...]) -> Step:
        target, doors = draft.target, self.touched.doors(draft.key)
        in_room = any(part(change.path) not in target.apart for change in changes)
        cost = self.units.get(draft.connection)
        return Step(
            connection=draft.connection,
            target=target.id,
            kind=target.kind,
            title=draft.title,
            account=self.accounts.get(draft.connection, ""),
            host=target.program.host if target.program else "",
            slots=self.touched.slots(draft.key),
            written_to=target.written_to if in_room else "",
            doors=doors if len(doors) > 1 else (),
            changes=changes,
            touches=self.touched.reach(draft.key),
            looked_at=self.touched.looked_at(draft.key),
            units=cost(target.kind, {part(c.path) for c in changes if not c.kept}) if cost is not None else 0,
        )

    def _agreed(self, draft: Draft) -> tuple[list[Wish], list[LeftOut]]:
        """Sort one target's wishes, strictest last so that it wins; where two profiles pull apart, take neither."""
        agreed, refused = [], []
        others = {**self.touched.profiles(draft.key), **draft.profiles}
        shared = draft.target.program is None or self.touched.shared(draft.key)
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
                said = CONTRARY[draft.target.program is not None].format(profiles=", ".join(against), path=path)
                refused.append(self._left_out(draft, [wish.control], said))
            elif shared and Risk.OPEN in wish.fix.risks and self.touched.partly(draft.connection):
                said = OPENS.format(path=path)
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
            if (w.fix.row.gate or not self._shut(w, gates, document, kind)) and lives(w.fix.row, document)
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
