"""One program told in full: the door, what people can send, what else, and how to close it. Pure."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import timedelta
from textwrap import fill

from hardener.catalog import of_benchmark
from hardener.causes import causes
from hardener.door import Door
from hardener.findings import State, out_of_reach
from hardener.language import marked, ntr, tr
from hardener.model import Finding, Status
from hardener.reason import Reason
from hardener.report import brief, retell, words
from hardener.report.holders import holds
from hardener.report.places import allow, name_of, reach, where
from hardener.report.safe import plain, terminal
from hardener.report.times import clock, short, starts, zone_name
from hardener.results import Report, Row

LEAST = 60
DOORS = {
    Door.VERIFIED: marked("THE DOOR is closed: staff know who comes in"),
    Door.SCREENED: marked("THE DOOR is watched: staff let people in"),
    Door.SHARED_SECRET: marked("THE DOOR is open to whoever has the link"),
    Door.OPEN: marked("THE DOOR is open"),
    Door.UNKNOWN: marked("THE DOOR could not be read"),
}
FEW = 3
"""Programs that are told in full one after the other."""
MORE = marked("--details for the platform's names")
PARTS = ((marked("WHAT PEOPLE CAN SEND"), ("chan", "video")), (marked("ALSO"), ()))
"""The headings after the door, with the families of controls that stand below each; the last has all others."""


def render(report: Report, *, details: bool = False, colour: bool = False, width: int = 80) -> Iterator[str]:
    """Yield every program of a report in full, piece by piece; `width` is in characters."""
    rows = list(report.rows(programs=True))
    for number, row in enumerate(rows):
        page = _Page(report, row, colour=colour, width=max(LEAST, width), details=details)
        yield "\n" if number else ""
        yield from (f"{line}\n" for line in page.lines())
    for said in (*words.gaps(report), *(plain(words.retold(notice.text)) for notice in report.notices)):
        yield fill(said, max(LEAST, width), subsequent_indent="  ") + "\n"


class _Page:
    def __init__(self, report: Report, row: Row, *, colour: bool, width: int, details: bool) -> None:
        self._report, self._row, self._colour, self._width = report, row, colour, width
        self._details = details
        self._zone = report.made.tzinfo
        self._profile = report.profiles.get(row.profile)

    def lines(self) -> Iterator[str]:
        row = self._row
        yield from self._folded(self._bold(self._head()))
        if row.unread:
            unchecked = tr("NOT CHECKED: {why}", why=plain(words.retold(row.unread)))
            yield from self._folded("; ".join(filter(None, (unchecked, words.last_read(row)))))
            yield tr("Next: {commands}", commands="hardener doctor")
            return
        yield from self._folded(self._sentence())
        yield from self._door()
        for heading, families in PARTS:
            yield from self._part(heading, families)
        yield from self._to_close()
        yield from self._verdict()

    def _head(self) -> str:
        row, program = self._row, self._row.program
        start = starts(program, self._zone)
        at = short(start) if start is not None else words.standing(row).lower()
        if start is not None and program is not None and program.minutes:
            at = tr("{first} to {last}", first=at, last=clock(start + timedelta(minutes=program.minutes)))
        host = tr("host {name}", name=terminal(row.host, 30)) if row.host else ""
        zone = zone_name(self._zone) if start is not None else ""
        return " · ".join(filter(None, (terminal(row.title), at, zone, words.platform(row), host, row.profile)))

    def _sentence(self) -> str:
        if said := brief.strangers(self._row, self._profile):
            return said
        return brief.cut(f"{brief.verdict(self._row)[0].upper()}{brief.verdict(self._row)[1:]}.", self._width)

    def _door(self) -> Iterator[str]:
        at = DOORS[Door(self._row.door)] if self._row.door else marked("THE DOOR has no word of its own")
        yield self._bold(tr(at))
        yield from self._table("door")

    def _part(self, heading: str, families: Sequence[str]) -> Iterator[str]:
        lines = list(self._table(*families))
        if lines:
            yield self._bold(tr(heading))
            yield from lines

    def _table(self, *families: str) -> Iterator[str]:
        here = [f for f in self._row.findings if _belongs(f, families)]
        for mark, status in (("!", Status.FAIL), ("?", Status.ERROR), ("?", Status.MANUAL), ("~", Status.ADVISORY)):
            for found in (f for f in here if f.status is status and (self._details or not _asks(f))):
                yield from self._finding(mark, found)
        kept = ((tr("accepted"), Status.WAIVED), (tr("as asked"), Status.PASS))
        for title, status in kept if families or self._details else kept[:1]:
            if same := [brief.short(f) if status is Status.WAIVED else _title(f) for f in here if f.status is status]:
                said = ", ".join(dict.fromkeys(same))
                yield from self._folded(f"    {title}: {said}", "      ")

    def _finding(self, mark: str, found: Finding) -> Iterator[str]:
        control = words.control(found.control)
        if found.status is Status.MANUAL and _elsewhere(found):
            yield from self._folded(f"  {mark} {control.title}: {_then_say(plain(words.hand(found)))}", "    ")
            return
        if found.status is Status.MANUAL:
            yield from self._folded(f"  {mark} {control.question} {plain(words.hand(found))}".rstrip(), "    ")
            return
        name = f"{terminal(control.title, 34):<35}"
        if found.status is Status.ERROR:
            now = tr("can't tell: {why}", why=words.unread(found.note, found.reason))
        else:
            now = control.say(found.actual)
            now += "" if of_benchmark(control.id) else f"   ({tr('asked: {wanted}', wanted=self._asked(found))})"
        above = f" [{name_of(found.governing_title, 32)}]" if found.governing and found.governing_title else ""
        yield from self._folded(f"  {mark} {name} {now}{above}", "      ")
        if out_of_reach(found):
            yield f"      {tr('{platform} has no setting that would do', platform=self._row.name)}"
        elif why := _why(found):
            yield from self._folded(f"      {why}", "        ")
        if self._details:
            yield from self._folded(f"      {words.source(found)}", "        ")
            if found.by_hand:
                yield from self._folded(f"      {plain(words.hand(found))}", "        ")

    def _asked(self, found: Finding) -> str:
        requirement = self._profile.requires.get(found.control) if self._profile is not None else None
        return words.control(found.control).say(requirement.limit) if requirement is not None else found.expected

    def _to_close(self) -> Iterator[str]:
        for number, cause in enumerate(causes([self._row]), 1):
            lead = f"{self._bold(tr('CLOSE IT'))}  {number} " if number == 1 else f"          {number} "
            shorts = brief.fitted("", brief.shorts([one.finding for one in cause.found]), 40)
            yield lead + brief.cut(f"{where(cause, 200)}", self._width - 12)
            yield f"            {brief.cut(f'{shorts} · {reach(cause)}', self._width - 12)}"

    def _verdict(self) -> Iterator[str]:
        found = self._row.found
        fails = [f for f in self._row.findings if f.status is Status.FAIL]
        mended = [f for f in fails if f.fixable and not self._row.unnamed]
        untold, manual, waived = (found.statuses[of] for of in (Status.ERROR, Status.MANUAL, Status.WAIVED))
        parts = [
            ntr("{count} to fix", "{count} to fix", len(fails)) if fails else "",
            ntr("{count} that hardener can", "{count} that hardener can", len(mended)) if mended else "",
            ntr("{count} can't tell", "{count} can't tell", untold) if untold else "",
            ntr("{count} for a person", "{count} for a person", manual) if manual else "",
            ntr("{count} accepted", "{count} accepted", waived) if waived else "",
        ]
        state = self._paint(brief.verdict(self._row).upper(), "1;31" if self._row.state is State.CLOSE_FIRST else "1")
        yield f"{state}  {' · '.join(filter(None, parts))}"
        if held := holds(self._row):
            yield from self._folded(tr("not ready: {why}", why=held))
        if hand := words.by_hand(self._row):
            yield from self._folded(tr("look by hand: {what}", what=_then_say(hand)))
        if self._row.unnamed:
            yield from self._folded(tr("hardener cannot: {why}", why=tr(words.NO_RULE)))
        opt_in = allow(mended) if mended else ""
        plan = f"hardener plan {_quoted(self._row)}" + (f" {opt_in}" if opt_in.startswith("--") else "")
        more = "" if self._details else f" · {tr(MORE)}"
        yield from self._folded(
            tr("Next: {commands}", commands=f"{plan if mended else f'hardener history {_quoted(self._row)}'}{more}")
        )

    def _folded(self, said: str, indent: str = "  ") -> list[str]:
        return fill(said, self._width, subsequent_indent=indent, break_on_hyphens=False).split("\n")

    def _bold(self, said: str) -> str:
        return self._paint(said, "1")

    def _paint(self, said: str, code: str) -> str:
        return f"\x1b[{code}m{said}\x1b[0m" if self._colour else said


def _then_say(what: str) -> str:
    return tr("{what}; then say so: hardener attest", what=what)


def _belongs(found: Finding, families: Sequence[str]) -> bool:
    family = found.control.partition(".")[0]
    named = {"door"} | {one for _, each in PARTS for one in each}
    return family in families if families else family not in named


def _asks(found: Finding) -> bool:
    """Tell whether a finding is a question like many: these are told with the details only."""
    return found.status is Status.MANUAL and not _elsewhere(found)


def _elsewhere(found: Finding) -> bool:
    return found.reason is not None and found.reason.kind is Reason.SIGN_UP_ELSEWHERE


def _why(found: Finding) -> str:
    """Return why hardener cannot mend a failure; empty where it can, and where nothing is changed anyway."""
    if found.status is not Status.FAIL or found.fixable or found.reason is None:
        return ""
    return "" if found.reason.kind is Reason.AUDIT_ONLY else plain(retell.reason(found.reason))


def _title(found: Finding) -> str:
    return words.control(found.control).title.lower()


def _quoted(row: Row) -> str:
    return f'"{terminal(row.title, 40).casefold()}"'
