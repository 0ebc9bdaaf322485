"""Whether a published notice still fits: the settings behind it, held against those of today."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import date

from hardener import redact
from hardener.mark import digest
from hardener.model import Notice, Value
from hardener.notice import rests
from hardener.notice.published import Book
from hardener.notice.said import GONE, MORE, NO_FIT, NOT_KNOWN
from hardener.notice.table import Facts

NAMED, TITLE = 2, 40
"""Titles that are named, and characters of each; the others are counted: a message has room for no more."""
KEY = "notice"
"""Begins the key of all that is said of published notices."""
Where = tuple[str, str]
"""A program: its connection and its target."""
Change = tuple[date, str, Value, Value | None]
"""Of a notice of that day: a control, what it was, and what it is; None where that cannot be told."""


def unfit(book: Book, facts: Mapping[Where, Facts], titles: Mapping[Where, str], today: date) -> list[Notice]:
    """Return what is to be said of published notices that no longer fit; `facts` are those of programs of today.

    Of a program that was not read nothing is said. The key is new every week: families are told what is not so.
    """
    found = changes(book, facts, titles)
    return [said_of(change, programs, today) for change, programs in sorted(found.items(), key=_order)]


def changes(book: Book, facts: Mapping[Where, Facts], titles: Mapping[Where, str]) -> dict[Change, dict[Where, str]]:
    """Return what is otherwise than a published notice says, each with its programs and their titles."""
    found: dict[Change, dict[Where, str]] = {}
    for one in book.notices:
        for where, _ in one.titles():
            for control, was in one.facts.items() if where in facts else ():
                now = rests.now(control, facts[where])
                if now != was:
                    found.setdefault((one.date, control, was, now), {})[where] = titles[where]
    return found


def gone(book: Book, there: Collection[Where], weeks: int, today: date) -> list[Notice]:
    """Return what is to be said of published notices whose program is in no list; `there` are those of these `weeks`.

    Once a week for all of one day: programs come to their end all the time.
    """
    found: dict[date, dict[Where, str]] = {}
    for one in book.notices:
        for where, title in ((where, title) for where, title in one.titles() if where not in there):
            found.setdefault(one.date, {})[where] = title
    return [
        Notice(
            GONE.format(day=day, weeks=weeks, titles=titled(list(dict.fromkeys(programs.values())))),
            f"{KEY} {_week(today)} {day} gone",
        )
        for day, programs in sorted(found.items())
    ]


def _week(day: date) -> str:
    return "{}-{}".format(*day.isocalendar()[:2])


def is_unfit(notice: Notice) -> bool:
    """Tell whether it is about a published notice, and not about a waiver or a clock."""
    return notice.key.startswith(f"{KEY} ")


def _order(each: tuple[Change, Mapping[Where, str]]) -> tuple[date, str, str, str]:
    (day, control, was, now), _ = each
    return day, control, str(was), str(now)


def said_of(change: Change, programs: Mapping[Where, str], today: date) -> Notice:
    """Return what is said of a change."""
    day, ident, was, now = change
    said = {"day": f"{day}", "titles": titled(list(dict.fromkeys(programs.values()))), "what": rests.title_of(ident)}
    if now is None:
        text = NOT_KNOWN.format(**said)
    else:
        text = NO_FIT.format(**said, now=rests.say(ident, now), was=rests.say(ident, was))
    whom = digest(f"{name} {target}" for name, target in sorted(programs))
    return Notice(text, f"{KEY} {_week(today)} {day} {ident} {was} {now} {whom}")


def titled(titles: list[str]) -> str:
    """Name some titles and count the others."""
    named = ", ".join(redact.line(title, TITLE) for title in titles[:NAMED])
    return MORE.format(titles=named, count=len(titles) - NAMED) if len(titles) > NAMED else named
