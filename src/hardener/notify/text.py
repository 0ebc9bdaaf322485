"""Make a message of what is new: grouped, short, in plain words, without links. Pure."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta, tzinfo
from typing import LiteralString

from hardener.language import marked, ntr, tr
from hardener.model import Model, Severity
from hardener.notify.news import Item, Sort
from hardener.report.safe import message
from hardener.report.times import clock, short, short_weekday
from hardener.report.words import clock as stamp
from hardener.report.words import many

MOST = 40
"""Lines of one digest; what does not fit is counted."""
ROOM = 3 * MOST
"""Lines of several digests that waited; of those that do not fit only the titles are told."""
SHARED = 3
"""A sentence that is true of so many programs is told once, and so many of them are named."""
STRANGERS = marked("NOW OPEN TO STRANGERS: ")
HISTORY = "hardener history"
LABELS: Mapping[Sort, LiteralString] = {
    Sort.UNCLEAR: marked("Can't tell: {what}"),
    Sort.RESOLVED: marked("Mended: {what}"),
    Sort.CHANGED: marked("Changed: {what}"),
    Sort.NEW: marked("New: {what}"),
    Sort.GONE: marked("Gone: {what}"),
    Sort.INCOMPLETE: marked("Not complete: {what}"),
    Sort.NOTICE: marked("Please note: {what}"),
    Sort.MISSED: marked("Missed: {what}"),
    Sort.DONE: marked("Done: {what}"),
}
ORDER = (
    Sort.FAILING, Sort.INCOMPLETE, Sort.MISSED, Sort.UNCLEAR, Sort.CHANGED, Sort.NEW, Sort.GONE, Sort.RESOLVED,
    Sort.NOTICE, Sort.DONE,
)  # fmt: skip
PEOPLE: Mapping[str, LiteralString] = {"hardener": marked("hardener"), "other": marked("somebody")}
BY = {Sort.RESOLVED: marked("Mended by {who}: {what}"), Sort.CHANGED: marked("Changed by {who}: {what}")}
LATE = datetime.max.replace(tzinfo=UTC) - timedelta(days=2)
Where = tuple[str, str, datetime | None]
"""A program: connection, title, next start."""


class Message(Model):
    """What one channel is sent at once."""

    title: str
    body: str
    urgent: bool = False


@dataclass(slots=True)
class _Group:
    """What is told under one heading."""

    rank: int
    programs: tuple[Where, ...] = ()
    head: str = ""
    items: list[Item] = field(default_factory=list)

    @property
    def order(self) -> tuple[bool, int, datetime, str]:
        """Return by what groups are sorted: the urgent, then what was not seen, then the soonest."""
        start = min((start or LATE for _, _, start in self.programs), default=LATE)
        return not any(i.urgent for i in self.items), self.rank, start, str(self.programs)


def compose(items: Sequence[Item], *, library: str, zone: tzinfo, made: datetime) -> Message | None:
    """Return what to say of `items`, with times in `zone`; None where there is nothing to tell."""
    told = list(dict.fromkeys(items))
    if not told:
        return None
    view = _View(told, message(library, 60), zone, made.astimezone(zone))
    return Message(title=view.title(), body="\n".join(view.body()), urgent=any(item.urgent for item in told))


def merge(messages: Sequence[Message]) -> Message:
    """Return one message for several that waited, in their order; each says when it was made."""
    if len(messages) == 1:
        return messages[0]
    head = next((m for m in messages if m.urgent), messages[-1])
    whole = _whole(messages)
    first = max(0, len(messages) - MOST)
    parts = [
        ntr(
            "{count} message waited; the oldest is first.",
            "{count} messages waited; the oldest is first.",
            len(messages),
        )
    ]
    if untold := sum(number not in whole for number in range(first)):
        parts.append(tr("{count} older ones are not told here; see: {command}", count=untold, command=HISTORY))
    for number, waited in enumerate(messages):
        if number in whole:
            parts.append(f"{number + 1}. {waited.title}\n{waited.body}")
        elif number >= first:
            parts.append(f"{number + 1}. {waited.title} ({tr('shortened; see: {command}', command=HISTORY)})")
    title = f"{head.title} ({tr('and {messages}', messages=many(len(messages) - 1, 'more message'))})"
    return Message(title=title, body="\n\n".join(parts), urgent=any(m.urgent for m in messages))


def _whole(messages: Sequence[Message]) -> set[int]:
    """Return which messages are told in full: the urgent ones, then the newest, as far as there is room."""
    room, chosen = ROOM, set()
    for number in sorted(range(len(messages)), key=lambda n: (not messages[n].urgent, -n)):
        room -= messages[number].body.count("\n") + 3
        if room < 0:
            break
        chosen.add(number)
    return chosen


@dataclass(slots=True)
class _View:
    items: list[Item]
    library: str
    zone: tzinfo
    made: datetime

    def title(self) -> str:
        """Name the program if it is about one, else the library; then say how many things of which kind."""
        urgent = {_where(i) for i in self.items if i.urgent and i.program}
        told = [i for i in self.items if _where(i) in urgent] if urgent else self.items
        places = {_where(i) for i in told}
        one = places.pop() if len(places) == 1 and told[0].program else None
        counts = Counter(i.sort for i in told)
        failing = len({_where(i) for i in told if i.sort is Sort.FAILING and i.program})
        spread = "" if one or not failing else f" {tr('in {programs}', programs=many(failing, 'program'))}"
        strangers = any(i.urgent and i.severity is Severity.CRITICAL for i in told)
        soon = f", {tr('within 24 hours')}" if urgent and not strangers and not one else ""
        phrases = [_phrase(sort, counts[sort], spread, new=one is None) for sort in ORDER if counts[sort]]
        about = self._program(one) if one else self.library or "hardener"
        return f"{tr(STRANGERS) if strangers else ''}{about}: {'; '.join(phrases[:3])}{soon}"

    def body(self) -> Iterator[str]:
        """Yield the lines; at most MOST of them tell things."""
        yield f"{self.library or 'hardener'}, {stamp(self.made)}"
        lines, left = 0, 0
        for group in sorted(self._groups(), key=lambda g: g.order):
            for place, item in enumerate(sorted(group.items, key=_harm)):
                entry = [*(() if place else ("", self._heading(group))), *self._entry(item)]
                if left or lines + len(entry) > MOST:
                    left += 1
                    continue
                lines += len(entry)
                yield from entry
        if left:
            yield from ("", tr("and {count} more; see: {command}", count=left, command=HISTORY))
        yield from ("", self._next())

    def _groups(self) -> list[_Group]:
        places: dict[object, dict[Where, None]] = {}
        for item in self.items:
            if item.program:
                places.setdefault(_sentence(item), {})[_where(item)] = None
        groups: dict[object, _Group] = {}
        for item in self.items:
            group = _general(item) if not item.program else _Group(2, (_where(item),))
            everywhere = places.get(_sentence(item), {}) if item.program else {}
            if len(everywhere) >= SHARED:
                group = _Group(2, tuple(sorted(everywhere, key=lambda w: (w[2] or LATE, w[:2]))))
            group = groups.setdefault((group.head, group.programs), group)
            group.items.append(item)
        for group in groups.values():
            group.items = _once(group.items) if len(group.programs) >= SHARED else group.items
        return list(groups.values())

    def _heading(self, group: _Group) -> str:
        if not group.programs:
            return group.head
        named = [self._program(where) for where in group.programs[:SHARED]]
        if len(group.programs) == 1:
            return named[0]
        more = len(group.programs) - len(named)
        titles = ", ".join(named) + (f" {ntr('and {count} more', 'and {count} more', more)}" if more else "")
        return tr("In {programs}: {titles}", programs=many(len(group.programs), "program"), titles=titles)

    def _program(self, where: Where) -> str:
        connection, title, start = where
        when = tr("Always open:")
        if start is not None:
            near = abs(start - self.made) < timedelta(days=6)
            local = start.astimezone(self.zone)
            when = f"{short_weekday(local)} {clock(local)}" if near else short(local)
        account = f" ({message(connection)})" if self._accounts > 1 and connection else ""
        return f"{when} {message(title, 60)}{account}"

    @property
    def _accounts(self) -> int:
        return len({item.connection for item in self.items} - {""})

    def _entry(self, item: Item) -> Iterator[str]:
        account = f"{message(item.connection)}: " if self._accounts > 1 and not item.program and item.connection else ""
        mark = "!" if item.sort is Sort.FAILING and item.severity is not None and item.severity.rank > 1 else "-"
        yield f"  {mark} {account}{_said(item)}"
        if item.by_hand and item.sort in {Sort.FAILING, Sort.UNCLEAR}:
            yield f"    {tr('by hand: {where}', where=message(item.by_hand, 200))}"

    def _next(self) -> str:
        sorts = {item.sort for item in self.items}
        if Sort.FAILING in sorts:
            return tr(
                "Next: hardener plan shows what would change; hardener apply does it. More: {command}", command=HISTORY
            )
        if sorts & {Sort.UNCLEAR, Sort.INCOMPLETE, Sort.MISSED}:
            return tr("Next: hardener doctor says what is missing. More: {command}", command=HISTORY)
        return tr("More: {command}", command=HISTORY)


def _where(item: Item) -> Where:
    return item.connection, item.program, item.start


def _sentence(item: Item) -> object:
    return item.sort, item.text, item.severity, item.by


def _once(items: list[Item]) -> list[Item]:
    """Return one item for each sentence; an urgent one before others."""
    found: dict[object, Item] = {}
    for item in sorted(items, key=lambda i: not i.urgent):
        found.setdefault(_sentence(item), item)
    return list(found.values())


def _general(item: Item) -> _Group:
    if item.sort in {Sort.INCOMPLETE, Sort.MISSED}:
        return _Group(1, head=tr("What could not be done"))
    return (
        _Group(4, head=tr("Also"))
        if item.sort in {Sort.NOTICE, Sort.DONE}
        else _Group(3, head=tr("Accounts and hosts"))
    )


def _harm(item: Item) -> tuple[int, int, str]:
    return ORDER.index(item.sort), -(item.severity.rank if item.severity else 0), item.text


def _said(item: Item) -> str:
    text, who = message(item.text, 200), tr(PEOPLE[item.by]) if item.by in PEOPLE else ""
    if item.sort is Sort.FAILING:
        return tr("{what} ({who} changed this)", what=text, who=who) if who else text
    if who and item.sort in BY:
        return tr(BY[item.sort], who=who, what=text)
    return tr(LABELS[item.sort], what=text)


def _phrase(sort: Sort, count: int, spread: str, *, new: bool) -> str:
    if sort is Sort.FAILING:
        if new:
            return ntr("{count} new thing to fix", "{count} new things to fix", count) + spread
        return ntr("{count} thing to fix", "{count} things to fix", count) + spread
    return {
        Sort.INCOMPLETE: tr("not everything could be looked at"),
        Sort.MISSED: ntr("{count} missed", "{count} missed", count),
        Sort.UNCLEAR: ntr("{count} thing we can't tell", "{count} things we can't tell", count),
        Sort.CHANGED: many(count, "change"),
        Sort.NEW: ntr("{count} new", "{count} new", count),
        Sort.GONE: ntr("{count} gone", "{count} gone", count),
        Sort.RESOLVED: ntr("{count} thing mended", "{count} things mended", count),
        Sort.NOTICE: many(count, "notice"),
        Sort.DONE: ntr("{count} done", "{count} done", count),
    }[sort]
