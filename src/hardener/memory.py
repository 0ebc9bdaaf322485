"""What was judged before is not judged again: of programs that are set alike nothing, of others what is alike. Pure."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterator, Sequence
from dataclasses import replace
from operator import itemgetter
from typing import Any, NamedTuple

from hardener.catalog import Control
from hardener.door import Entrance, entrance
from hardener.evaluate import Judge, Judged, Judgement
from hardener.imprint import MOST, Imprint, Imprints
from hardener.model import Target, Unreadable, Value
from hardener.profile import Profile, Requirement

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
        self._known: dict[tuple[int, Hashable], tuple[Profile, Judgement]] = {}
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
            if len(self._known) >= MOST:
                self._known.clear()
                self._each.clear()
            known = self._known[key] = profile, self._anew(target, profile, imprint)
        return known[1]

    def _slim(self, judged: Judgement) -> Judgement:
        """Return it without what would mend it, and with what is equal in two judgements as one object."""
        return replace(judged, each=tuple(self._each.setdefault(one, one) for one in map(slim, judged.each)))


def slim(judged: Judged) -> Judged:
    """Return a finding without what would mend it."""
    return judged._replace(fixes=()) if judged.fixes else judged


Pick = Callable[[Sequence[Hashable]], Hashable]
"""Takes out of what an imprint has of all rows what it has of one control's."""


class _Line(NamedTuple):
    """One requirement, and what of an imprint its finding hangs on."""

    control: Control
    requirement: Requirement
    pick: Pick
    known: dict[Hashable, Judged]


class _View:
    """One kind of program as it is held against one profile, and what was made of parts of it so far."""

    def __init__(self, judge: Judge, imprints: Imprints, kind: str, profile: Profile) -> None:
        self._judge, self._profile = judge, profile
        self._places = imprints.places(kind, profile)
        asked = profile.requires.items()
        self._lines = [_Line(judge.controls[name], each, self._pick(name), {}) for name, each in asked]
        self._levels: dict[str, tuple[Pick, dict[Hashable, Value | None]]] = {}

    def _pick(self, control: str) -> Pick:
        places = self._places.get(control)
        return itemgetter(*places) if places else lambda _: None

    def level(self, control: str, target: Target, imprint: Imprint, rest: int) -> Value | None:
        """Return the most open that a control may be at."""
        if control not in self._levels:
            self._levels[control] = self._pick(control), {}
        pick, known = self._levels[control]
        key = (rest, pick(imprint.values), pick(imprint.types))
        if key not in known:
            known[key] = self._judge.most_open(control, target)
        return known[key]

    def each(self, target: Target, imprint: Imprint, rest: int, at: Entrance) -> Iterator[Judged]:
        """Yield all findings."""
        values, types = imprint.values, imprint.types
        for control, requirement, pick, known in self._lines:
            key = (rest, at, pick(values), pick(types))
            found = known.get(key)
            if found is None:
                found = known[key] = slim(self._judge.one(control, requirement, target, self._profile, at))
            yield found


class Parts:
    """Judges what is new by what is alike in it: a finding hangs on the rows of its own control, and on the door.

    Beside them it hangs on all that an imprint has of no row: what lies above, what is unread, and so on.
    """

    def __init__(self, judge: Judge, imprints: Imprints) -> None:
        """Begin with nothing known."""
        self._judge, self._imprints = judge, imprints
        self._views: dict[tuple[str, int], tuple[Profile, _View]] = {}
        """By kind and profile, which is kept so that its id stays its own."""
        self._rests: dict[Hashable, int] = {}
        """What an imprint has of no row, by numbers that are a shorter key."""
        self._met = 0

    def judgement(self, target: Target, profile: Profile, imprint: Imprint) -> Judgement:
        """Return all findings on one program, without what would mend them, and its door."""
        self._met += 1
        if self._met > MOST:  # each may have left parts that are met in no other
            self._views.clear()
            self._rests.clear()
            self._met = 1
        key = (imprint.kind, id(profile))
        if key not in self._views:
            self._views[key] = profile, _View(self._judge, self._imprints, imprint.kind, profile)
        view = self._views[key][1]
        beside = (imprint.program, imprint.layers, imprint.unread, imprint.unavailable)
        rest = self._rests.setdefault(beside, len(self._rests))
        at = entrance(lambda control: view.level(control, target, imprint, rest))
        return Judgement(tuple(view.each(target, imprint, rest, at)), at.door)


def memory(judge: Judge) -> Memory:
    """Return what judges as `judge` does, and nothing twice."""
    imprints = Imprints(judge, asked=True)
    return Memory(judge.judgement, imprints.of, Parts(judge, imprints).judgement)
