"""Dates and times as a page says them: the library's zone, named once, and a clock of twelve hours."""

from __future__ import annotations

from datetime import date, datetime

from hardener.language import marked, ntr, tr
from hardener.report.times import clock, month, weekday


def day(moment: date, *, year: bool = False) -> str:
    """Return a day with its name: `Thursday 3 December`."""
    parts = {"weekday": weekday(moment), "day": moment.day, "month": month(moment)}
    if year:
        return tr("{weekday} {day} {month} {year}", **parts, year=moment.year)
    return tr("{weekday} {day} {month}", **parts)


def written(moment: date) -> str:
    """Return a date without the name of its day: `3 December 2026`."""
    return tr("{day} {month} {year}", day=moment.day, month=month(moment), year=moment.year)


def when(moment: datetime, *, year: bool = False) -> str:
    """Return day and time: `Thursday 3 December, 12:00 noon`."""
    return f"{day(moment, year=year)}, {clock(moment)}"


_NUMBERS = (
    marked("no"), marked("one"), marked("two"), marked("three"), marked("four"), marked("five"), marked("six"),
    marked("seven"), marked("eight"), marked("nine"), marked("ten"), marked("eleven"), marked("twelve"),
)  # fmt: skip


def in_words(count: int) -> str:
    """Return a count as a sentence says it: up to twelve in letters."""
    return tr(_NUMBERS[count]) if count < len(_NUMBERS) else f"{count:,}"


def programs(count: int) -> str:
    """Return a count of programs in words: `no programs`, `one program`."""
    return ntr("{number} program", "{number} programs", count, number=in_words(count))


def places(count: int) -> str:
    """Return a count of places in words: `one place`."""
    return ntr("{number} place", "{number} places", count, number=in_words(count))


def capital(said: str) -> str:
    """Return a sentence with its first letter large."""
    return said[:1].upper() + said[1:]
