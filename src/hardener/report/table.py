"""The screen: one program after the other, in library words, then what to do. Pure."""

from __future__ import annotations

from collections.abc import Iterator
from typing import LiteralString

from hardener.findings import State
from hardener.language import known, marked, ntr, tr
from hardener.model import Finding, Status
from hardener.report import known as known_before
from hardener.report import words
from hardener.report.folded import folded
from hardener.report.holders import holds
from hardener.report.issue import Issue
from hardener.report.safe import begun, plain, terminal
from hardener.report.times import clock_width, day_of, narrow
from hardener.results import Report, Row

PAINT = {
    State.CLOSE_FIRST: "1;31",
    State.CANT_TELL: "1",
    State.TOO_CLOSED: "35",
    State.TO_FIX: "0",
    State.AS_CLOSED: "36",
    State.READY: "32",
}
FEW = 3
"""Up to so many programs, each finding is told in full beside its program."""
FIRST = 2
"""Findings of a program that are told in words; the others by their number."""
UNDER = -6
"""Columns by which what belongs to a heading stands before what belongs to a program."""
PLACES = 5
"""Programs that are named beside what is accepted in them."""
Key = tuple[bool, str, str, str, str]
"""Whether it is in what is looked at only, and a finding's status, control, severity and sentence: a heading is true of
all that it counts."""


TODO = marked("What to do")
LOOKED_AT = marked("In programs that are looked at only: nobody's task, never changed")
UNSHOWN = marked("the platform's API does not show these")


def render(report: Report, *, details: bool = False, colour: bool = False, width: int = 100) -> Iterator[str]:
    """Yield the table piece by piece; `width` is in characters."""
    view = _View(report, details=details, colour=colour, width=max(60, width))
    yield from view.head()
    yield from view.programs()
    yield from view.issues(TODO, {key: issue for key, issue in view.fails.items() if not key[0]})
    yield from view.issues(LOOKED_AT, {key: issue for key, issue in view.fails.items() if key[0]})
    yield from view.issues(marked("What could not be told"), view.unclear)
    yield from view.others()
    yield from view.accepted(marked("Accepted for now"), "waiver")
    yield from view.accepted(marked("Looked at by hand"), "attestation")
    yield from view.advised()
    yield from view.people()
    yield from view.foot()


