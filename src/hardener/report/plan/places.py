"""The places where a plan changes something, the widest first. Pure."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime, tzinfo

from hardener.causes import ORDER, rank_of
from hardener.language import marked, ntr, tr
from hardener.model import Risk
from hardener.remedy.plan import Change, Plan, Step
from hardener.report import words
from hardener.report.plan.change import changed, emptied, named
from hardener.report.plan.change import said as whole
from hardener.report.plan.lines import time_of
from hardener.report.safe import terminal

OF_SETTINGS = {
    "host": marked("Settings of {name}"),
    "group": marked("Group {name}"),
    "account": marked("The account"),
    "server": "{name}",
    "site": "{name}",
}
NAMED = 1
"""How many that are only looked at are named where a plan is folded."""
ABOVE = tuple(OF_SETTINGS)


@dataclass(slots=True)
class Place:
    """One target, or several programs of one title that are changed in the same way."""

    steps: list[Step]
    changes: list[Change]
    times: int = 1
    starts: list[datetime] = field(default_factory=list)

    @property
    def touches(self) -> int:
        """Return how many programs it reaches."""
        return max(self.times, *(step.touches for step in self.steps))

    def title(self, zone: tzinfo) -> str:
        """Return where somebody would click: `Settings of homework`, or a program with its next date."""
        first = self.steps[0]
        if first.kind in ABOVE:
            return name_of(first)
        times = f" ×{self.times}" if self.times > 1 else ""  # noqa: RUF001 - the sign is meant
        if not self.starts:
            return f"{name_of(first)}{times}"
        when = time_of(min(self.starts), zone)
        return f"{name_of(first)}{times}, {tr('next {time}', time=when) if self.times > 1 else when}"

    def also(self, named: int = NAMED) -> str:
        """Say how many programs it touches, and name up to so many that are only looked at and change all the same."""
        step = self.steps[0]
        told = [words.many(step.touches - len(step.looked_at), "program")] if step.kind in ABOVE else []
        if step.looked_at:
            names = "; ".join(terminal(title, 50) for title in step.looked_at)
            few = f" ({names})" if len(step.looked_at) <= named else ""
            only = ntr("{count} looked at only", "{count} looked at only", len(step.looked_at))
            told.append(f"{only}{few}")
        return ", ".join(told)

    def told(self) -> list[str]:
        """Return every change that has to be told, once each: what strangers use first."""
        known = any(change.levels for change in self.changes)
        return list(dict.fromkeys(_line(c, known=known) for c in self.changes if _speaks(c, known=known)))


def _speaks(change: Change, *, known: bool) -> bool:
    """Tell whether a change is no mere part of another one of the same write."""
    return bool(change.levels) or not known or change.path.startswith("locks.") or bool(emptied(change))


def _line(change: Change, *, known: bool) -> str:
    if change.levels or not known:
        return whole(change)
    return emptied(change) or named(change)


def name_of(step: Step) -> str:
    """Name what a step is written to: a program by its title, a host's settings as such."""
    name = terminal(step.title, 60)
    return tr(OF_SETTINGS[step.kind], name=name) if step.kind in OF_SETTINGS else name


def places(plan: Plan) -> list[Place]:
    """Return all places of a plan: accounts, groups and hosts by what they touch, then programs by their next date."""
    by_target: dict[tuple[str, str], Place] = {}
    for step in plan.steps:
        place = by_target.setdefault((step.connection, step.target), Place([], []))
        place.steps.append(step)
        place.changes.extend(change for change in step.changes if not change.kept)
        place.starts.extend(slot.start for slot in step.slots)
    alike: dict[tuple[object, ...], Place] = {}
    for key, place in by_target.items():
        known = alike.setdefault(_alike(place) or key, place)
        if known is not place:
            known.times += 1
            known.steps += place.steps
            known.changes += place.changes
            known.starts += place.starts
    for place in alike.values():
        place.changes.sort(key=_gravest)
    return sorted(alike.values(), key=_rank)


def _gravest(change: Change) -> tuple[int, int]:
    each = [(rank_of(control), -words.control(control).severity.rank) for control in change.controls]
    return min(each, default=(len(ORDER), 0))


def _alike(place: Place) -> tuple[object, ...]:
    """Return what programs that are one line have in common; nothing for what lies above programs."""
    first = place.steps[0]
    if first.kind in ABOVE or first.written_to or first.looked_at:
        return ()
    return first.connection, first.host, first.title, *sorted({f"{named(c)} {changed(c)}" for c in place.changes})


def _rank(place: Place) -> tuple[int, int, float, str]:
    above = place.steps[0].kind in ABOVE
    start = min((at.timestamp() for at in place.starts), default=float("inf"))
    return (0, -place.touches, 0.0, place.steps[0].title) if above else (1, 0, start, place.steps[0].title)


def shared(plan: Plan) -> int:
    """Return how many changes are on settings that programs share."""
    return sum(Risk.SHARED in c.risks for c in _changes(plan))


def _changes(plan: Plan) -> Iterator[Change]:
    yield from (change for step in plan.steps for change in step.changes if not change.kept)
