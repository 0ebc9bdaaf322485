"""One program on a page: its door, what people can send, who decides, and how to close what is open."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import tzinfo

from hardener.catalog import Control, of_benchmark
from hardener.findings import State
from hardener.language import known, marked, tr
from hardener.model import Finding, Status
from hardener.pages import times
from hardener.pages.paper import staff
from hardener.pages.verdicts import LOOKS, Look
from hardener.profile import Profile
from hardener.report import words
from hardener.report.times import clock
from hardener.results import Row

GROUPS = (
    ("door", marked("The door"), marked("What a stranger has to get past")),
    ("chan", marked("What people can send"), marked("What somebody in the room can put in front of the others")),
    ("", marked("What is kept, and who is there"), marked("Recordings, data, and the hosts")),
)
"""Families of controls as a page puts them together; all others are in the last."""
OPEN = (Status.FAIL, Status.ERROR, Status.ADVISORY, Status.WAIVED)
"""What has a line of its own; what is met is told in one line."""
MARKS = {Status.FAIL: LOOKS[State.TO_FIX], Status.ERROR: LOOKS[State.CANT_TELL]}
ELSE = Look("far", "", "")
SAID = {
    Status.FAIL: marked("to fix"),
    Status.ERROR: marked("can’t tell"),
    Status.ADVISORY: marked("set, but a visitor can undo it"),
    Status.WAIVED: marked("accepted for now"),
}


@dataclass(frozen=True, slots=True)
class Line:
    """One control of a program that is not simply met."""

    title: str
    look: Look
    said: str
    now: str
    asked: str
    decided: str
    where: str
    """How a person changes it; empty where nobody does."""
    details: str
    """The vendor's own setting and value, for who asked for these."""


@dataclass(frozen=True, slots=True)
class Group:
    """One family of controls."""

    title: str
    caption: str
    lines: list[Line]
    met: list[str]
    """Titles of what is as it is asked for."""


@dataclass(frozen=True, slots=True)
class Section:
    """Everything of one program."""

    number: int
    """By which links on the page find it: hardener's own count, never a vendor's id."""
    look: Look
    title: str
    when: str
    time: str
    """Without the day."""
    platform: str
    host: str
    profile: str
    sentences: list[str]
    """What is open, in whole sentences, the worst first."""
    unread: str
    last: str
    """What the last look that could read it had found, where this one could not; never its verdict."""
    groups: list[Group]
    by_hand: list[tuple[str, str]]
    """What no API shows of it: question, and where to look."""
    unnamed: bool
    row: Row = field(repr=False)


def section(number: int, row: Row, profile: Profile | None, zone: tzinfo | None, *, details: bool) -> Section:
    """Return what a page says of one program; times in `zone`, the vendor's own settings only with `details`."""
    program = row.program
    assert program is not None
    start = program.start.astimezone(zone) if program.start is not None else None
    return Section(
        number=number,
        look=LOOKS[row.state],
        title=row.title,
        when=times.when(start) if start else words.standing(row).lower(),
        time=clock(start) if start else "",
        platform=words.platform(row),
        host=staff(program.host_name),
        profile=row.profile,
        sentences=[words.sentence(f) for f in words.worst_first(row, Status.FAIL)],
        unread=words.retold(row.unread),
        last=words.last_read(row),
        groups=list(_groups(row, profile, details=details)),
        by_hand=[(words.control(f.control).question, words.hand(f)) for f in words.worst_first(row, Status.MANUAL)],
        unnamed=row.unnamed,
        row=row,
    )


def _groups(row: Row, profile: Profile | None, *, details: bool) -> Iterator[Group]:
    known = {family for family, _, _ in GROUPS}
    for family, title, caption in GROUPS:
        found = [f for f in row.findings if (head := f.control.partition(".")[0]) == family or
                 (not family and head not in known)]  # fmt: skip
        lines = [line(f, profile, details=details) for f in _worst(found)]
        met = [words.control(f.control).title for f in found if f.status is Status.PASS and not of_benchmark(f.control)]
        if lines or met:
            yield Group(tr(title), tr(caption), lines, met)


def _worst(findings: Iterable[Finding]) -> list[Finding]:
    told = [f for f in findings if f.status in OPEN]
    return sorted(told, key=lambda f: (OPEN.index(f.status), -f.severity.rank))


def line(found: Finding, profile: Profile | None, *, details: bool = False) -> Line:
    """Return one finding as a row: what is set now, what is asked for, and who decides."""
    control = words.control(found.control)
    unread = words.unread(found.note, found.reason) if found.status is Status.ERROR else ""
    return Line(
        title=control.title,
        look=MARKS.get(found.status, ELSE),
        said=tr(SAID[found.status]),
        now=unread or control.say(found.actual),
        asked=asked(control, profile, found.expected),
        decided=decided(found),
        where=words.hand(found) if found.status is Status.FAIL else "",
        details=words.source(found) if details else "",
    )


def asked(control: Control, profile: Profile | None, otherwise: str) -> str:
    """Say what a profile asks for, in family words; `otherwise` where the profile is not known."""
    wanted = profile.requires.get(control.id) if profile is not None else None
    if wanted is None:
        return words.retold(otherwise)
    said = control.say(wanted.limit)
    if control.levels:
        return said
    return tr("at least {limit}", limit=said) if wanted.opens else tr("at most {limit}", limit=said)


def decided(found: Finding) -> str:
    """Say where the setting is that decides: `this program`, `settings of story, locked`."""
    if found.governing is None:
        return tr("not known")
    kind = found.governing.partition("/")[0]
    name = staff(known(found.governing_title))
    said = {
        "": tr("this program"),
        "account": tr("the account"),
        "host": tr("settings of {name}", name=name),
        "group": tr("the group {name}", name=name),
    }
    where = said.get(kind, name or kind)
    return tr("{where}, locked", where=where) if found.locked else where
