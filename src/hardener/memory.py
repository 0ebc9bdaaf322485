"""What was judged before is not judged again: of programs that are set alike nothing, of others what is alike. Pure."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Mapping, Sequence
from dataclasses import replace
from operator import itemgetter
from typing import Any

from hardener.door import DECIDE, Entrance, entrance
from hardener.evaluate import Judge
from hardener.imprint import Imprint, Imprints
from hardener.judgement import Bare, Judged, Judgement
from hardener.model import Target, Unreadable, Value
from hardener.narrow import Narrow, key_of
from hardener.profile import Profile
from hardener.recent import Recent

LATELY = 256
"""Imprints that are met between two turns, at some five kilobytes each with all that was made of them."""
Judging = Callable[[Target | Unreadable, Profile], Judgement]
"""Judges one program."""
Anew = Callable[[Target, Profile, Any], Judgement]
"""Judges one program that has an imprint which is met for the first time."""


class Memory:
    """Judges each imprint once."""

    def __init__(
        self, judging: Judging, imprint: Callable[[Target, Profile], Hashable], anew: Anew | None = None
    ) -> None:
        """Remember what `judging` says; `imprint` tells apart what may be judged otherwise.

        `anew` says the same, without what would mend it, of programs that can be read; it is given the imprint as well.
        """
        self._judging, self._imprint = judging, imprint
        self._anew: Anew = anew or (lambda target, profile, _: self._slim(judging(target, profile)))
        self._known: Recent[tuple[int, Hashable], tuple[Profile, Judgement]] = Recent()
        """By profile, which is kept so that its id stays its own, and imprint."""
        self._each: dict[Judged, Judged] = {}

    def judgement(self, target: Target | Unreadable, profile: Profile) -> Judgement:
        """Return what `judging` does, without what would mend it: the same object for programs that are set alike."""
        if isinstance(target, Unreadable):
            return self._judging(target, profile)
        imprint = self._imprint(target, profile)
        key = (id(profile), imprint)
        known = self._known.get(key)
        if known is None:
            if len(self._known) >= LATELY:
                self._known.turn()
                self._each.clear()
            known = self._known[key] = profile, self._anew(target, profile, imprint)
        return known[1]

    def _slim(self, judged: Judgement) -> Judgement:
        """Return it without what would mend it, and with what is equal in two judgements as one object."""
        return replace(judged, each=tuple(self._each.setdefault(one, one) for one in map(slim, judged.each)))


def slim(judged: Judged) -> Judged:
    """Return a finding without what would mend it."""
    return judged._replace(fixes=()) if judged.fixes else judged


Typed = Sequence[tuple[Hashable, type]]
"""What an imprint has of all rows, each with its type."""
Pick = Callable[[Typed], Hashable]
"""Takes out of that what is of one control, or of some."""
Beside = tuple[Hashable, ...]
"""All that an imprint has of no row."""


class _Line:
    """One control that is asked about of one kind of program, and all that was made of parts of programs so far."""

    def __init__(self, judge: Judge, control: str, kind: str, places: Sequence[int], profile: Profile) -> None:
        self._judge, self._control, self._profile = judge, judge.controls[control], profile
        self._narrow = Narrow(judge.rows(control), kind)
        self.pick: Pick | None = itemgetter(*places) if places else None
        self._bare: Recent[Hashable, tuple[Bare, dict[Entrance, Judged]]] = Recent()
        self._levels: dict[Hashable, Value | None] = {}

    def key(self, target: Target) -> Hashable:
        """Return all that it hangs on but values: what is known of one program holds for others with the same."""
        return key_of(small := self._narrow.of(target), self._judge.layers.number(small.above))

    def judged(self, target: Target, rest: Hashable, typed: Typed, at: Entrance) -> Judged:
        """Return what it comes to in a program with this door."""
        key = (rest, self.pick(typed) if self.pick else None)
        found = self._bare.get(key)
        if found is None:
            asked = self._profile.requires[self._control.id]
            bare = self._judge.bare(self._control, asked, self._narrow.of(target), self._profile)
            found = self._bare[key] = bare, {}
        bare, known = found
        if at not in known:
            known[at] = slim(self._judge.behind(at, bare, self._profile))
        return known[at]

    def level(self, target: Target, rest: Hashable, typed: Typed) -> Value | None:
        """Return the most open that it may be at."""
        key = (rest, self.pick(typed) if self.pick else None)
        if key not in self._levels:
            self._levels[key] = self._judge.most_open(self._control.id, self._narrow.of(target))
        return self._levels[key]

    def turn(self) -> None:
        """Let go of what was not asked for lately."""
        self._bare.turn()
        self._levels.clear()


class _Table:
    """One kind of program as it is held against one profile."""

    def __init__(self, judge: Judge, places: Mapping[str, tuple[int, ...]], kind: str, profile: Profile) -> None:
        self._judge, self._places, self._kind = judge, places, kind
        self._lines: dict[str, _Line] = {}
        self.profile = profile
        self.asked = [self.line(control) for control in profile.requires]
        door = sorted({number for name, found in places.items() if name in DECIDE for number in found})
        self.door: Pick = itemgetter(*door) if door else lambda _: None

    def line(self, control: str) -> _Line:
        """Return the line of a control, which need not be asked about."""
        if control not in self._lines:
            places = self._places.get(control, ())
            self._lines[control] = _Line(self._judge, control, self._kind, places, self.profile)
        return self._lines[control]

    def turn(self) -> None:
        """Let go of what was not asked for lately."""
        for line in self._lines.values():
            line.turn()


class _Door:
    """Programs behind one door that have all in common but what their rows say: for each line what was met so far."""

    def __init__(self, table: _Table, rests: Sequence[Hashable], at: Entrance, target: Target, typed: Typed) -> None:
        self._at, self.door = at, at.door
        each = list(zip(table.asked, rests, strict=True))
        self._lines: list[tuple[int, Pick, dict[Hashable, Judged], _Line, Hashable]] = [
            (number, line.pick, {}, line, rest) for number, (line, rest) in enumerate(each) if line.pick
        ]
        self._fixed = [line.judged(target, rest, typed, at) for line, rest in each]
        """What hangs on no row, among places for what does."""

    def each(self, target: Target, typed: Typed) -> tuple[Judged, ...]:
        """Return all findings."""
        found = self._fixed.copy()
        for number, pick, known, line, rest in self._lines:
            key = pick(typed)
            one = known.get(key)
            if one is None:
                one = known[key] = line.judged(target, rest, typed, self._at)
            found[number] = one
        return tuple(found)


class _View:
    """Programs that have all in common but what their rows say."""

    def __init__(self, table: _Table, target: Target) -> None:
        self._table = table
        self._rests = [line.key(target) for line in table.asked]
        self._others: dict[str, Hashable] = {}
        """The same of what decides on the door, whether it is asked about or not."""
        self._doors: dict[Hashable, _Door] = {}
        """By what an imprint has of the rows of a door."""
        self._known: dict[Entrance, _Door] = {}

    def of(self, target: Target, typed: Typed) -> _Door:
        """Return those behind the door of this program."""
        key = self._table.door(typed)
        if key not in self._doors:
            at = entrance(lambda control: self._level(control, target, typed))
            if at not in self._known:
                self._known[at] = _Door(self._table, self._rests, at, target, typed)
            self._doors[key] = self._known[at]
        return self._doors[key]

    def _level(self, control: str, target: Target, typed: Typed) -> Value | None:
        assert control in DECIDE, f"{control} is not among the controls that a door is known by"
        line = self._table.line(control)
        if control not in self._others:
            self._others[control] = line.key(target)
        return line.level(target, self._others[control], typed)


class Parts:
    """Judges what is new by what is alike in it: a finding hangs on the rows of its own control, and on the door.

    Beside them it hangs on all that an imprint has of no row: what lies above, what is unread, and so on.
    """

    def __init__(self, judge: Judge, imprints: Imprints) -> None:
        """Begin with nothing known."""
        self._judge, self._imprints = judge, imprints
        self._tables: dict[tuple[str, int], _Table] = {}
        """By kind and profile, which its table keeps so that its id stays its own."""
        self._views: dict[tuple[int, Beside], _View] = {}
        """By profile, and what an imprint has of no row."""
        self._met = 0

    def judgement(self, target: Target, profile: Profile, imprint: Imprint) -> Judgement:
        """Return all findings on one program, without what would mend them, and its door."""
        self._met += 1
        if self._met > LATELY:  # each may have left parts that are met in no other
            self._views.clear()  # what they were made of is in the tables
            for table in self._tables.values():
                table.turn()
            self._met = 1
        kind, program, layers, values, types, unread, unavailable = imprint
        key = (id(profile), (kind, program, layers, unread, unavailable))
        view = self._views.get(key)
        if view is None:
            view = self._views[key] = _View(self._table(kind, profile), target)
        typed = list(zip(values, types, strict=True))
        behind = view.of(target, typed)
        return Judgement(behind.each(target, typed), behind.door)

    def _table(self, kind: str, profile: Profile) -> _Table:
        key = (kind, id(profile))
        if key not in self._tables:
            self._tables[key] = _Table(self._judge, self._imprints.places(kind, profile), kind, profile)
        return self._tables[key]


def memory(judge: Judge) -> Memory:
    """Return what judges as `judge` does, and nothing twice."""
    imprints = Imprints(judge, asked=True)
    return Memory(judge.judgement, imprints.of, Parts(judge, imprints).judgement)