class _View:
    def __init__(self, report: Report, *, details: bool, colour: bool, width: int) -> None:
        self._report = report
        self._details = details
        self._full = details or report.programs <= FEW
        self._colour = colour
        self._width = width
        self.fails = self._gather(Status.FAIL)
        self.unclear = self._gather(Status.ERROR)
        self._numbers = {key: n for n, key in enumerate([*self.fails, *self.unclear], 1)}

    def _gather(self, status: Status, *, programs: bool = True) -> dict[Key, Issue]:
        found: dict[Key, Issue] = {}
        for row in self._report.rows():
            if (row.program is not None) is programs and not row.unread:
                for f in row.findings:
                    if f.status is status:
                        found.setdefault(_key(row, f), Issue(f)).add(f, unnamed=row.unnamed)
        return dict(sorted(found.items(), key=lambda e: (e[0][0], -e[1].sample.severity.rank, -e[1].programs, e[0])))

    def head(self) -> Iterator[str]:
        report = self._report
        name = f"{terminal(report.library)}: " if report.library else ""
        yield f"{name}{words.heading(report)}\n"
        checked = tr("Checked {time}.", time=words.clock(report.made))
        yield folded(f"{checked} {words.counts(report)}".rstrip(), self._width, rest="")
        for gap in words.gaps(report):
            yield f"{self._paint(folded(gap, self._width).rstrip(), '1;31')}\n"
        for notice in report.notices:
            yield folded(plain(words.retold(notice.text)), self._width)
        for said in (*words.limits(report), *words.asides(report)):
            yield folded(said, self._width, rest="")

    def programs(self) -> Iterator[str]:
        yield from known_before.section(self._report, self._width)
        day = ""
        standing: set[str] = set()
        for row in self._report.rows(programs=True):
            if row.program is None or row.program.start is None:
                standing.add(words.standing(row))
                continue
            start = row.program.start.astimezone(self._report.made.tzinfo)
            if day_of(start) != day:
                day = day_of(start)
                yield f"\n{self._paint(day, '1')}\n"
            yield from self._program(row, narrow(start))
        for heading in (tr(each) for each in words.STANDING if tr(each) in standing):
            yield f"\n{self._paint(heading, '1')}\n"
            for row in self._report.rows(programs=True):
                if row.program is not None and row.program.start is None and words.standing(row) == heading:
                    yield from self._program(row, "")

    def _program(self, row: Row, time: str) -> Iterator[str]:
        fails, unclear = words.worst_first(row, Status.FAIL), words.worst_first(row, Status.ERROR)
        to_fix = ntr("{count} to fix", "{count} to fix", len(fails))
        state = words.verdict(row) if row.state is not State.TO_FIX else to_fix
        more = [ntr("{count} accepted", "{count} accepted", row.accepted)] if row.accepted else []
        more += [tr("no rule names it")] if row.unnamed else []
        more += [tr(words.APART)] if row.apart else []
        room = max(20, min(44, self._width - 56))
        lead = f"  {time:>{clock_width()}}  {terminal(row.title, room):<{room}}  {words.platform(row):<12}  "
        yield from self._stands(lead, state, PAINT[row.state], ", ".join([terminal(row.profile), *more]))
        if row.unread:
            unread = filter(None, (plain(words.retold(row.unread)), words.last_read(row)))
            yield self._line(tr("can't tell: {why}", why="; ".join(unread)), "?")
        elif self._full:
            for f in fails:
                yield from self._finding(f, unnamed=row.unnamed)
            yield from (self._line(tr("can't tell: {why}", why=words.unclear(f)), "?") for f in unclear)
        else:
            yield from self._brief(row, fails, unclear)
        if held := holds(row):
            yield self._line(tr("not ready: {why}", why=held), " ")
        if hand := words.by_hand(row):
            yield self._line(tr("look by hand: {what}; then say so: hardener attest", what=hand), "?")

    def _stands(self, lead: str, state: str, code: str, rest: str) -> Iterator[str]:
        """Yield what a program is called and how it stands, on one line where there is room for it."""
        shown = self._paint(f"{state:<12}", code)
        if len(lead) + max(12, len(state)) + 1 + len(rest) <= self._width:
            yield f"{lead}{shown} {rest}\n"
        elif len(lead) + len(state) <= self._width:
            yield f"{lead}{shown.rstrip()}\n{self._line(rest, ' ')}"
        else:
            yield f"{lead.rstrip()}\n{' ' * 14}{shown.rstrip()} · {rest}\n"

    def _brief(self, row: Row, fails: list[Finding], unclear: list[Finding]) -> Iterator[str]:
        for f in fails[:FIRST]:
            lapsed = f", {tr('no longer accepted')}" if f.waiver is not None else ""
            yield self._line(f"{words.sentence(f)} [{self._number(row, f)}]{lapsed}", _mark(f))
        if rest := fails[FIRST:]:
            yield self._line(tr("and {numbers}", numbers=" ".join(f"[{self._number(row, f)}]" for f in rest)), " ")
        if unclear:
            told = ", ".join(f"{words.control(f.control).title.lower()} [{self._number(row, f)}]" for f in unclear)
            yield self._line(tr("can't tell: {why}", why=told), "?")

    def _finding(self, f: Finding, *, unnamed: bool) -> Iterator[str]:
        yield self._line(f"{words.sentence(f)} ({known(f.severity)})", _mark(f))
        if f.by_hand:
            yield self._line(tr("by hand: {where}", where=plain(words.hand(f))), " ", 2)
        yield self._line(words.remedy(f, unnamed=unnamed), " ", 2)
        if f.waiver is not None:
            yield self._line(words.retold(f.waiver.lapsed), " ", 2)
        if self._details:
            now = tr("{wanted}, found {now}", wanted=f.expected, now=f.actual)
            yield self._line(f"{words.source(f)}; {now}", " ", 2)
            if f.fixable and f.note:
                yield self._line(plain(words.retold(f.note)), " ", 2)
            if references := words.control(f.control).references:
                yield self._line(tr("see {references}", references=", ".join(references)), " ", 2)

    def issues(self, title: LiteralString, issues: dict[Key, Issue]) -> Iterator[str]:
        """Yield each thing once, with how many programs it is in and what can be done."""
        if not issues or self._full:
            return
        yield f"\n{self._paint(tr(title), '1')}\n"
        for key, issue in issues.items():
            f = issue.sample
            said = words.sentence(f) if f.status is Status.FAIL else words.control(f.control).title
            programs = words.many(issue.programs, "program")
            yield self._item(f"[{self._numbers[key]}] {said} ({known(f.severity)}, {programs})")
            yield from (self._line(tr("by hand: {where}", where=hand), " ", UNDER) for hand in _common(issue.hands))
            yield from (
                self._line(f"{said}{_share(n, issue.programs)}", " ", UNDER) for said, n in issue.remedies.items()
            )

    def others(self) -> Iterator[str]:
        """Yield what shapes programs that are made from now on, and the account itself."""
        found = {**self._gather(Status.FAIL, programs=False), **self._gather(Status.ERROR, programs=False)}
        if found:
            yield f"\n{self._paint(tr('Accounts and defaults for new programs'), '1')}\n"
        for issue in found.values():
            f = issue.sample
            said = words.sentence(f)
            if f.status is not Status.FAIL:
                said = tr("Can't tell: {what}", what=words.unclear(f))
            yield self._item(f"{said} ({known(f.severity)}, {words.many(issue.programs, 'place')})")
            if f.status is Status.FAIL:
                yield from (
                    self._line(f"{said}{_share(n, issue.programs)}", " ", UNDER)
                    for said, n in issue.remedies.items()
                    if said not in issue.looking
                )
            if self._details:
                yield from (self._line(source, " ", UNDER) for source in issue.sources)

    def accepted(self, title: LiteralString, kind: str) -> Iterator[str]:
        """Yield everything for which somebody's word holds: where, whose, and until when."""
        found = words.accepted(self._report.rows(), kind)
        if found:
            yield f"\n{self._paint(tr(title), '1')}\n"
        for one in found:
            by, until, reason = words.word(one.waived)
            said = words.sentence(one.finding) or words.control(one.finding.control).title
            yield self._item(f"{said} ({known(one.finding.severity)}): {self._places(one.rows)}")
            held = tr("{name}, until {day}", name=by, day=until) + (f": {reason}" if reason else "")
            yield self._line(held, " ", UNDER)

    def _places(self, rows: list[str]) -> str:
        few = len(rows) if self._details else PLACES
        more = f" {ntr('and {count} more', 'and {count} more', len(rows) - few)}" if len(rows) > few else ""
        return ", ".join(terminal(row, 44) for row in rows[:few]) + more

    def advised(self) -> Iterator[str]:
        """Yield what is set as it should be and protects from nobody who means harm."""
        found = words.advised(self._report.rows())
        if found:
            yield f"\n{self._paint(tr('Set, but a visitor can undo it'), '1')}\n"
        for f, titles in found:
            yield self._item(f"{words.control(f.control).title} ({known(f.severity)}): {self._places(titles)}")
            yield self._line(words.unread(f.note, f.reason), " ", UNDER)

    def people(self) -> Iterator[str]:
        """Yield what the API does not show, once each."""
        found = words.for_people(self._report.rows())
        if not found:
            return
        yield f"\n{self._paint(tr('For a person to look at'), '1')} ({tr(UNSHOWN)})\n"
        for number, (ident, question, hand) in enumerate(found, 1):
            name = f"{ident}: " if self._details else ""
            yield self._item(f"{number:>2} {name}{question} {begun(hand)}".rstrip())
        yield self._item(tr("Somebody has looked? Say so, with its number: hardener attest NUMBER --until DATE"))

    def foot(self) -> Iterator[str]:
        told = [p for p in self._report.profiles.values() if self._details or p.judges == "account"]
        notes = dict.fromkeys(note for p in told for note in p.notes)
        if notes:
            yield f"\n{self._paint(tr('Notes'), '1')}\n"
            yield from (self._item(note) for note in notes)
        if not self._details:
            more = tr("More on one program: hardener audit TITLE. Settings, locks and benchmarks: --details")
            yield f"\n{folded(more, self._width)}"
        yield folded(tr(words.FOOTER, time=words.clock(self._report.made)), self._width, rest="")

    def _number(self, row: Row, f: Finding) -> int:
        return self._numbers[_key(row, f)]

    def _line(self, said: str, mark: str, indent: int = 0) -> str:
        lead = " " * (12 + indent)
        return folded(plain(said), self._width, f"{lead}{mark} ", f"{lead}  ")

    def _item(self, said: str) -> str:
        return folded(plain(said), self._width, "  ", "      ")

    def _paint(self, said: str, code: str) -> str:
        return f"\x1b[{code}m{said}\x1b[0m" if self._colour else said


def _key(row: Row, f: Finding) -> Key:
    return row.apart, f.status, f.control, f.severity, f.sentence


def _common(tally: dict[str, int]) -> list[str]:
    return sorted(tally, key=lambda entry: -tally[entry])[:1]


def _share(count: int, total: int) -> str:
    return "" if count == total else f" ({tr('{count} of {total}', count=count, total=total)})"


def _mark(f: Finding) -> str:
    return "!" if f.severity.rank > 1 else "-"
