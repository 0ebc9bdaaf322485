"""Events of the public calendar of which no program is known: each is told as one. Pure."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import datetime

from hardener.announced import said
from hardener.announced.events import ELSEWHERE, FIELDS, Event
from hardener.announced.judging import LINK, failed, grade, made, posted, shown, unclear, untimed
from hardener.announced.look import Announced
from hardener.door import Door
from hardener.judgement import Judged, Judgement
from hardener.model import Finding, Program, Target
from hardener.profile import Profile
from hardener.reason import Reason
from hardener.results import CALENDAR

PROGRAM = "public.program"
KIND = "event"


@dataclass(frozen=True, slots=True, kw_only=True)
class Orphan:
    """One event without a program, as a row of a report has it."""

    connection: str
    target: Target
    profile: Profile
    judged: Judgement


def connection_of(calendar: str) -> str:
    """Return how reports, waivers and the history call a calendar beside the connections; none of these has a dot."""
    return f"{CALENDAR}.{calendar}"


def orphans(
    look: Announced, start: datetime, end: datetime, profile_of: Callable[[Event, Target], Profile], *, complete: bool
) -> Iterator[Orphan]:
    """Yield the events between two moments that say that they are online and are no known program.

    `complete`: every platform was read to its end, so what was not found is not there.
    """
    for event, rivals in look.left:
        if not _matters(event, start, end):
            continue
        target = _target(event, start)
        profile = profile_of(event, target)
        found = list(_findings(event, profile, rivals, complete=complete))
        if found:
            judged = Judgement(tuple(map(Judged, found)))
            yield Orphan(connection=connection_of(event.calendar), target=target, profile=profile, judged=judged)


def _matters(event: Event, start: datetime, end: datetime) -> bool:
    if not (event.online or event.leaks):
        return False
    # What was called off needs no program, but its link can be read all the same.
    dates = [date for date in event.dates if event.leaks or not date.off]
    return bool(event.unclear) or any(start <= date.start <= end for date in dates)


def _target(event: Event, now: datetime) -> Target:
    starts = tuple(sorted(date.start for date in event.dates if not date.off and date.start >= now))
    first = next((date for date in event.dates if date.start in starts[:1]), None)
    program = Program(
        id=event.ident, kind=KIND, start=next(iter(starts), None), starts=starts, series=len(event.dates) > 1,
        minutes=int((first.end - first.start).total_seconds() // 60) if first is not None else None,
    )  # fmt: skip
    return Target(id=f"{KIND}/{event.ident}", kind=KIND, title=event.title, document={}, program=program)


def _findings(event: Event, profile: Profile, rivals: int, *, complete: bool) -> Iterator[Finding]:
    name = connection_of(event.calendar)
    if not event.whole_day and not (event.dates and all(date.off for date in event.dates)):
        yield _program(made(name, PROGRAM), event, rivals, complete=complete)
    requirement = profile.requires.get(LINK)
    if requirement is None or requirement.opens:
        return
    link = replace(made(name, LINK), expected=str(requirement))
    if event.leaks:
        first = event.leaks[0]
        worst = grade(first, Door.UNKNOWN, profile, locked=False)
        yield failed(link, posted(event, first), said.TAKE_OUT, severity=worst)
    elif event.hidden:
        place = FIELDS.get(event.hidden[0].field, ELSEWHERE)
        note = said.HIDDEN.format(calendar=event.calendar, title=shown(event.title), place=place)
        yield unclear(link, note, by_hand=said.LOOK)


def _program(finding: Finding, event: Event, rivals: int, *, complete: bool) -> Finding:
    if event.unclear:
        return unclear(finding, untimed(event))
    if rivals:
        return unclear(finding, said.RIVALS.format(count=rivals))
    if not complete:
        return unclear(finding, said.INCOMPLETE, Reason.UNREAD)
    return failed(finding, "", said.SEEK)
