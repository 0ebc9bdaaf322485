"""Which platform can hold a program as a profile asks, as a page to hand on."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from types import MappingProxyType

from hardener.compare import Compared, How
from hardener.language import known, marked
from hardener.pages.paper import filled
from hardener.pages.verdicts import Look
from hardener.profile import Profile
from hardener.report import comparison as text

LOOKS = {
    How.HARDENER: Look("ok", marked("yes"), ""),
    How.NOWHERE: Look("ok", marked("nothing to close"), ""),
    How.PART: Look("ask", marked("partly by hand"), ""),
    How.HAND: Look("ask", marked("by hand"), ""),
    How.ASKED: Look("fix", marked("can be undone"), ""),
    How.OPEN: Look("stop", marked("stays open"), ""),
}
"""The colours and shapes are those of verdicts; the words, in English, are this page's own."""


def comparison(profile: Profile, found: Sequence[Compared], reviews: Mapping[str, str] = MappingProxyType({})) -> str:
    """Return the page: a table of platforms and channels, and one sentence for each row.

    `reviews`: where the review of each platform stands, by the name of its adapter.
    """
    channels = list(dict.fromkeys(channel for one in found for channel in one.ways))
    there = {way for one in found for way in one.ways.values()}
    return filled(
        "comparison.html",
        library="",
        heading=text.heading(profile),
        channels=[known(channel) for channel in channels],
        rows=[
            (text.name(one), text.sentence(one), text.reviewed(one, reviews), _looks(one, channels)) for one in found
        ],
        meanings=[(LOOKS[way], known(said)) for way, said in text.MEANINGS.items() if way in there],
    )


def _looks(one: Compared, channels: Sequence[str]) -> list[Look | None]:
    return [LOOKS[one.ways[channel]] if channel in one.ways else None for channel in channels]
