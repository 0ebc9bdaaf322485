"""Put a notice together: of each question the sentence that the facts bear, or a line for a person to look at."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from hardener.language import PLACEHOLDER
from hardener.model import Value
from hardener.notice.rests import recorded
from hardener.notice.table import (
    ACCOUNT,
    OWN,
    PLATFORM,
    Facts,
    Form,
    Needs,
    Part,
    Question,
    against,
    holds,
    table,
)
from hardener.results import Row

Silence = tuple[tuple[str, Value], ...]
"""Controls, sorted, and what they come to, by reason of which a notice says nothing of something."""


@dataclass(frozen=True, slots=True)
class Line:
    """One sentence of a notice, in English and with its values apart."""

    question: str
    """Its name in the table."""
    part: Part
    said: str
    values: tuple[tuple[str, Value], ...] = ()
    """What its `{names}` stand for."""
    rests: tuple[tuple[str, Value], ...] = ()
    """What it rests on, sorted: controls and what they come to, and words of ours."""
    check: bool = False
    """Not a sentence for families, but a question to whoever publishes: nothing is known."""


@dataclass(frozen=True, slots=True)
class Notice:
    """What families are told of one program, or of several for which it is the same."""

    form: Form
    lines: tuple[Line, ...]
    rows: tuple[Row, ...] = field(compare=False)
    """The programs, soonest first."""
    silent: tuple[Silence, ...] = field(default=(), compare=False)
    """Of each program what keeps more from being said: when one of these changes, something is left out."""

    @property
    def checks(self) -> int:
        """Return how many lines a person has to look at."""
        return sum(line.check for line in self.lines)

    @property
    def unsaid(self) -> frozenset[str]:
        """Return the keys of `[notice]` in hardener.toml that would answer a line which a person has to look at."""
        left = {line.question for line in self.lines if line.check}
        asks = (key for question in table().questions if question.name in left for key in question.asks)
        return frozenset(key.removeprefix(OWN) for key in asks if key.startswith(OWN))

    @property
    def facts(self) -> Mapping[str, Value]:
        """Return what the notice rests on: when one of these changes, it no longer fits."""
        return dict(sorted((key, value) for line in self.lines for key, value in line.rests if recorded(key)))

    def part(self, part: Part) -> tuple[Line, ...]:
        """Return the lines of one part."""
        return tuple(line for line in self.lines if line.part is part)


def chosen(facts: Facts, form: Form) -> tuple[Line, ...]:
    """Return the lines of a notice that the facts bear."""
    asked = (question for question in table().questions if form in question.forms and holds(question.where, facts))
    found = (_line(question, facts) for question in asked)
    return tuple(line for line in found if line is not None)


def _line(question: Question, facts: Facts) -> Line | None:
    for row in question.rows:
        if holds(row.needs, facts):
            return _made(question, row.said, {**question.where, **row.needs}, facts)
    if not question.check or all(key in facts for key in question.asks):
        return None
    return _made(question, question.check, question.where, facts, check=True)


def _made(question: Question, said: str, needs: Needs, facts: Facts, *, check: bool = False) -> Line:
    names = {key.partition(".")[2]: key for key in (*needs, PLATFORM, ACCOUNT)}
    values = tuple((name, facts[names[name]]) for name in PLACEHOLDER.findall(said))
    rests = () if check else tuple(sorted((key, facts[key]) for key in needs))
    return Line(question.name, question.part, said, values, rests, check)


def silence(facts: Facts, form: Form, lines: Iterable[Line]) -> Silence:
    """Return what keeps sentences out of `lines`: of each that could be there, the first that is known against it."""
    told = {line.question for line in lines}
    found = {
        key: facts[key]
        for question in table().questions
        if form in question.forms and question.name not in told
        for row in question.rows
        if (key := against({**question.where, **row.needs}, facts)) and recorded(key)
    }
    return tuple(sorted(found.items()))


def grouped(each: Iterable[tuple[Row, Facts]], form: Form) -> list[Notice]:
    """Return the notices of programs, each once, with all programs for which it is the same."""
    found: dict[tuple[Line, ...], list[tuple[Row, Silence]]] = {}
    for row, facts in each:
        lines = chosen(facts, form)
        found.setdefault(lines, []).append((row, silence(facts, form, lines)))
    return [Notice(form, lines, *zip(*rows, strict=True)) for lines, rows in found.items()]
