"""Propose rules for programs that no rule of the configuration names, from the words of their titles. Pure.

A title is anybody's word, and a rule lets programs be changed: so a rule is proposed only where the words leave no
doubt, and it fits no other title that was read. Of everything else it is said why nothing is proposed.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cache
from typing import NamedTuple

from hardener import redact
from hardener.language import marked
from hardener.pattern import fits

SURE: Mapping[str, tuple[str, ...]] = {
    "storytime": (
        "storytime", "story time", "story hour", "cuentos", "cuentacuentos", "hora del cuento", "lapsit", "lap sit",
        "toddler", "baby", "babies", "bebé", "preschool",
    ),
    "teen": ("teen", "teenager", "adolescente"),
    "tutoring": ("homework", "tutor", "tutoring", "tarea"),
    "book-club": (
        "book club", "book group", "book discussion", "reading group", "club de lectura", "club de libro",
        "club del libro",
    ),
    "author-talk": ("author",),
    "board-meeting": (
        "board meeting", "board of trustees", "board of directors", "library board", "trustee", "public hearing",
        "budget hearing", "council meeting", "city council", "town council", "county council", "audiencia pública",
        "junta directiva",
    ),
    "staff-meeting": (
        "staff meeting", "staff training", "staff development", "staff day", "staff huddle", "staff only", "all staff",
    ),
    "community-room": ("community meeting", "community room", "community group", "community partner"),
}  # fmt: skip
"""By profile, the words that say that a program is of that kind, in small letters; one stands for its plural."""
PERHAPS: Mapping[str, tuple[str, ...]] = {
    "board-meeting": ("board", "hearing", "council"),
    "staff-meeting": ("staff",),
    "community-room": ("community",),
}
"""Words that may say so, and may not: a board game, a hearing aid, a student council."""
YOUNG = (
    "kid", "child", "children", "children's", "tween", "family", "families", "youth", "young", "junior", "student",
    "grade", "school", "niño", "niña", "niñe", "familia", "infantil", "joven", "jóvenes",
)  # fmt: skip
GROWN = ("adult", "parent", "caregiver", "teacher", "padre", "adulto")
BUT: Mapping[str, tuple[str, ...]] = {
    "storytime": GROWN,
    "teen": GROWN,
    **dict.fromkeys(("book-club", "author-talk", "board-meeting", "staff-meeting", "community-room"), YOUNG),
}
"""By profile, the words with which nobody can tell: what is for grown-ups is more open than is good for children."""
LONG = 120
"""Characters of a title that may stand in a rule as it is."""


ALONE = marked("{word} alone may mean {profile}, or something else")
BUT_SAYS = marked("{word} may mean {profile}, but it also says {but}")
MAY = marked("{word} may mean {profile}")
TOLD = (ALONE, BUT_SAYS, MAY)
"""Why no rule is proposed for a title."""


class Unnamed(NamedTuple):
    """One program that no rule names."""

    title: str
    room: bool = False
    """It is somebody's personal room."""


class Proposal(NamedTuple):
    """One rule: what it matches, the profile, and the titles of the programs that it would name."""

    key: str
    """`title` or `kind`."""
    value: str
    profile: str
    titles: tuple[str, ...]


class Doubt(NamedTuple):
    """One program for which nothing is proposed."""

    title: str
    why: str


class Told(NamedTuple):
    """What a title says by its words."""

    profile: str
    """Empty where that is not sure."""
    word: str
    why: str


def propose(programs: Sequence[Unnamed]) -> tuple[list[Proposal], list[Doubt]]:
    """Return the rules that could be added, in their order, and the programs for which there is none."""
    rooms = tuple(each.title for each in programs if each.room)
    titles = [each.title for each in programs if not each.room]
    named, doubts = _named(titles, {title: _told(title) for title in titles})
    order = list(SURE)
    each = sorted(named.items(), key=lambda item: (order.index(item[0][0]), -len(item[1]), item[0][1]))
    proposals = [Proposal("title", pattern, profile, tuple(found)) for (profile, pattern), found in each]
    if rooms:
        proposals.insert(0, Proposal("kind", "room", "community-room", rooms))
    return proposals, doubts


def _named(titles: Sequence[str], told: Mapping[str, Told]) -> tuple[dict[tuple[str, str], list[str]], list[Doubt]]:
    """Return the titles that each profile's patterns name, and those that none does."""
    patterns = {title: _pattern(title, told[title], told) if told[title].profile else "" for title in titles}
    each = dict.fromkeys((told[title].profile, pattern) for title, pattern in patterns.items() if pattern)
    named: dict[tuple[str, str], list[str]] = {}
    doubts = []
    for title in titles:
        kind, pattern = told[title].profile, patterns[title]
        # One that has none of its own may be of the kind, and fit the pattern, of another.
        others = ((of, other) for of, other in each if of == kind and fits(other, title))
        if found := (kind, pattern) if pattern else next(others, None):
            named.setdefault(found, []).append(title)
        else:
            doubts.append(Doubt(title, told[title].why or marked("a rule would fit other titles as well")))
    return named, doubts


def _told(title: str) -> Told:
    """Return what the words of a title say it is."""
    sure = {profile: word for profile, words in SURE.items() if (word := _first(words, title))}
    perhaps = {profile: word for profile, words in PERHAPS.items() if (word := _first(words, title))}
    kinds = {**perhaps, **sure}
    if not kinds:
        return Told("", "", marked("no word of it says what it is"))
    if len(kinds) > 1:
        return Told(
            "", "", "; ".join(MAY.format(word=repr(word), profile=profile) for profile, word in sorted(kinds.items()))
        )
    ((profile, word),) = kinds.items()
    if profile not in sure:
        return Told("", "", ALONE.format(word=repr(word), profile=profile))
    if but := _first(BUT.get(profile, ()), title):
        return Told("", "", BUT_SAYS.format(word=repr(word), profile=profile, but=repr(but)))
    return Told(profile, word, "")


def _pattern(title: str, found: Told, told: Mapping[str, Told]) -> str:
    """Return the pattern for a title: by its word, or where that fits other kinds, the title itself; empty: none."""
    pattern = f"*{found.word}*"
    if _only(pattern, found.profile, told) and fits(pattern, title):
        return pattern
    return title if _sayable(title) and _only(title, found.profile, told) else ""


def _only(pattern: str, profile: str, told: Mapping[str, Told]) -> bool:
    """Tell whether a pattern fits no title that is of another kind, or of one that is not known."""
    return all(other.profile == profile for title, other in told.items() if fits(pattern, title))


def _sayable(title: str) -> bool:
    """Tell whether a title can stand in a rule as it is: seen whole, no pattern, and without a secret."""
    shown = title.isprintable() and redact.line(title, LONG) == title
    return shown and "*" not in title and 0 < len(title) <= LONG


def _first(words: Iterable[str], title: str) -> str:
    """Return the first of `words` that a title has as a word of its own, or its plural; empty where it has none."""
    return next(_words_in(words, title.casefold()), "")


def _words_in(words: Iterable[str], title: str) -> Iterator[str]:
    return (word for word in words if _whole(word).search(title))


@cache
def _whole(word: str) -> re.Pattern[str]:
    return re.compile(rf"(?<!\w){re.escape(word)}(?:s|es|['\u2019]s)?(?!\w)")
