"""What an audit takes from the public calendars: findings, rows of its report, how far it read. Pure."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from typing import NamedTuple

from hardener.adapter import Window
from hardener.announced import said
from hardener.announced.events import Event
from hardener.announced.judging import Case, hard, soft
from hardener.announced.look import Announced, Read
from hardener.announced.orphans import Orphan, connection_of, orphans
from hardener.judgement import Judgement
from hardener.model import Target, Unreadable
from hardener.profile import Profile
from hardener.results import CALENDAR, Coverage, Row

Words = Callable[[str, Target | Unreadable, Judgement], Judgement]
"""Lays what people accepted and looked at onto the findings on a target of a connection."""


def said_of(  # noqa: PLR0913 - one program, and who has a word in it
    look: Announced, words: Words, connection: str, target: Target | Unreadable, found: Judgement,
    profile: Profile,
) -> Judgement:  # fmt: skip
    """Return the findings on a program with what people and calendars say to them.

    What a calendar shows goes before anybody's word; what it does not say, after it.
    """
    case = Case(connection, target, profile, found, look.of(connection, target.id), look)
    once = words(connection, target, hard(case))
    then = soft(replace(case, judged=once))
    return words(connection, target, then) if then.each != once.each else once


def without_document(target: Target | Unreadable) -> Target | Unreadable:
    """Return a target as it can wait for the others without taking their room."""
    return replace(target, document={}, unread={}, unavailable={}) if isinstance(target, Target) else target


class Chosen(NamedTuple):
    """By which profile an event is judged of which no program is known."""

    profiles: Mapping[str, Profile]
    only: str | None
    """The name of the one for everything, where there is one."""
    rule: Callable[[str, Target], str]
    """The configuration's rules, by their titles."""

    def of(self, event: Event, target: Target) -> Profile:
        """Return the profile of an event."""
        return self.profiles[self.only or event.profile or self.rule(connection_of(event.calendar), target)]


def heard(
    look: Announced, window: Window, chosen: Chosen, *, complete: bool
) -> tuple[list[Coverage], list[tuple[Row, Target, Judgement]]]:
    """Return how far each calendar was read, and the rows of events without a program.

    `complete`: every platform was read to its end.
    """
    each = orphans(look, window.start, window.end, chosen.of, complete=complete)
    found = [one for one in each if window.wants(one.target.ident, one.target.title)]
    return list(_coverages(look, found)), [(_row(each), each.target, each.judged) for each in found]


def _row(orphan: Orphan) -> Row:
    name = orphan.connection.partition(".")[2]
    return Row(
        connection=orphan.connection, vendor=CALENDAR, platform=called(name), target=orphan.target.id,
        title=orphan.target.title, program=orphan.target.program, profile=orphan.profile.name,
    )  # fmt: skip


def called(name: str) -> str:
    """Return what a calendar is called among platforms."""
    return said.CALLED.format(name=name)


def _coverages(look: Announced, found: list[Orphan]) -> Iterator[Coverage]:
    for each in look.calendars:
        count = sum(orphan.connection == connection_of(each.name) for orphan in found)
        yield Coverage(
            connection=connection_of(each.name), vendor=CALENDAR, platform=called(each.name), account=each.account,
            error=each.lost, listed=count, judged=count, asides=list(_asides(each)),
            unread=[each.keyless] if each.keyless else [],
        )  # fmt: skip


def _asides(read: Read) -> Iterator[str]:
    """Yield of how many events, that do not say they are online, nobody can tell when they are."""
    lost = [e for e in read.events if e.unclear and not e.whole_day and not e.online]
    if lost:
        yield said.LOST.format(calendar=read.name, count=len(lost))
