"""The week: the verdict, what to close first, every day, and each program in full, on one page."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import LiteralString

from hardener.findings import State
from hardener.history.month import Week
from hardener.language import marked, marked_n, ntr, tr
from hardener.model import Status
from hardener.pages import times
from hardener.pages.chart import chart
from hardener.pages.closing import Closing, closings
from hardener.pages.paper import filled, staff
from hardener.pages.program import Section, section
from hardener.pages.verdicts import Count, tally
from hardener.platform import spelled
from hardener.report import known as known_before
from hardener.report import retell, words
from hardener.report.times import date_of, day_of, month, zone_name
from hardener.results import Report

DAYS = 7
LEFT = (
    (State.CANT_TELL, marked_n("{number} program can’t be told", "{number} programs can’t be told")),
    (State.TO_FIX, marked_n("{number} program to fix", "{number} programs to fix")),
    (State.TOO_CLOSED, marked_n("{number} program too closed", "{number} programs too closed")),
    (
        State.AS_CLOSED,
        marked_n("{number} program as closed as the platform gets", "{number} programs as closed as the platform gets"),
    ),
    (State.READY, marked_n("{number} program ready", "{number} programs ready")),
)
"""What there is besides, as the verdict says it."""
FIRST = 4
"""Places that have a card; the others have a line."""
SHOWN = 10
"""Lines that are shown at once; the others unfold."""


@dataclass(frozen=True, slots=True)
class Verdict:
    """What the page says first."""

    mark: str
    big: str
    more: list[str]


@dataclass(frozen=True, slots=True)
class Day:
    """One day's programs."""

    name: str
    short: str
    programs: list[Section]


@dataclass(frozen=True, slots=True)
class Platform:
    """One platform's programs by verdict, and what it has no setting for."""

    name: str
    programs: int
    counts: list[Count]
    limits: str


def week(report: Report, before: Sequence[Week] = (), *, details: bool = False) -> str:
    """Return the page on an audit; with `details` also the vendor's own settings. Times are those of `report.made`.

    `before`: the first whole look of each week before it; with one of another day the page shows where it leads.
    """
    zone = report.made.tzinfo
    sections = [
        section(number, row, report.profiles.get(row.profile), zone, details=details)
        for number, row in enumerate(report.rows(programs=True), 1)
    ]
    places = closings(report, {(each.row.connection, each.row.target): each for each in sections})
    mine = [each for each in sections if not each.row.apart]
    strangers = [place for place in places if place.strangers]
    trend = _trend(report, before)
    as_of = f"{times.when(report.made, year=True)}, {zone_name(zone)}"
    return filled(
        "week.html",
        library=report.library,
        heading=tr("Online programs") if report.known is None else tr("What is new in online programs"),
        as_of=as_of,
        span=tr("From {first} to {last}", first=times.day(report.start), last=times.day(report.end, year=True)),
        platforms_read=_read(report),
        verdict=_verdict(report, places),
        counts=tally(report.states),
        first=strangers[:FIRST],
        next=strangers[FIRST:],
        then=[place for place in places if not place.strangers],
        weeks=list(_weeks(report, mine)),
        standing=[each for each in mine if not each.time],
        remembered=[section(0, row, None, zone, details=False) for row in known_before.rows(report)],
        untold=[each for each in mine if each.row.state is State.CANT_TELL],
        shut=[each for each in mine if each.row.state is State.TOO_CLOSED],
        platforms=list(_platforms(report, mine)),
        accepted=[(one, staff(one.waived.by), date_of(one.waived.until)) for one in _accepted(report)],
        questions=_questions(report),
        chart=chart(trend) if len(trend) > 1 else None,
        trend_said=_trend_said(trend),
        apart=[each for each in sections if each.row.apart],
        asides=[*(words.retold(notice.text) for notice in report.notices), *words.asides(report)],
        sections=mine,
        shown=SHOWN,
        details=details,
    )


def _read(report: Report) -> str:
    """Say of each platform whether it was read whole, but for some settings, or not to its end."""
    said: dict[LiteralString, list[str]] = {}
    for reach in report.reaches:
        how = marked("{names} read but for some settings") if reach.complete else marked("{names} read NOT to the end")
        name = retell.platform(reach.name)
        said.setdefault(marked("{names} read whole") if report.read(reach) else how, []).append(name)
    return times.capital(", ".join(tr(how, names=words.listed(names)) for how, names in said.items()))


