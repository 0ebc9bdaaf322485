"""Waivers and attestations, laid onto findings. Pure: today is an argument."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta, tzinfo
from typing import LiteralString
from weakref import WeakKeyDictionary

from hardener.judgement import Judged, Judgement
from hardener.language import marked
from hardener.model import Notice, Status, Target, Unreadable, Waived
from hardener.waiver import ALL_TOLD, Attestation, Either, Waiver

SOON = timedelta(days=14)
"""So long before its end it is announced."""
NOTICE = marked("waivers.yaml: {control} for {where}: {word}")
NOTED = marked("{control} for {where}: {word}")
OVER = marked("{word}, which is over")
NOTHING = marked("{word}; it matches nothing")
NO_FAILURE = marked("{word}; no longer needed: nothing there fails")
NO_QUESTION = marked("{word}; no longer needed: nothing there has to be looked at by hand")
DAYS = {0: marked("{word}, which is today"), 1: marked("{word}, which is tomorrow")}
IN_DAYS = marked("{word}, which is in {count} days")
WORDS = (NOTICE, NOTHING, NO_FAILURE, NO_QUESTION, OVER, *DAYS.values(), IN_DAYS, *ALL_TOLD)
"""What a notice is made of."""


@dataclass(slots=True)
class _Held:
    """An entry, and what an audit has met of it so far."""

    entry: Either
    controls: frozenset[str]
    met: set[Status] = field(default_factory=set)
    """What the findings were that it names."""
    void: str = ""
    """Why it did not cover one of them."""


@dataclass(slots=True, kw_only=True)
class Waivers:
    """Everybody's word on one day. It keeps count of what it met, so it serves one audit."""

    today: date
    """In the library's time zone."""
    waivers: tuple[Waiver, ...] = ()
    attestations: tuple[Attestation, ...] = ()
    _held: list[_Held] = field(init=False)
    _laid: WeakKeyDictionary[Judgement, dict[tuple[int, ...], Judgement]] = field(default_factory=WeakKeyDictionary)
    """What judgements became, by the entries that are for the target: many programs share one."""

    def __post_init__(self) -> None:
        """Work out the controls of each entry once."""
        each = dict.fromkeys(self.entries)
        self._held = [_Held(entry, frozenset(control.id for control in entry.controls)) for entry in each]

    @property
    def entries(self) -> tuple[Either, ...]:
        """Return all of them, in the order of the file."""
        return (*self.waivers, *self.attestations)

    def onto(self, connection: str, target: Target | Unreadable, judged: Judgement) -> Judgement:
        """Return `judged`, with what is waived or attested for `target` marked as such; the rest is left as it is."""
        near = tuple(number for number, held in enumerate(self._held) if held.entry.meets(connection, target))
        if not near:
            return judged
        laid = self._laid.setdefault(judged, {})
        if near not in laid:
            each = tuple(self._one(one, [self._held[number] for number in near]) for one in judged.each)
            laid[near] = replace(judged, each=each)
        return laid[near]

    def _one(self, judged: Judged, near: Sequence[_Held]) -> Judged:
        status = judged.finding.status
        meant = []
        for held in near:
            if judged.finding.control in held.controls:
                held.met.add(status)
                if held.entry.meant is status:
                    meant.append(held)
        return self._marked(judged, self._word(judged, meant)) if meant else judged

    def _word(self, judged: Judged, meant: Sequence[_Held]) -> Waived:
        """Return the first word that holds, the newest look before others; where none does, why the last does not."""
        void: Waived | None = None
        meant = sorted(meant, key=_newest_look)
        for held in meant:
            if not held.entry.over(self.today):
                said = held.entry.void(judged)
                if not said:
                    return held.entry.waived
                held.void = max(held.void, said)  # of two reasons the same one, whichever program came first
                void = void or replace(held.entry.waived, lapsed=said)
        last = max((held.entry for held in meant), key=lambda entry: entry.until)
        return void or replace(last.waived, lapsed=OVER.format(word=last.said))

    def _marked(self, judged: Judged, word: Waived) -> Judged:
        if word.lapsed:
            return judged._replace(finding=replace(judged.finding, waiver=word))
        if word.kind == "waiver":
            return judged._replace(finding=replace(judged.finding, status=Status.WAIVED, waiver=word), fixes=())
        passed = replace(judged.finding, status=Status.PASS, actual="attested", note="", reason=None, waiver=word)
        return judged._replace(finding=passed)

    def notices(self, *, whole: bool) -> Iterator[Notice]:
        """Yield what should be known of them after an audit; `whole`: it looked at everything there is."""
        for held in self._held:
            if held.met or whole:
                control, where = held.entry.control, held.entry.where
                for matter, said in self._notice(held, _idle(held) if whole else None):
                    text = NOTICE.format(control=control, where=where, word=said)
                    yield Notice(text, f"{matter} {held.entry.until} waivers.yaml: {control} for {where}")

    def _notice(self, held: _Held, idle: LiteralString | None) -> Iterator[tuple[str, str]]:
        """Yield what it is about in a word, and in a sentence."""
        entry = held.entry
        if entry.over(self.today):
            over = OVER.format(word=entry.said)
            yield "over", idle.format(word=over) if idle else over
            return
        if idle:
            yield "idle", idle.format(word=entry.said)
        elif held.void:
            yield "void", held.void
        if entry.until - self.today <= SOON:
            days = (entry.until - self.today).days
            yield "soon", DAYS.get(days, IN_DAYS).format(word=entry.said, count=days)


def _newest_look(held: _Held) -> int:
    """Order words of those who looked, the newest first; others stay as they stand in the file."""
    return -held.entry.on.toordinal() if isinstance(held.entry, Attestation) else 0


def _idle(held: _Held) -> LiteralString | None:
    """Return why an entry is of no use any more; None where it is, or where that cannot be told."""
    if not held.met:
        return NOTHING
    if held.entry.meant in held.met or Status.ERROR in held.met:
        return None
    return NO_FAILURE if held.entry.meant is Status.FAIL else NO_QUESTION


def day_in(zone: tzinfo, moment: datetime) -> date:
    """Return the date that it is in `zone` at `moment`: the last day of a word is over at midnight there."""
    return moment.astimezone(zone).date()
