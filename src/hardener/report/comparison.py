"""Which platform can hold a program as a profile asks: one table, and one sentence for each platform. Pure."""

from __future__ import annotations

import textwrap
from collections.abc import Iterable, Iterator, Mapping, Sequence
from types import MappingProxyType
from typing import LiteralString

from hardener.compare import DOOR, Compared, How
from hardener.language import known, marked, tr
from hardener.platform import spelled
from hardener.profile import Profile

WORDS: Mapping[How, LiteralString] = {
    How.HARDENER: marked("yes"),
    How.NOWHERE: "-",
    How.PART: marked("part"),
    How.HAND: marked("hand"),
    How.ASKED: marked("asks"),
    How.OPEN: marked("NO"),
}
MEANINGS: Mapping[How, LiteralString] = {
    How.HARDENER: marked("hardener closes it and reads it back"),
    How.NOWHERE: marked("there is no such thing, or it is always closed"),
    How.PART: marked("hardener closes part of it, a person looks at the rest"),
    How.HAND: marked("a person looks before each program"),
    How.ASKED: marked("it can be set, but any visitor can undo it"),
    How.OPEN: marked("nobody can close it there"),
}
KINDS: tuple[LiteralString, ...] = (
    marked("meeting"),
    marked("webinar"),
    marked("broadcast"),
    marked("video"),
    marked("group room"),
    marked("room meeting"),
)
"""The kinds of program that adapters have, in words."""
NARROW = 14
"""Characters that the names of platforms have at least, however narrow the screen."""
GAP = "  "


def name(one: Compared) -> str:
    """Return what a row is of: `Zoom webinar`."""
    kinds = _or(known(kind.replace("_", " ").replace("-", " ")) for kind in one.kinds)
    return tr("{platform} {kinds}", platform=spelled(one.vendor), kinds=kinds)


def sentence(one: Compared) -> str:
    """Say whether a program can be held there."""
    hand = one.having(How.HAND, How.PART)
    look = tr("Look by hand: {channels}.", channels=_listed(hand)) if hand else ""
    return " ".join(filter(None, (_answer(one, look), look)))


def _answer(one: Compared, look: str) -> str:
    never, undone = one.having(How.OPEN), one.having(How.ASKED)
    if shut := [channel for channel in never if channel != DOOR]:
        return tr("No, this stays open to everybody there: {channels}.", channels=_listed(shut))
    if never:
        return tr("Yes, for everybody to watch: nothing there keeps strangers out.")
    if undone:
        return tr("Only among people you trust, for any visitor can undo this: {channels}.", channels=_listed(undone))
    if one.ways.get(DOOR) is How.HAND:
        return tr("Yes, once a person has looked.")
    return tr("Yes.") if look else tr("Yes, and hardener sees to all of it.")


def heading(profile: Profile) -> str:
    """Return what the table answers."""
    return tr("Where can it be held? {profile}", profile=known(profile.title))


def reviewed(one: Compared, reviews: Mapping[str, str]) -> str:
    """Return where the review of its platform stands, which says nothing of what can be closed there."""
    return tr("Review: {state}.", state=reviews.get(one.vendor) or tr("not reviewed"))


def render(
    profile: Profile, found: Sequence[Compared], width: int, reviews: Mapping[str, str] = MappingProxyType({})
) -> Iterator[str]:
    """Yield lines: the table, what its words mean, and a sentence for each row.

    `reviews`: where the review of each platform stands, by the name of its adapter.
    """
    yield from _folded(heading(profile), width)
    yield from _folded(tr("Can strangers be kept from it, by each way in which one person reaches everybody?"), width)
    yield ""
    yield from _table(found, width)
    yield ""
    there = {way for one in found for way in one.ways.values()}
    said = (f"{tr(WORDS[way])}: {tr(meaning)}" for way, meaning in MEANINGS.items() if way in there)
    yield from _folded("   ".join(said), width)
    yield ""
    for one in found:
        yield from _folded(f"{name(one)}: {sentence(one)} {reviewed(one, reviews)}", width)
    yield ""
    yield from _folded(
        tr(
            "This is what can be set there, not how yours is set: hardener audit. No platform is endorsed. What each "
            "does with what it knows of families is another question: hardener review."
        ),
        width,
    )


def _table(found: Sequence[Compared], width: int) -> Iterator[str]:
    """Yield a line for each row; a name folds where the screen is too narrow for it beside the channels."""
    channels = list(dict.fromkeys(channel for one in found for channel in one.ways))
    cells = [[tr(WORDS[one.ways[c]]) if c in one.ways else "" for c in channels] for one in found]
    heads = [known(channel) for channel in channels]
    sizes = [max(map(len, column)) for column in zip(heads, *cells, strict=True)]
    room = max(NARROW, width - sum(len(GAP) + size for size in sizes))
    names = [textwrap.wrap(name(one), room) for one in found]
    first = max((len(line) for lines in names for line in lines), default=0)
    for (line, *more), row in zip([[""], *names], [heads, *cells], strict=True):
        told = (cell.ljust(size) for cell, size in zip(row, sizes, strict=True))
        yield GAP.join((line.ljust(first), *told)).rstrip()
        yield from more


def _folded(text: str, width: int) -> list[str]:
    return textwrap.wrap(text, width, subsequent_indent="  ", break_on_hyphens=False)


def _listed(channels: Sequence[str]) -> str:
    return ", ".join(map(known, channels))


def _or(words: Iterable[str]) -> str:
    *most, last = words
    return tr(" or ").join([", ".join(most), last]) if most else last