def _verdict(report: Report, places: list[Closing]) -> Verdict:
    total = sum(report.states.values())
    gaps = list(words.gaps(report))
    missing = [row for row in report.rows(programs=True) if row.unread]
    if report.known is not None:
        return Verdict("plain", f"{times.capital(words.counts(report))}.", [*gaps])
    if gaps or missing:
        number = len(missing) + sum(max(0, reach.listed - reach.judged) for reach in report.reaches)
        unchecked = marked_n("{number} program was not checked", "{number} programs were not checked")
        what = ntr(*unchecked, number, number=times.in_words(number)) if number else tr("not all of it was read")
        strangers = times.capital(_of(report.states[State.CLOSE_FIRST], total))
        said = tr("{so_many}, in what was read.", so_many=strangers) if total else ""
        return Verdict(
            "ask",
            tr("Could not look: {what}.", what=what),
            [*gaps, *filter(None, [said]), tr("This is no all-clear.")],
        )
    if not total:
        return Verdict("plain", tr("Nothing is scheduled."), [])
    return _opened(report.states, total, sum(place.strangers for place in places))


def _opened(states: Mapping[State, int], total: int, places: int) -> Verdict:
    strangers = states[State.CLOSE_FIRST]
    if not strangers:
        return _closed(states, total)
    could = tr("Anyone with the link could put a picture, sound or words in front of children or teens.")
    close = marked_n("{number} place closes it.", "{number} places close it.")
    if strangers > 1:
        close = marked_n("{number} place closes all of them.", "{number} places close all of them.")
    closed = times.capital(ntr(*close, places, number=times.in_words(places)))
    return Verdict("stop", f"{times.capital(_of(strangers, total))}.", [f"{could} {closed}"])


def _closed(states: Mapping[State, int], total: int) -> Verdict:
    """Return what is said where no stranger reaches anybody: the strongest there is only where nothing is left."""
    if states[State.READY] == total:
        reach = tr("A stranger with the link reaches no one in {programs}.", programs=times.programs(total))
        return Verdict("ok", tr("Nothing is open that your profiles close."), [reach])
    said = [ntr(*word, count, number=times.in_words(count)) for state, word in LEFT if (count := states[state])]
    return Verdict("plain", tr("No program is open to strangers."), [f"{times.capital('; '.join(said))}."])


def _of(count: int, total: int) -> str:
    programs = times.programs(total)
    if not count:
        return tr("none of {programs} is open to strangers", programs=programs)
    some = times.in_words(count)
    of = marked_n("{number} of {programs} is open to strangers", "{number} of {programs} are open to strangers")
    return ntr(*of, count, number=some, programs=programs)


def _weeks(report: Report, sections: list[Section]) -> Iterator[tuple[str, list[Day]]]:
    """Yield seven days at a time, from the day of the look on: a heading and the days on which there is something."""
    begin, zone = report.start.date(), report.made.tzinfo
    days: dict[date, list[Section]] = {}
    for each in sections:
        assert each.row.program is not None
        if (start := each.row.program.start) is not None:
            days.setdefault(start.astimezone(zone).date(), []).append(each)
    weeks: dict[int, list[Day]] = {}
    for when, programs in sorted(days.items()):
        weeks.setdefault((when - begin).days // DAYS, []).append(Day(times.day(when), day_of(when), programs))
    for number, found in weeks.items():
        first = begin + timedelta(days=number * DAYS)
        yield (tr("From {day}", day=times.day(first)) if len(weeks) > 1 else ""), found


def _trend(report: Report, before: Sequence[Week]) -> list[Week]:
    """Return the weeks before this look that are of another day, and the look itself; nothing of a part."""
    if report.known is not None:
        return []
    now = Week(began=report.made, states=report.states, complete=report.listed)
    return [*(one for one in before if one.began.date() < report.made.date()), now]


def _trend_said(trend: Sequence[Week]) -> str:
    """Say in words what the chart shows."""
    told = [
        tr(
            marked("{day} {month}: {count} of {total}")
            if one.complete
            else marked("{day} {month}: {count} of {total} (not all was read)"),
            day=one.began.day,
            month=month(one.began),
            count=one.states.get(State.CLOSE_FIRST, 0),
            total=sum(one.states.values()),
        )
        for one in trend
    ]
    return tr("Programs open to strangers at the first look of each week, and now: {weeks}.", weeks="; ".join(told))


def _platforms(report: Report, sections: list[Section]) -> Iterator[Platform]:
    counts: dict[str, Counter[State]] = {}
    for each in sections:
        counts.setdefault(each.row.vendor, Counter())[each.row.state] += 1
    for vendor, states in sorted(counts.items()):
        name = retell.platform(spelled(vendor))
        said = [
            tr("{profile} asks: {titles}.", profile=profile, titles=titles)
            for (of, profile), titles in words.unreached(report)
            if of == vendor
        ]
        yield Platform(name, states.total(), tally(states), " ".join(said))


def _accepted(report: Report) -> list[words.Accepted]:
    return words.accepted(report.rows(), "waiver")


def _questions(report: Report) -> list[tuple[str, str, int]]:
    """Return what no API shows, once each: question, where to look, and how many programs it is about."""
    counts = Counter(
        found.control
        for row in report.rows(programs=True)
        if not row.apart
        for found in row.findings
        if found.status is Status.MANUAL
    )
    rows = (row for row in report.rows(programs=True) if not row.apart)
    return [(question, hand, counts[ident]) for ident, question, hand in words.for_people(rows)]
