"""Whether a published notice that no longer fitted fits again: what is remembered from look to look. Pure."""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import NamedTuple

from hardener.mark import digest
from hardener.model import Value
from hardener.notice import rests
from hardener.notice.fit import Where, changes, said_of, titled
from hardener.notice.published import Book
from hardener.notice.said import AGAIN
from hardener.notice.table import Facts


class Lapse(NamedTuple):
    """A setting behind a notice, for one program, that was changed since it was published."""

    day: str
    control: str
    was: str
    """What it was, in family words."""
    title: str
    key: str
    """Of what was said when it no longer fitted."""


@dataclass(frozen=True, slots=True)
class Fit:
    """How the settings behind the published notices stand, each with its mark."""

    lapsed: Mapping[str, Lapse] = field(default_factory=dict)
    """Those that are otherwise now."""
    holds: Collection[str] = frozenset()
    """Those that are as they were."""
    there: Collection[str] = frozenset()
    """All of them, those of programs that were not read as well."""


def fit_of(book: Book, facts: Mapping[Where, Facts], titles: Mapping[Where, str], today: date) -> Fit:
    """Return how the settings behind the notices stand; `facts` are those of the programs that were read."""
    there, holds = set(), set()
    for one in book.notices:
        for where, _ in one.titles():
            for control, was in one.facts.items():
                mark = _mark(one.date, control, was, where)
                there.add(mark)
                if where in facts and rests.now(control, facts[where]) == was:
                    holds.add(mark)
    lapsed = {}
    for change, programs in changes(book, facts, titles).items():
        day, control, was, _ = change
        key = said_of(change, programs, today).key
        for where, title in programs.items():
            known = Lapse(f"{day}", control, rests.say(control, was), title, key)
            lapsed[_mark(day, control, was, where)] = known
    return Fit(lapsed, frozenset(holds), frozenset(there))


def _mark(day: date, control: str, was: Value, where: Where) -> str:
    return digest([f"{day} {control} {was!r} {' '.join(where)}"])


def again(before: Mapping[str, Lapse], now: Fit) -> list[Lapse]:
    """Return what no longer fitted and does now."""
    return [lapse for mark, lapse in before.items() if mark in now.holds]


def left(before: Mapping[str, Lapse], now: Fit) -> dict[str, Lapse]:
    """Return what is to be remembered: what does not fit, and what did not and could not be read since."""
    kept = {mark: lapse for mark, lapse in before.items() if mark in now.there and mark not in now.holds}
    return {**kept, **now.lapsed}


def told(lapses: Iterable[Lapse]) -> Iterator[str]:
    """Yield a sentence for each setting that is again as a notice says."""
    found: dict[tuple[str, str, str], list[str]] = {}
    for one in lapses:
        found.setdefault((one.day, one.control, one.was), []).append(one.title)
    for (day, control, was), titles in sorted(found.items()):
        what = rests.title_of(control)
        yield AGAIN.format(day=day, titles=titled(list(dict.fromkeys(titles))), what=what, was=was)


def written(lapses: Mapping[str, Lapse]) -> str:
    """Return them as a text that `read` takes."""
    return json.dumps(lapses, sort_keys=True)


def read(text: str) -> dict[str, Lapse]:
    """Return what was written; of what is not in the catalogue any more nothing is known."""
    return {mark: Lapse(*each) for mark, each in json.loads(text or "{}").items() if rests.known(each[1])}
