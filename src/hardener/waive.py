"""Waivers and attestations, laid onto findings. Pure: today is an argument."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta, tzinfo

from hardener.evaluate import Judged
from hardener.model import Finding, Notice, Status, Target, Unreadable, Waived
from hardener.waiver import Attestation, Either, Waiver

SOON = timedelta(days=14)
"""So long before its end it is announced."""


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
    _kept: dict[tuple[int, Waived], tuple[Finding, Judged]] = field(default_factory=dict)
    """What findings that many programs have in common became; each is kept so that its id stays its own."""

    def __post_init__(self) -> None:
        """Work out the controls of each entry once."""
        each = dict.fromkeys(self.entries)
        self._held = [_Held(entry, frozenset(control.id for control in entry.controls)) for entry in each]

    @property
    def entries(self) -> tuple[Either, ...]:
        """Return all of them, in the order of the file."""
        return (*self.waivers, *self.attestations)

    def onto(self, connection: str, target: Target | Unreadable, judged: Sequence[Judged]) -> Sequence[Judged]:
        """Return `judged`, with what is waived or attested for `target` marked as such; the rest is left as it is."""
        near = [held for held in self._held if held.entry.meets(connection, target)]
        return [self._one(one, near) for one in judged] if near else judged

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
        """Return the first word that holds; where none does, why the last to end does not."""
        void: Waived | None = None
        for held in meant:
            if not held.entry.over(self.today):
                why = held.entry.void(judged)
                if not why:
                    return held.entry.waived
                held.void = f"{held.entry.said}, {why}"
                void = void or replace(held.entry.waived, lapsed=held.void)
        last = max((held.entry for held in meant), key=lambda entry: entry.until)
        return void or replace(last.waived, lapsed=f"{last.said}, which is over")

    def _marked(self, judged: Judged, word: Waived) -> Judged:
        key = (id(judged.finding), word)
        if key in self._kept:
            return self._kept[key][1]
        if word.lapsed:
            made = judged._replace(finding=replace(judged.finding, waiver=word))
        elif word.kind == "waiver":
            made = judged._replace(finding=replace(judged.finding, status=Status.WAIVED, waiver=word), fixes=())
        else:
            passed = replace(judged.finding, status=Status.PASS, actual="attested", note="", reason=None, waiver=word)
            made = judged._replace(finding=passed)
        if judged.common:
            self._kept[key] = judged.finding, made
        return made

    def notices(self, *, whole: bool) -> Iterator[Notice]:
        """Yield what should be known of them after an audit; `whole`: it looked at everything there is."""
        for held in self._held:
            if held.met or whole:
                named = f"waivers.yaml: {held.entry.control} for {held.entry.where}"
                for matter, said in self._notice(held, _idle(held) if whole else ""):
                    yield Notice(f"{named}: {said}", f"{matter} {held.entry.until} {named}")

    def _notice(self, held: _Held, idle: str) -> Iterator[tuple[str, str]]:
        """Yield what it is about in a word, and in a sentence."""
        entry = held.entry
        if entry.over(self.today):
            yield "over", f"{entry.said}, which is over{f'; {idle}' if idle else ''}"
            return
        if idle:
            yield "idle", f"{entry.said}; {idle}"
        elif held.void:
            yield "void", held.void
        if entry.until - self.today <= SOON:
            yield "soon", f"{entry.said}, which is {_in_days((entry.until - self.today).days)}"


def _idle(held: _Held) -> str:
    """Return why an entry is of no use any more; empty where it is, or where that cannot be told."""
    if not held.met:
        return "it matches nothing"
    if held.entry.meant in held.met or Status.ERROR in held.met:
        return ""
    waits = held.entry.meant is Status.FAIL
    return f"no longer needed: nothing there {'fails' if waits else 'has to be looked at by hand'}"


def day_in(zone: tzinfo, moment: datetime) -> date:
    """Return the date that it is in `zone` at `moment`: the last day of a word is over at midnight there."""
    return moment.astimezone(zone).date()


def _in_days(days: int) -> str:
    return "today" if days == 0 else "tomorrow" if days == 1 else f"in {days} days"
