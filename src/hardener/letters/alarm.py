"""What IT and the manager are told at once: a program that strangers newly reach. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from hardener.causes import rank_of
from hardener.findings import out_of_reach
from hardener.history.difference import Difference, FindingChange, Key
from hardener.language import marked, tr
from hardener.letters.form import Letter, Text, letter, named
from hardener.letters.view import PROGRAM, View, spoken
from hardener.model import Finding, Severity, Status
from hardener.profile import Profile
from hardener.report import brief, words
from hardener.report.places import is_above, path_of
from hardener.report.safe import message
from hardener.report.times import clock
from hardener.results import Row

DOOR = ("door.waiting_room", "door.passcode", "door.registration_required", "door.registration_approval")
"""What of a door is told first."""
BY = {"other": marked("Not by hardener."), "hardener": marked("By hardener: hardener undo takes it back.")}
"""Who made a change, as far as is known."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Opened:
    """A program that became open to strangers, and the findings by which it did."""

    row: Row
    turns: tuple[FindingChange, ...]
    by: str = ""
    """`hardener` or `other`, as far as is known who changed it."""

    @property
    def keys(self) -> frozenset[Key]:
        """Return the findings that newly fail in it."""
        return frozenset(turn.key for turn in self.turns)

    @property
    def critical(self) -> frozenset[Key]:
        """Return those of them by which strangers reach people."""
        return frozenset(turn.key for turn in self.turns if turn.after.severity is Severity.CRITICAL)


def opened(rows: Iterable[Row], accounts: dict[str, str], difference: Difference) -> Iterator[Opened]:
    """Yield what became open to strangers; a program that nobody looked at before did not become it.

    `accounts`: their keys by connection.
    """
    turned: dict[tuple[str, str], list[FindingChange]] = {}
    for turn in difference.turns:
        turned.setdefault((turn.thing.account, turn.thing.target), []).append(turn)
    for row in rows:
        turns = turned.get((accounts.get(row.connection, ""), row.target), [])
        if row.program is not None and not row.apart and _became(row, turns):
            new = tuple(turn for turn in turns if turn.failing or _critical(turn))
            causes = {cause.by for turn in new if (cause := difference.cause(turn)) is not None}
            yield Opened(row=row, turns=new, by="hardener" if causes == {"hardener"} else "other" if causes else "")


def _became(row: Row, turns: list[FindingChange]) -> bool:
    """Tell whether every finding by which strangers reach people in it is one that did not say so before."""
    known = {turn.control: turn for turn in turns if turn.before is not None}
    open_by = [f.control for f in row.findings if f.status is Status.FAIL and f.severity is Severity.CRITICAL]
    return bool(open_by) and all(control in known and not _was(known[control]) for control in open_by)


def _critical(turn: FindingChange) -> bool:
    return turn.after.status is Status.FAIL and turn.after.severity is Severity.CRITICAL


def _was(turn: FindingChange) -> bool:
    before = turn.before
    return before is not None and before.status is Status.FAIL and before.severity is Severity.CRITICAL


def alarm(one: Opened, profile: Profile | None, view: View) -> Letter:
    """Return what IT and the manager are sent."""
    parts = [Text(f"{_since(one, view)} {brief.strangers(one.row, profile)}"), Text(_close(one)), view.end()]
    return letter(_subject(one, view), parts)


def in_short(one: Opened, profile: Profile | None, view: View) -> Letter:
    """Return what a chat channel is sent: the first two sentences of it."""
    said = [Text(f"{_since(one, view)} {brief.strangers(one.row, profile)}")]
    return letter(_subject(one, view), said)


def _subject(one: Opened, view: View) -> str:
    start = one.row.program.start if one.row.program is not None else None
    at = view.at(start) if start is not None else tr("always open")
    return tr("NOW OPEN TO STRANGERS: {title}, {time}", title=named(one.row.title, 60), time=at)


def _since(one: Opened, view: View) -> str:
    """Return since when, and what was done: one sentence."""
    door = _leading(one)
    control = words.control(door.control)
    was = spoken(control, door.before.actual) if door.before is not None and door.before.actual else ""
    now = spoken(control, door.after.actual)
    change = tr("{was}, now {now}", was=was, now=now) if was else now
    what = message(f"{control.title.lower()}: {change}", 160)
    return tr(
        "Since {time} at the latest, {title} has another setting: {what}.",
        time=clock(view.now),
        title=named(one.row.title),
        what=what,
    )


def _leading(one: Opened) -> FindingChange:
    """Return what is told of it: what of the door was opened, else that by which people are reached first."""
    return min(one.turns, key=lambda turn: (_door(turn), not _critical(turn), rank_of(turn.control)))


def _door(turn: FindingChange) -> int:
    """Return where what was opened of the door stands, the plainest first; all else comes after it."""
    if not (turn.failing and turn.control.startswith("door.")):
        return len(DOOR) + 1
    return DOOR.index(turn.control) if turn.control in DOOR else len(DOOR)


def _close(one: Opened) -> str:
    control = _leading(one).control
    found = next((f for f in one.row.findings if f.control == control), None)
    by = f"{tr(BY[one.by])} " if one.by in BY else ""
    if found is None:
        return f"{by}{tr('To close it: hardener audit, then hardener fix 1.')}"
    where = message(path_of(found), 200).replace(tr(PROGRAM), named(one.row.title, 60))
    return by + tr("{who} can close it: {where}.", who=_who(one.row, found), where=where)


def _who(row: Row, found: Finding) -> str:
    return tr("IT") if is_above(found) or row.unnamed or not row.host or out_of_reach(found) else named(row.host, 40)
