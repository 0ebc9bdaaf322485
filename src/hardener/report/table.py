"""The screen: one program after the other, in library words, then what to do. Pure."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from textwrap import fill

from hardener.findings import State
from hardener.model import Finding, Status
from hardener.reason import Reason
from hardener.report import words
from hardener.report.safe import plain, terminal
from hardener.results import Report, Row

PAINT = {State.TO_FIX: "31", State.TOO_CLOSED: "35", State.CANT_TELL: "33", State.BY_HAND: "33", State.READY: "32"}
FEW = 3
"""Up to so many programs, each finding is told in full beside its program."""
FIRST = 2
"""Findings of a program that are told in words; the others by their number."""
PLACES = 5
"""Programs that are named beside what is accepted in them."""
Key = tuple[str, str]
"""Status and control of a finding."""


TODO = "What to do"


@dataclass(slots=True)
class Issue:
    """One thing that is wrong, or cannot be told, wherever it is."""

    sample: Finding
    """The most harmful."""
    programs: int = 0
    hands: dict[str, int] = field(default_factory=dict)
    """How a person changes it, and for how many programs that is so."""
    remedies: dict[str, int] = field(default_factory=dict)
    """What hardener can do, or why it cannot be told."""
    looking: set[str] = field(default_factory=set)
    """Those of the remedies that only say that nothing is changed for this profile."""
    sources: dict[str, int] = field(default_factory=dict)

    def add(self, found: Finding, *, unnamed: bool) -> None:
        """Count one finding; `unnamed`: in a program that no rule names."""
        self.programs += 1
        if found.severity.rank > self.sample.severity.rank:
            self.sample = found
        failed = found.status is Status.FAIL
        said = words.remedy(found, unnamed=unnamed) if failed else words.unread(found.note, found.reason)
        if found.reason is not None and found.reason.kind is Reason.AUDIT_ONLY:
            self.looking.add(said)
        for tally, entry in (
            (self.hands, plain(found.by_hand)),
            (self.remedies, said),
            (self.sources, words.source(found)),
        ):
            if entry:
                tally[entry] = tally.get(entry, 0) + 1


def render(report: Report, *, details: bool = False, colour: bool = False, width: int = 100) -> Iterator[str]:
    """Yield the table piece by piece; `width` is in characters."""
    view = _View(report, details=details, colour=colour, width=max(60, width))
    yield from view.head()
    yield from view.programs()
    yield from view.issues(TODO, view.fails)
    yield from view.issues("What could not be told", view.unclear)
    yield from view.others()
    yield from view.accepted("Accepted for now", "waiver")
    yield from view.accepted("Looked at by hand", "attestation")
    yield from view.advised()
    yield from view.people()
    yield from view.foot()


class _View:
    def __init__(self, report: Report, *, details: bool, colour: bool, width: int) -> None:
        self._report = report
        self._details = details
        self._full = details or sum(report.states.values()) <= FEW
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
                        found.setdefault((status, f.control), Issue(f)).add(f, unnamed=row.unnamed)
        return dict(sorted(found.items(), key=lambda e: (-e[1].sample.severity.rank, -e[1].programs, e[0])))

    def head(self) -> Iterator[str]:
        report = self._report
        name = f"{terminal(report.library)}: " if report.library else ""
        yield f"{name}{words.heading(report)}\n"
        yield fill(f"Checked {words.clock(report.made)}. {words.counts(report)}".rstrip(), self._width) + "\n"
        for gap in words.gaps(report):
            yield f"{self._paint(gap, '1;31')}\n"
        for notice in report.notices:
            yield fill(plain(notice.text), self._width, subsequent_indent="  ") + "\n"
        for said in (*words.limits(report), *words.asides(report)):
            yield fill(said, self._width) + "\n"

    def programs(self) -> Iterator[str]:
        day = ""
        standing: set[str] = set()
        for row in self._report.rows(programs=True):
            if row.program is None or row.program.start is None:
                standing.add(words.standing(row))
                continue
            when = words.when(row, self._report.made.tzinfo)
            if when[:10] != day:
                day = when[:10]
                yield f"\n{self._paint(day, '1')}\n"
            yield from self._program(row, when[11:])
        for heading in (heading for heading in words.STANDING if heading in standing):
            yield f"\n{self._paint(heading, '1')}\n"
            for row in self._report.rows(programs=True):
                if row.program is not None and row.program.start is None and words.standing(row) == heading:
                    yield from self._program(row, "")

    def _program(self, row: Row, time: str) -> Iterator[str]:
        fails, unclear = words.worst_first(row, Status.FAIL), words.worst_first(row, Status.ERROR)
        state = row.state.value if row.state is not State.TO_FIX else f"{len(fails)} to fix"
        shown = self._paint(f"{state:<12}", PAINT[row.state])
        more = f", {row.accepted} accepted" if row.accepted else ""
        more += ", no rule names it" if row.unnamed else ""
        title = f"{terminal(row.title, 44):<44}"
        yield f"  {time:<5}  {title}  {words.platform(row):<12}  {shown} {terminal(row.profile)}{more}\n"
        if row.unread:
            yield self._line(f"can't tell: {plain(row.unread)}", "?")
        elif self._full:
            for f in fails:
                yield from self._finding(f, unnamed=row.unnamed)
            for f in unclear:
                yield self._line(f"can't tell: {words.unclear(f)}", "?")
        else:
            yield from self._brief(fails, unclear)
        if row.state is State.BY_HAND:
            yield self._line(f"look by hand: {words.by_hand(row)}; then say so: hardener attest", "?")

    def _brief(self, fails: list[Finding], unclear: list[Finding]) -> Iterator[str]:
        for f in fails[:FIRST]:
            lapsed = ", no longer accepted" if f.waiver is not None else ""
            yield self._line(f"{f.sentence} [{self._number(f)}]{lapsed}", "!" if f.severity.rank > 1 else "-")
        if rest := fails[FIRST:]:
            yield self._line(f"and {' '.join(f'[{self._number(f)}]' for f in rest)}", " ")
        if unclear:
            told = ", ".join(f"{words.control(f.control).title.lower()} [{self._number(f)}]" for f in unclear)
            yield self._line(f"can't tell: {told}", "?")

    def _finding(self, f: Finding, *, unnamed: bool) -> Iterator[str]:
        yield self._line(f"{f.sentence} ({f.severity})", "!" if f.severity.rank > 1 else "-")
        if f.by_hand:
            yield self._line(f"by hand: {plain(f.by_hand)}", " ", 2)
        yield self._line(words.remedy(f, unnamed=unnamed), " ", 2)
        if f.waiver is not None:
            yield self._line(f.waiver.lapsed, " ", 2)
        if self._details:
            yield self._line(f"{words.source(f)}; {f.expected}, found {f.actual}", " ", 2)
            if f.fixable and f.note:
                yield self._line(plain(f.note), " ", 2)
            if references := words.control(f.control).references:
                yield self._line(f"see {', '.join(references)}", " ", 2)

    def issues(self, title: str, issues: dict[Key, Issue]) -> Iterator[str]:
        """Yield each thing once, with how many programs it is in and what can be done."""
        if not issues or self._full:
            return
        yield f"\n{self._paint(title, '1')}\n"
        for key, issue in issues.items():
            f = issue.sample
            said = f.sentence if f.status is Status.FAIL else words.control(f.control).title
            yield self._item(f"[{self._numbers[key]}] {said} ({f.severity}, {words.many(issue.programs, 'program')})")
            yield from (self._line(f"by hand: {hand}", " ", 2) for hand in _common(issue.hands))
            yield from (self._line(f"{said}{_share(n, issue.programs)}", " ", 2) for said, n in issue.remedies.items())

    def others(self) -> Iterator[str]:
        """Yield what shapes programs that are made from now on, and the account itself."""
        found = {**self._gather(Status.FAIL, programs=False), **self._gather(Status.ERROR, programs=False)}
        if found:
            yield f"\n{self._paint('Accounts and defaults for new programs', '1')}\n"
        for issue in found.values():
            f = issue.sample
            said = f.sentence if f.status is Status.FAIL else f"Can't tell: {words.unclear(f)}"
            yield self._item(f"{said} ({f.severity}, {words.many(issue.programs, 'place')})")
            if f.status is Status.FAIL:
                yield from (
                    self._line(f"{said}{_share(n, issue.programs)}", " ", 2)
                    for said, n in issue.remedies.items()
                    if said not in issue.looking
                )
            if self._details:
                yield from (self._line(source, " ", 2) for source in issue.sources)

    def accepted(self, title: str, kind: str) -> Iterator[str]:
        """Yield everything for which somebody's word holds: where, whose, and until when."""
        found = words.accepted(self._report.rows(), kind)
        if found:
            yield f"\n{self._paint(title, '1')}\n"
        for one in found:
            by, until, reason = words.word(one.waived)
            said = one.finding.sentence or words.control(one.finding.control).title
            yield self._item(f"{said} ({one.finding.severity}): {self._places(one.rows)}")
            yield self._line(f"{by}, until {until}{f': {reason}' if reason else ''}", " ", 2)

    def _places(self, rows: list[str]) -> str:
        few = len(rows) if self._details else PLACES
        more = f" and {len(rows) - few} more" if len(rows) > few else ""
        return ", ".join(terminal(row, 44) for row in rows[:few]) + more

    def advised(self) -> Iterator[str]:
        """Yield what is set as it should be and protects from nobody who means harm."""
        found = words.advised(self._report.rows())
        if found:
            yield f"\n{self._paint('Set, but a visitor can undo it', '1')}\n"
        for f, titles in found:
            yield self._item(f"{words.control(f.control).title} ({f.severity}): {self._places(titles)}")
            yield self._line(words.unread(f.note, f.reason), " ", 2)

    def people(self) -> Iterator[str]:
        """Yield what the API does not show, once each."""
        found = words.for_people(self._report.rows())
        if not found:
            return
        yield f"\n{self._paint('For a person to look at', '1')} (the platform's API does not show these)\n"
        for ident, question, hand in found:
            name = f"{ident}: " if self._details else ""
            yield self._item(f"{name}{question} {hand}".rstrip())

    def foot(self) -> Iterator[str]:
        told = [p for p in self._report.profiles.values() if self._details or p.judges == "account"]
        notes = dict.fromkeys(note for p in told for note in p.notes)
        if notes:
            yield f"\n{self._paint('Notes', '1')}\n"
            yield from (self._item(note) for note in notes)
        if not self._details:
            yield "\nMore on one program: hardener audit TITLE. Settings, locks and benchmarks: --details\n"
        yield fill(words.FOOTER.format(time=words.clock(self._report.made)), self._width) + "\n"

    def _number(self, f: Finding) -> int:
        return self._numbers[f.status, f.control]

    def _line(self, said: str, mark: str, indent: int = 0) -> str:
        lead = " " * (9 + indent)
        return fill(plain(said), self._width, initial_indent=f"{lead}{mark} ", subsequent_indent=f"{lead}  ") + "\n"

    def _item(self, said: str) -> str:
        return fill(plain(said), self._width, initial_indent="  ", subsequent_indent="      ") + "\n"

    def _paint(self, said: str, code: str) -> str:
        return f"\x1b[{code}m{said}\x1b[0m" if self._colour else said


def _common(tally: dict[str, int]) -> list[str]:
    return sorted(tally, key=lambda entry: -tally[entry])[:1]


def _share(count: int, total: int) -> str:
    return "" if count == total else f" ({count} of {total})"
