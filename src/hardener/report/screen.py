"""The first screen: at most 24 lines, whatever the account's size; the verdict and the next command come last. Pure."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from textwrap import fill
from typing import LiteralString

from hardener.causes import Cause, causes
from hardener.findings import State
from hardener.language import marked_n, ntr, tr
from hardener.model import Status
from hardener.report import aside, brief, known, retell, words
from hardener.report.places import acts_of, host_of, reach, subject, where
from hardener.report.safe import plain, terminal
from hardener.report.times import clock_width, day_of, narrow, short, short_weekday, starts, zone_name
from hardener.results import Report, Row

NEXT = 5
"""Programs that are told one by one."""
FIRST = 4
"""Causes that are told one by one."""
SHORTER = ((NEXT, FIRST), (3, FIRST), (3, 3), (2, 2), (1, 1))
"""Programs and causes that are told, where there is less room for them, until the notes have some."""
NOTES = 3
"""Lines that notes get at least, where there are that many."""
HEIGHT, TALL = 24, 34
"""Lines of a screen, and of one too narrow for 80 columns."""
UNREAD = 3
LEAST = 60
"""Characters of the narrowest screen that is laid out."""
RED, GREEN = "1;31", "32"


def render(report: Report, *, details: bool = False, colour: bool = False, width: int = 80) -> Iterator[str]:
    """Yield the screen piece by piece; `width` is in characters."""
    screen = _Screen(report, colour=colour, width=max(LEAST, width))
    yield from (f"{line}\n" for line in screen.lines(details=details))


def close_first(report: Report, *, colour: bool = False, width: int = 80) -> Iterator[str]:
    """Yield of the screen what strangers can do, and the verdict."""
    screen = _Screen(report, colour=colour, width=max(LEAST, width))
    yield from (f"{line}\n" for line in (*screen.first(), *screen.verdict()))


NOBODY = marked_n(
    "No stranger reaches anybody. {count} place to look at", "No stranger reaches anybody. {count} places to look at"
)
UNDONE = marked_n(
    "No stranger reaches anybody, unless they undo what a visitor can. {count} place to look at",
    "No stranger reaches anybody, unless they undo what a visitor can. {count} places to look at",
)

UNTOLD = marked_n(
    "No stranger is known to reach anybody. {count} place to look at",
    "No stranger is known to reach anybody. {count} places to look at",
)
"""Where something could not be told, it may be just that."""


class _Screen:
    def __init__(self, report: Report, *, colour: bool, width: int) -> None:
        self._report, self._colour, self._width = report, colour, width
        self._zone = report.made.tzinfo
        self._rows = [row for row in report.rows(programs=True) if not row.apart]
        self._causes = causes(self._rows)

    def lines(self, *, details: bool) -> Iterator[str]:  # noqa: ARG002 - the shape of a format
        """Yield line after line."""
        head = [*self._gaps(), *self._row("", [(said, "") for said in self._head()])]
        last = [*self.verdict(), brief.cut(tr("Next: {commands}", commands=" · ".join(self._commands())), self._width)]
        notes = list(self._notes())
        for programs, places in SHORTER:
            body = [*head, *self._next(programs), *self.first(places), ""]
            room = (HEIGHT if self._width >= 80 else TALL) - len(body) - len(last)
            if room >= min(NOTES, sum(map(len, notes))):
                break
        yield from (*body, *_fitting(notes, room), *last)

    def _head(self) -> list[str]:
        report, made = self._report, self._report.made
        name = terminal(report.library, 40)
        read = [aside.how_far(reach, report) for reach in report.reaches]
        at = f"{short(made)}, {zone_name(made.tzinfo)}"
        return list(filter(None, (name, *read, at)))

    def _gaps(self) -> Iterator[str]:
        unread = [
            *(row for row in self._rows if row.unread),
            *(row for row in known.rows(self._report) if not row.apart),
        ]
        if self._blind:
            names = [retell.platform(reach.name) for reach in self._report.reaches if not reach.complete]
            said = tr("COULD NOT LOOK at all of {platforms}", platforms=words.listed(names or [r.name for r in unread]))
            if unread:
                said += f": {ntr('{count} program not checked', '{count} programs not checked', len(unread))}"
            yield self._paint(brief.cut(said, self._width), RED)
        gaps = list(words.gaps(self._report))
        for said in gaps[:UNREAD]:
            one, *rest = self._folded(said)
            two = [brief.cut(f"{rest[0]} …", self._width) if rest[1:] else rest[0]] if rest else []
            yield from (self._paint(line, RED) for line in (one, *two))
        yield from map(self._program, unread[:UNREAD])
        if (more := max(len(unread) - UNREAD, 0) + max(len(gaps) - UNREAD, 0)) > 0:
            yield f"  {ntr('and {count} more: hardener audit --all', 'and {count} more: hardener audit --all', more)}"

    @property
    def _blind(self) -> bool:
        """Tell whether something that is listed, or a list itself, was not looked at."""
        return not self._report.listed or any(row.unread for row in self._rows)

    def _next(self, most: int) -> Iterator[str]:
        dated = [row for row in self._rows if row.program is not None and (row.program.start or row.program.live)]
        dated.sort(key=lambda row: (not (row.program and row.program.live), row.place))
        if not dated:
            return
        yield ""
        head = ntr("NEXT, of {count} with a date", "NEXT, of {count} with a date", len(dated))
        yield self._bold(f"{head:<{self._lead}}{tr('what is open')}")
        for row in dated[:most]:
            yield self._program(row)

    @property
    def _lead(self) -> int:
        """Return the columns before what is open."""
        return 44 if self._width < 110 else 68

    def _program(self, row: Row) -> str:
        start = starts(row.program, self._zone)
        short = self._width < 110
        if row.program is not None and row.program.live:
            at = tr("on now")
        elif start is None:
            at = tr("no date")
        else:
            at = short_weekday(start) if short else day_of(start)
            at = f"{at:<{3 if short else 10}} {narrow(start):>{clock_width()}}"
        wider = clock_width() - 8  # a clock of more columns leaves fewer for the title
        title, host = (17 - wider, 10) if short else (30 - wider, 14)
        name = terminal(host_of(row, self._report), host)
        lead = f"  {at:<{(12 if short else 19) + wider}} {terminal(row.title, title):<{title}} {name:<{host}} "
        said = brief.told(row, self._width - len(lead))
        return lead + self._paint(said, RED if row.state is State.CLOSE_FIRST or row.unread else "")

    def first(self, most: int = FIRST) -> Iterator[str]:
        """Yield what strangers can do, and where it is closed."""
        strangers = [cause for cause in self._causes if cause.strangers]
        if strangers:
            yield ""
            told = tr("what any stranger with the link can do today") if self._width >= 80 else ""
            yield self._bold(f"{tr('CLOSE THESE FIRST'):<33}{told}".rstrip())
        for number, cause in enumerate(strangers[:most], 1):
            yield from self._cause(number, cause)
        rest = strangers[most:]
        if rest:
            yield f" {tr('and {places}: hardener audit --all', places=words.many(len(rest), 'more place'))}"
        yield from self._others([cause for cause in self._causes if not cause.strangers], after=bool(strangers))

    def _cause(self, number: int, cause: Cause) -> Iterator[str]:
        lead = f"{number:>2} {self._paint(brief.cut(subject(cause, self._zone), 36), RED)}"
        pad = " " * max(1, 40 - 3 - min(36, len(subject(cause, self._zone))))
        yield f"{lead}{pad}{brief.fitted('', acts_of(cause), self._width - 40)}"
        yield brief.cut(f"   {where(cause, self._width - 6 - len(reach(cause)))} · {reach(cause)}", self._width)

    def _others(self, others: Sequence[Cause], *, after: bool) -> Iterator[str]:
        if not others:
            return
        widest = max(others, key=lambda cause: len(cause.programs))
        said = Counter(brief.short(one.finding) for one in widest.found).most_common(1)[0][0]
        count = words.many(len(widest.programs), "program")
        lead = (
            ntr("Then {count} place no stranger reaches", "Then {count} places no stranger reaches", len(others))
            if after
            else ntr(*self._nobody, len(others))
        )
        if len(widest.programs) > 1:
            lead = tr("{places}; the widest: {what}, {programs}", places=lead, what=said, programs=count)
        yield from self._folded(lead)

    @property
    def _nobody(self) -> tuple[LiteralString, LiteralString]:
        report = self._report
        if self._blind or not report.complete or report.half or report.states[State.CANT_TELL]:
            return UNTOLD
        return UNDONE if report.statuses[Status.ADVISORY] else NOBODY

    def _notes(self) -> Iterator[list[str]]:
        """Yield what else is to be said, each as its lines."""
        report = self._report
        if not report.programs and report.listed:
            yield [words.heading(report)]
        if self._calm:
            yield self._folded(
                tr(
                    "Nothing is open that your profiles close. A stranger with the link reaches no one in {programs}; "
                    "people staff let in can do what you allowed.",
                    programs=words.many(sum(report.states.values()), "program"),
                )
            )
        parts = [tr("Apart: {count} looked at only", count=report.apart) if report.apart else ""]
        if questions := words.for_people(self._rows):
            parts.append(ntr("{count} question for people", "{count} questions for people", len(questions)))
        if accepted := report.statuses[Status.WAIVED]:
            parts.append(ntr("{count} accepted for now", "{count} accepted for now", accepted))
        if advised := report.statuses[Status.ADVISORY]:
            parts.append(ntr("{count} that a visitor can undo", "{count} that a visitor can undo", advised))
        if defaults := sum(f.status is Status.FAIL for row in report.rows(programs=False) for f in row.findings):
            parts.append(
                ntr(
                    "{count} default for new programs to change",
                    "{count} defaults for new programs to change",
                    defaults,
                )
            )
        if said := " · ".join(filter(None, parts)):
            yield self._folded(said)
        for said in (*(words.retold(notice.text) for notice in report.notices), *words.asides(report)):
            yield self._folded(plain(said))

    @property
    def _calm(self) -> bool:
        states = self._report.states
        good = states[State.READY]
        return bool(good) and self._report.complete and good == sum(states.values())

    def verdict(self) -> Iterator[str]:
        """Yield how many programs have which verdict."""
        report, states = self._report, self._report.states
        unread = sum(1 for row in self._rows if row.unread)
        if self._blind:
            yield self._paint(tr("COULD NOT LOOK at everything. This is no all-clear, whatever is above."), RED)
        shut, far = states[State.TOO_CLOSED], states[State.AS_CLOSED]
        told = [
            (
                ntr("{count} open to strangers", "{count} open to strangers", states[State.CLOSE_FIRST]),
                RED if states[State.CLOSE_FIRST] else "",
            ),
            (ntr("{count} too closed", "{count} too closed", shut) if shut else "", ""),
            (ntr("{count} to fix", "{count} to fix", states[State.TO_FIX]), ""),
            (ntr("{count} as closed as can be", "{count} as closed as can be", far) if far else "", ""),
            (ntr("{count} ready", "{count} ready", states[State.READY]), GREEN if states[State.READY] else ""),
            (ntr("{count} can't tell", "{count} can't tell", states[State.CANT_TELL] - unread), ""),
            (ntr("{count} not told in part", "{count} not told in part", report.half) if report.half else "", ""),
            (ntr("{count} NOT CHECKED", "{count} NOT CHECKED", unread) if unread else "", RED),
        ]
        lead = ntr("{count} PROGRAM", "{count} PROGRAMS", sum(states.values()))
        yield from self._row(f"{lead}  ", [each for each in told if each[0]])

    def _row(self, lead: str, each: Sequence[tuple[str, str]]) -> Iterator[str]:
        """Yield words of a row with dots between them, each painted, on as many lines as they need."""
        line, length = self._bold(lead), len(lead)
        for number, (said, code) in enumerate(each):
            dot = " · " if number else ""
            if length + len(dot) + len(said) > self._width:
                yield line
                line, length, dot = "  ", 2, ""
            line += dot + self._paint(said, code)
            length += len(dot) + len(said)
        yield line

    def _commands(self) -> Iterator[str]:
        if self._blind:
            yield "hardener doctor"
        if self._causes:
            yield "hardener fix 1"
            yield "hardener plan"
        yield "hardener audit --all"

    def _folded(self, said: str) -> list[str]:
        return fill(said, self._width, subsequent_indent="  ", break_on_hyphens=False).split("\n")

    def _bold(self, said: str) -> str:
        return self._paint(said, "1")

    def _paint(self, said: str, code: str) -> str:
        return f"\x1b[{code}m{said}\x1b[0m" if self._colour and code else said


def _fitting(notes: Sequence[list[str]], room: int) -> Iterator[str]:
    """Yield the lines of as many notes as there is room for, and how many more there are."""
    told, left = 0, sum(map(len, notes))
    for number, each in enumerate(notes):
        if left > room - told and told + len(each) >= room:
            more = len(notes) - number
            yield ntr(
                "and {count} more note: hardener audit --all", "and {count} more notes: hardener audit --all", more
            )
            return
        yield from each
        told, left = told + len(each), left - len(each)
