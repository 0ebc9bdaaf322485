"""What a look at a platform answers by itself: never a guess, and never better than what was found. Pure."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from typing import NamedTuple

from hardener.model import Status
from hardener.review.question import DAYS, NONE, Kind, Question, Value, questions
from hardener.review.record import HARDENER, Answer, Evidence

READ = {Status.PASS, Status.FAIL, Status.WAIVED}
"""What a finding is whose value was read, and holds for whoever attends."""
NOTHING = "nothing"
"""How a report spells a set without names."""


class Seen(NamedTuple):
    """One finding of one program."""

    control: str
    status: Status
    actual: str | None
    attested: bool = False
    """It passes because a person looked, which is no word of the platform."""

    @property
    def known(self) -> bool:
        """Tell whether the platform's own word is there."""
        return self.status in READ and self.actual is not None and not self.attested


def unread(controls: Iterable[str]) -> list[Seen]:
    """Return what stands for a program of which nothing could be read."""
    return [Seen(control, Status.ERROR, None) for control in controls]


def controls() -> list[str]:
    """Return every control that answers something."""
    return list(dict.fromkeys(one.control for question in questions().values() for one in question.measured))


def measured(seen: Sequence[Seen], on: date) -> Iterator[Answer]:
    """Yield the answers that the findings of one look, on the day `on`, give.

    Where programs differ, the answer is the worst of them. Where something could not be told, there is an answer only
    where what was read counts against the platform already.
    """
    by_control: dict[str, list[Seen]] = {}
    for one in seen:
        if one.status is not Status.NOT_APPLICABLE:
            by_control.setdefault(one.control, []).append(one)
    for question in questions().values():
        if question.measured:
            value = _value(question, by_control, on)
            if value is not None:
                told = tuple(_evidence(m.control, by_control[m.control], on)
                             for m in question.measured if m.control in by_control)  # fmt: skip
                yield Answer(question=question.id, value=value, by=HARDENER, on=on, evidence=told)


def closable(question: Question, reach: Mapping[str, bool | None], said: str, on: date) -> Answer | None:
    """Return what a platform can close, by `reach` of each control; None in it: nobody can tell.

    None where nothing is said against it and not all is known. `said`: where it stands.
    """
    there = tuple(word for word, control in question.closes.items() if reach.get(control))
    unknown = [word for word, control in question.closes.items() if reach.get(control) is None]
    lacks = set(question.needs) - set(there) - set(unknown)
    if not there or (unknown and not lacks):
        return None
    evidence = (Evidence(finding=said, on=on),)
    return Answer(question=question.id, value=there, by=HARDENER, on=on, evidence=evidence)


def _value(question: Question, found: Mapping[str, Sequence[Seen]], on: date) -> Value | None:
    """Return what was found in the words of the question; None where it cannot be told."""
    words: list[str] = []
    whole = True
    for one in question.measured:
        seen = found.get(one.control, ())
        whole = whole and bool(seen)
        for each in seen:
            names = _names(each, question.kind) if each.known else None
            # What a look found and no answer is for, is not told.
            whole = whole and names is not None and (not one.means or set(names) <= set(one.means))
            words += [one.means.get(name, name) for name in names or () if name in one.means or not one.means]
    value = _worst(question, words)
    if value is None or (not whole and not question.against(value, on)):
        return None
    return value


def _names(seen: Seen, kind: Kind) -> list[str]:
    said = seen.actual or ""
    if said == NOTHING:
        return []
    return said.split(", ") if kind is Kind.SEVERAL else [said]


def _worst(question: Question, words: Sequence[str]) -> Value | None:
    if question.kind is Kind.SEVERAL:
        # That nothing is asked for nobody has seen: a platform wants a name to show at the least.
        return tuple(word for word in question.answers if word in words and word != NONE) or None
    if question.kind is Kind.DAYS:
        days = [int(word) for word in words if word.isascii() and word.isdigit() and len(word) <= len(str(DAYS))]
        # 0 days: nothing is recorded there, so nobody has seen how long a recording stays.
        return max(days) or None if days and len(days) == len(words) and max(days) <= DAYS else None
    order = list(question.answers)
    return max(words, key=order.index, default=None)


def _evidence(control: str, seen: Sequence[Seen], on: date) -> Evidence:
    counts = Counter(one.actual if one.known else "could not be told" for one in seen)
    total = len(seen)
    parts = "; ".join(f"{said} in {count}" for said, count in sorted(counts.items(), key=lambda each: str(each[0])))
    said = f"{control}: {parts} of {total} program{'' if total == 1 else 's'}"
    return Evidence(finding=said if len(said) <= 300 else f"{said[:299]}…", on=on)
