"""The screen: one program after the other, in library words. Pure."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from textwrap import fill

from hardener.model import Finding, Status
from hardener.report import words
from hardener.report.model import Report, Row, State
from hardener.report.safe import plain, terminal

PAINT = {State.TO_FIX: "31", State.TOO_CLOSED: "35", State.CANT_TELL: "33", State.READY: "32"}
BRIEF = 3
"""Findings of a program that are told in full before the rest are counted; all with details."""

Shared = dict[tuple[str, str, str], tuple[Finding, list[str]]]
"""By governing target, setting and control: a finding, and the programs it is true of."""


def render(report: Report, *, details: bool = False, colour: bool = False, width: int = 100) -> Iterator[str]:
    """Yield the table piece by piece; `width` is in characters."""
    view = _View(report, details=details, colour=colour, width=max(60, width))
    yield from view.head()
    yield from view.programs()
    yield from view.shared()
    yield from view.others()
    yield from view.people()
    yield from view.foot()


class _View:
    def __init__(self, report: Report, *, details: bool, colour: bool, width: int) -> None:
        self._report = report
        self._details = details
        self._colour = colour
        self._width = width
        self._numbers: dict[tuple[str, str, str], int] = {}
        self._shared = self._gather()

    def _gather(self) -> Shared:
        """Find what one shared setting causes in several programs, so that it is told once."""
        found: Shared = {}
        for row in self._report.rows():
            if row.program is None:
                continue
            for f in row.findings:
                if f.status in {Status.FAIL, Status.ERROR} and f.governing and f.governing != row.target:
                    key = (f"{row.connection} {f.governing} {f.status}", f.setting or "", f.control)
                    known = found.setdefault(key, (f, []))
                    known[1].append(row.target)
                    if f.severity.rank > known[0].severity.rank:
                        found[key] = (f, known[1])
        kept = {key: value for key, value in found.items() if len(value[1]) > 1}
        order = sorted(kept, key=lambda k: (-kept[k][0].severity.rank, -len(kept[k][1]), k))
        self._numbers = {key: n for n, key in enumerate(order, 1)}
        return {key: kept[key] for key in order}

    def head(self) -> Iterator[str]:
        report = self._report
        total = sum(report.states.values())
        name = f"{terminal(report.library)}: " if report.library else ""
        yield f"{name}{total} online program{'' if total == 1 else 's'} to {report.end:%a %d %b %Y}   checked {words.clock(report.made)}\n"
        yield f"{words.counts(report)}\n"
        for gap in words.gaps(report):
            yield f"{self._paint(gap, '1;31')}\n"

    def programs(self) -> Iterator[str]:
        day = ""
        for row in self._report.rows():
            if row.program is None:
                continue
            when = words.when(row, self._report.made.tzinfo)
            if when[:10] != day:
                day = when[:10]
                yield f"\n{self._paint(day if row.program.start else 'Always open', '1')}\n"
            yield from self._program(row, when[11:] if row.program.start else "")

    def _program(self, row: Row, time: str) -> Iterator[str]:
        fails, unclear = words.worst_first(row, Status.FAIL), words.worst_first(row, Status.ERROR)
        own = [f for f in fails if self._key(row, f) not in self._numbers]
        state = row.state.value if row.state is not State.TO_FIX else f"{len(fails)} to fix"
        shown = self._paint(f"{state:<11}", PAINT[row.state])
        yield f"  {time:<5}  {terminal(row.title, 44):<44}  {words.platform(row):<12}  {shown}  {row.profile}\n"
        if row.unread:
            yield self._line(f"could not be read: {plain(row.unread)}", "?")
            return
        for f in own if self._details else own[:BRIEF]:
            yield from self._finding(f)
        if (more := len(own) - BRIEF) > 0 and not self._details:
            rest = ", ".join(words.control(f.control).title.lower() for f in own[BRIEF:])
            yield self._line(f"and {more} more: {rest}", " ")
        numbers = sorted(self._numbers[k] for f in fails if (k := self._key(row, f)) in self._numbers)
        if numbers:
            yield self._line(f"shared settings {', '.join(f'[{n}]' for n in numbers)} below", " ")
        yield from self._unclear(row, unclear)

    def _unclear(self, row: Row, findings: list[Finding]) -> Iterator[str]:
        alone = [f for f in findings if self._key(row, f) not in self._numbers]
        reasons: dict[str, list[str]] = defaultdict(list)
        for f in alone:
            reasons[plain(f.note) or "could not be read"].append(words.control(f.control).title)
        for reason, titles in reasons.items():
            yield self._line(f"can't tell {', '.join(t.lower() for t in titles)}: {reason}", "?")
        numbers = sorted(self._numbers[k] for f in findings if (k := self._key(row, f)) in self._numbers)
        if numbers:
            yield self._line(f"can't tell {', '.join(f'[{n}]' for n in numbers)} below", "?")

    def _finding(self, f: Finding) -> Iterator[str]:
        yield self._line(f"{f.sentence} ({f.severity})", "!" if f.severity.rank > 1 else "-")
        if f.by_hand:
            yield self._line(f"by hand: {plain(f.by_hand)}", " ", 4)
        yield self._line(words.remedy(f), " ", 4)
        if self._details:
            yield self._line(f"{words.source(f)}; {f.expected}, found {f.actual}", " ", 4)
            if f.fixable and f.note:
                yield self._line(plain(f.note), " ", 4)
            if references := words.control(f.control).references:
                yield self._line(f"see {', '.join(references)}", " ", 4)

    def shared(self) -> Iterator[str]:
        if self._shared:
            yield f"\n{self._paint('Shared settings', '1')} (one change mends all the programs named)\n"
        for key, (f, programs) in self._shared.items():
            where = f"{plain(f.governing_title)}, {len(programs)} programs"
            said = f.sentence if f.status is Status.FAIL else f"Can't tell: {words.unclear(f)}"
            mark = "?" if f.status is Status.ERROR else "!" if f.severity.rank > 1 else "-"
            yield self._line(f"[{self._numbers[key]}] {said} ({f.severity}; {where})", mark)
            if f.by_hand:
                yield self._line(f"by hand: {plain(f.by_hand)}", " ", 4)
            if f.status is Status.FAIL:
                yield self._line(words.remedy(f), " ", 4)
            if self._details:
                yield self._line(f"{words.source(f)}; {f.expected}, found {f.actual}", " ", 4)

    def others(self) -> Iterator[str]:
        rows = [row for row in self._report.rows() if row.program is None]
        told: dict[tuple[str, str], list[str]] = defaultdict(list)
        sample: dict[tuple[str, str], Finding] = {}
        for row in rows:
            for f in row.findings:
                if f.status in {Status.FAIL, Status.ERROR}:
                    said = f.sentence if f.status is Status.FAIL else f"Can't tell {words.unclear(f)}"
                    told[said, f.status].append(terminal(row.title, 30))
                    sample.setdefault((said, f.status), f)
        if told:
            yield f"\n{self._paint('Defaults and accounts', '1')} (they shape what is made from now on)\n"
        for key, names in sorted(told.items(), key=lambda t: -sample[t[0]].severity.rank):
            f = sample[key]
            names = list(dict.fromkeys(names))
            whose = ", ".join(names[:4]) + (f" and {len(names) - 4} more" if len(names) > 4 else "")
            yield self._line(f"{key[0]} ({f.severity}; {whose})", "?" if f.status is Status.ERROR else "-")
            if f.status is Status.FAIL:
                yield self._line(words.remedy(f), " ", 4)
            if self._details:
                yield self._line(f"{words.source(f)}; {f.expected}, found {f.actual}", " ", 4)

    def people(self) -> Iterator[str]:
        found = words.for_people(self._report.rows())
        if not found:
            return
        yield f"\n{self._paint('For a person to look at', '1')} (the platform's API does not show these {len(found)})\n"
        for ident, question, hand in found:
            name = f"{ident}: " if self._details else ""
            yield self._line(f"{name}{question}" + (f" {hand}" if hand else ""), "·")

    def foot(self) -> Iterator[str]:
        notes = dict.fromkeys(note for p in self._report.profiles.values() for note in p.notes)
        if self._details and notes:
            yield f"\n{self._paint('Notes', '1')}\n"
            yield from (self._line(note, "·") for note in notes)
        yield f"\n{words.FOOTER.format(time=words.clock(self._report.made))}\n"

    @staticmethod
    def _key(row: Row, f: Finding) -> tuple[str, str, str]:
        return (f"{row.connection} {f.governing} {f.status}", f.setting or "", f.control)

    def _line(self, said: str, mark: str, indent: int = 0) -> str:
        lead = " " * (9 + indent)
        return fill(plain(said), self._width, initial_indent=f"{lead}{mark} ", subsequent_indent=f"{lead}  ") + "\n"

    def _paint(self, said: str, code: str) -> str:
        return f"\x1b[{code}m{said}\x1b[0m" if self._colour else said
