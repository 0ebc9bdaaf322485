"""How many programs are open to strangers, and how many will be once a plan is applied. Pure."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

from hardener.catalog import Control
from hardener.evaluate import Judge
from hardener.findings import State
from hardener.fixes import Place
from hardener.judgement import Judgement
from hardener.layers import Others
from hardener.model import Document, Target, Unreadable
from hardener.path import MISSING, get_path, with_path
from hardener.profile import Profile
from hardener.remedy.drafts import part
from hardener.remedy.plan import Change, Step
from hardener.remedy.touched import Key
from hardener.setting import Setting, rows_of

Waive = Callable[[str, Target, Judgement], Judgement]
"""Lays the words of people, who accept something for now, onto what was judged."""


def nothing_waived(_connection: str, _target: Target, judged: Judgement) -> Judgement:
    """Return what was judged as it is."""
    return judged


@dataclass(slots=True)
class Forecast:
    """Keeps the programs that are open to strangers, and judges them again as a plan would leave them.

    Only these: no plan opens anything to a stranger that a profile wants closed.
    """

    settings: Mapping[str, Sequence[Setting]]
    """By connection."""
    controls: Mapping[str, Control]
    others: Mapping[str, Others]
    """By connection."""
    places: Mapping[str, Place]
    waive: Waive
    unclear: int = 0
    """Programs that may be open to strangers: something of them could not be read."""
    _open: list[tuple[str, Target, Profile]] = field(default_factory=list)

    def saw(self, connection: str, program: Target | Unreadable, profile: Profile, state: State) -> None:
        """Keep a program if it is open to strangers and more than looked at."""
        if not profile.apply or (program.program is not None and program.program.personal):
            return
        self.unclear += isinstance(program, Unreadable) or state is State.CANT_TELL
        if isinstance(program, Target) and state is State.CLOSE_FIRST:
            self._open.append((connection, program, profile))

    @property
    def now(self) -> int:
        """Return how many programs are open to strangers."""
        return len(self._open)

    def after(self, steps: Iterable[Step]) -> int:
        """Return how many of them still are when `steps` have been applied."""
        by_target: dict[Key, list[Change]] = {}
        for step in steps:
            for ident in step.doors or (step.target,):
                by_target.setdefault((step.connection, ident), []).extend(step.changes)
            if step.target not in step.doors and step.doors:
                by_target.setdefault((step.connection, step.target), []).extend(step.changes)
        judges = {name: self._judge(name, by_target) for name in {name for name, _, _ in self._open}}
        return sum(self._still(judges[name], name, target, profile, by_target) for name, target, profile in self._open)

    def waiting(self, steps: Iterable[Step]) -> Iterator[str]:
        """Yield for each change of `steps` that waits for a restart the service that it waits for."""
        for step in steps:
            rows = rows_of(self.settings[step.connection], step.kind)
            target = self.others[step.connection].get(step.target)
            document: Document = target.document if isinstance(target, Target) else {}
            for change in step.changes:
                row = None if change.kept else rows.get(change.path)
                if row is not None and (service := row.restarts(document)):
                    yield service

    def _judge(self, name: str, by_target: Mapping[Key, Sequence[Change]]) -> Judge:
        others = {
            ident: self._changed(name, other, by_target) if isinstance(other, Target) else other
            for ident, other in self.others[name].items()
        }
        return Judge(name, self.settings[name], self.controls, others, self.places.get(name, Place()))

    def _still(
        self, judge: Judge, name: str, target: Target, profile: Profile, by_target: Mapping[Key, Sequence[Change]]
    ) -> bool:
        judged = judge.judgement(self._changed(name, target, by_target), profile)
        return self.waive(name, target, judged).found.state is State.CLOSE_FIRST

    def _changed(self, name: str, target: Target, by_target: Mapping[Key, Sequence[Change]]) -> Target:
        """Return a target as it is once it is changed; what is its own alone stays where another is written."""
        changes = by_target.get((name, target.id), ())
        mine = [c for c in changes if c.target == target.id or part(c.path) not in target.apart]
        document = target.document
        rows = rows_of(self.settings[name], target.kind)
        for change in (change for change in mine if not change.kept):
            document = _put(document, target.kind, change, rows)
        return replace(target, document=document) if mine else target


def _put(document: Document, kind: str, change: Change, rows: Mapping[str, Setting]) -> Document:
    """Return a document with one change in it; of a secret a plan only has the word for what it becomes."""
    row = rows.get(change.path)
    if change.secret and row is not None and isinstance(change.after, str | int):
        return row.put(document, kind, change.after)
    if row is not None and row.running and get_path(document, row.running) is not MISSING:
        document = with_path(document, row.running, change.after)  # after the restart that is told with the count
    return with_path(document, change.path, change.after)
