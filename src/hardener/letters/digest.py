"""The manager's week: what is open to strangers first, then counts beside those of a week ago. Pure."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import LiteralString

from hardener.causes import Cause, causes
from hardener.findings import State
from hardener.language import ended, marked, ntr, tr
from hardener.letters.form import Heading, Items, Letter, Part, Table, Text, letter, named
from hardener.letters.view import View
from hardener.model import Notice
from hardener.notice.fit import is_unfit
from hardener.report import brief, retell, words
from hardener.report.places import IT, acts_of, subject, where, who_can
from hardener.report.safe import message
from hardener.report.times import clock, day_of, month, weekday, when
from hardener.report.words import SELDOM
from hardener.results import Report, Row

WIDEST = marked("Then {places} that no such stranger uses; the widest: {what}, in {programs}.")
WIDEST_IT = marked(
    "Then {places} that no such stranger uses; the widest: {what}, in {programs}, for IT to change once."
)
FIRST, MOST = 8, 12
"""Causes, and things of a list, that are told; of the rest the number is."""
LABELS: Mapping[State, LiteralString] = {
    State.CLOSE_FIRST: marked("open to strangers"),
    State.TO_FIX: marked("to fix"),
    State.CANT_TELL: marked("can't tell"),
    State.TOO_CLOSED: marked("too closed"),
    State.AS_CLOSED: marked("as closed as can be"),
    State.READY: marked("ready"),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Before:
    """What the store has of the week before."""

    counts: Mapping[str, int] | None
    """Programs by verdict a week ago; None where nobody looked then."""
    new: frozenset[tuple[str, str]] = frozenset()
    """Connection and target of programs that nobody had seen a week ago."""
    silent: Sequence[str] = ()
    """Hosts of whom no address is known."""


def digest(report: Report, before: Before, view: View) -> Letter:
    """Return the week's letter."""
    total, strangers = sum(report.states.values()), report.states[State.CLOSE_FIRST]
    blind = "" if report.listed else f"{tr('COULD NOT LOOK at everything.')} "
    subject_line = blind + tr("Online programs: {count} of {total} open to strangers", count=strangers, total=total)
    return letter(
        subject_line,
        [
            *_head(report, view),
            *_first(report, view),
            _counts(report, before),
            *_lists(report, before, view),
            view.end(),
        ],
    )


def _head(report: Report, view: View) -> Iterator[Part]:
    library = f"{named(view.library, 60)}, " if view.library else ""
    names = ", ".join(dict.fromkeys(reach.name for reach in report.platforms))
    until = day_of(report.end.astimezone(view.zone))
    made = tr("{weekday} {day} {month}", weekday=weekday(view.now), day=view.now.day, month=month(view.now))
    programs = tr("Programs on {platforms} to {day}.", platforms=names, day=until)
    yield Text(ended(f"{library}{made}, {clock(view.now)}.") + f" {programs}")
    if gaps := [message(said, 300) for said in words.gaps(report)]:
        yield Heading(tr("Could not look at everything: this is no all-clear"))
        yield Items(_some(gaps))


def _first(report: Report, view: View) -> Iterator[Part]:
    found = causes(report.rows(programs=True))
    strangers = [cause for cause in found if cause.strangers]
    if strangers:
        yield Heading(tr("Close these first"))
        each = [_cause(number, cause, view) for number, cause in enumerate(strangers[:FIRST], 1)]
        yield from (Text(said) for said in each)
        if len(strangers) > FIRST:
            yield Text(tr("and {places}", places=words.many(len(strangers) - FIRST, "more place")))
    elif report.listed and not report.states[State.CANT_TELL] and not report.half:
        yield Text(tr("No stranger with the link reaches anybody who may be under 18."))
    others = [cause for cause in found if not cause.strangers]
    if others:
        yield Text(_others(others))


def _others(others: Sequence[Cause]) -> str:
    widest = max(others, key=lambda cause: len(cause.programs))
    above = any(place.kind in IT for place in widest.places)
    said = WIDEST_IT if above else WIDEST
    count, programs = words.many(len(others), "place"), words.many(len(widest.programs), "program")
    return tr(said, places=count, what=_short(widest), programs=programs)


def _cause(number: int, cause: Cause, view: View) -> str:
    acts = ", ".join(acts_of(cause))
    who = message(who_can(cause), 60)
    rule = any(place.kind == "rule" for place in cause.places)
    there = message(where(cause, 200), 200)
    how = tr(
        marked("{where}: {who} can say what it is.") if rule else marked("{who} can close it: {where}."),
        who=who,
        where=there,
    )
    what = f"{number}. {named(subject(cause, view.zone), 100)}, {retell.platform(cause.found[0].row.name)}"
    return f"{what}. {tr('Anyone with the link reaches people by: {acts}.', acts=acts)} {how}"


def _short(cause: Cause) -> str:
    return brief.short(cause.found[0].finding)


def _counts(report: Report, before: Before) -> Table:
    then = before.counts
    heads = (tr("programs"), str(sum(report.states.values())), tr("a week ago"))
    rows = [heads]
    for state, label in LABELS.items():
        now, was = report.states[state], then.get(state.value, 0) if then is not None else None
        if now or was or state not in SELDOM:
            rows.append((tr(label), str(now), tr("not known") if was is None else str(was)))
    return Table(tuple(rows))


def _lists(report: Report, before: Before, view: View) -> Iterator[Part]:
    rows = [row for row in report.rows(programs=True) if not row.apart]
    told = [
        (tr("New since a week ago"), [_line(row, view) for row in rows if (row.connection, row.target) in before.new]),
        (
            tr("Can't tell"),
            [
                f"{_line(row, view)}: {message(brief.told(row, 120), 120)}"
                for row in rows
                if row.state is State.CANT_TELL
            ],
        ),
        (
            tr("Too closed"),
            [
                f"{_line(row, view)}: {message(brief.told(row, 120), 120)}"
                for row in rows
                if row.state is State.TOO_CLOSED
            ],
        ),
        (tr("Notices for families that no longer fit"), [_notice(each) for each in report.notices if is_unfit(each)]),
        (tr("Ends soon"), [_notice(each) for each in report.notices if not is_unfit(each)]),
        (tr("No address, so no mail"), [named(name, 40) for name in before.silent]),
    ]
    for heading, each in told:
        if each:
            yield Heading(heading)
            yield Items(_some(each))


def _line(row: Row, view: View) -> str:
    host = f", {named(row.host, 30)}" if row.host else ""
    return f"{when(row.program, view.zone)}, {named(row.title, 60)}, {retell.platform(row.name)}{host}"


def _notice(notice: Notice) -> str:
    return message(words.retold(notice.text), 300)


def _some(each: Sequence[str]) -> tuple[str, ...]:
    more = (ntr("and {count} more", "and {count} more", len(each) - MOST),) if len(each) > MOST else ()
    return (*each[:MOST], *more)
