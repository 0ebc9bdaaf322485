"""Whether an event says that it takes place online, and whether it has a place where people go. Pure.

Most events of a library are in its rooms, and their texts speak of registering online, of virtual reality, or of a
song in which cars zoom. So words count where an event says of itself where it is: as its place and kind, or as people
say that something is held there.
"""

from __future__ import annotations

import re
from collections.abc import Mapping

_LINK = re.compile(r"\b(?:[a-z][a-z0-9+.-]{0,30}://|www\.)[^\s<>\"']*|<[^<>]{0,2000}>")
"""What is read by nobody as words: addresses, and the marks of a page."""
_BLANKS = re.compile(r"[^\S\n]+")
_PLATFORM = (
    r"(?<!zoom )(?<!zoom, )\bzoom\b(?! (?:in|into|out|past|around|lens(?:es)?|by|off|ahead|across|along|away)\b)"
    r"(?![\s,!]{1,3}zoom\b)"
    r"|\b(?:webex|ms teams|microsoft teams|teams meeting|google meet|goto ?meeting|goto ?webinar|facebook live"
    r"|youtube live|live ?stream\w*|webinars?|bigbluebutton|jitsi)\b"
)
_VIRTUAL = r"\bvirtual(?:ly|es|mente)?\b(?! realit| assistant)"
_KIND = (
    r"(?:programa?|event|evento|class|clase|session|sesi[oó]n|story ?time|hora de cuentos|workshop|taller|meeting"
    r"|reuni[oó]n|discussion|lecture|talk|charla|presentation|presentaci[oó]n|visit|visita|author|book club|club"
    r"|concert|concierto|performance|show|tour|game|trivia|bingo|craft|camp|drop-in|chat|panel|reading|lectura)\b"
)
_HELD = re.compile(
    rf"{_PLATFORM}"
    rf"|(?<!not )(?<!not a )(?<!no )\bvirtual {_KIND}|\b{_KIND} virtual\b(?! realit)|\bvirtually\b"
    rf"|\bonline {_KIND}|\b{_KIND} en l[ií]nea"
    rf"|\b(?:{_KIND}|this|it) (?:is|will be) (?:held )?(?:virtual|online)\b(?! realit)"
    r"|\b(?:held|meets?|join(?: us| in)?|attend|watch|participate|live|tak(?:es?|ing) place|presented) online\b"
    r"|[(\[] ?(?:online|virtual)\b(?! realit)|\b(?:online|virtual) ?[)\]]|^:?virtual\b(?! realit)"
    r"|^:?online\b ?(?:[:|–—-]|$)|[:|–—-] (?:online|virtual)$"  # noqa: RUF001 - dashes as they are typed
    r"|\b(?:ser[aá]|es|en vivo|[uú]nase|particip\w+) (?:virtual|en l[ií]nea)\b",
    re.MULTILINE,
)
"""How it is said of something that it is held online."""
_ONLINE = re.compile(rf"{_PLATFORM}|{_VIRTUAL}|\bonline\b|\ben l[ií]nea\b|\ben ligne\b")
"""Words that say it by themselves where an event says its place, or its kind."""
_SITES = re.compile(r"\b(?:facebook|youtube|instagram|twitch|discord|skype|crowdcast|teams|hangouts?)\b")
_NOWHERE = re.compile(
    r"\b(?:meet|remote(?:ly)?|remoto|web\w*|internet|stream\w*|home|casa|phone|tele(?:ph|f)\w+|tel[eé]fono"
    r"|conference call|anywhere|various|t\.?b\.?[adc]|n/?a|none|unknown|see (?:description|below|details)"
    r"|off-?site|cyber\w*)(?!\w)|https?:|www\."
)
"""What stands for a place, and is none where somebody could go instead."""


def takes_place_online(title: str, texts: Mapping[str, str]) -> bool:
    """Tell whether an event says in words that it is online, by its title and all it says, by property."""
    kinds = "\n".join(texts.get(name, "") for name in ("LOCATION", "CATEGORIES"))
    if _ONLINE.search(_words(kinds)) or _SITES.search(_words(texts.get("LOCATION", ""))):
        return True
    if _HELD.search("\n".join(map(_words, (title, *texts.values())))):
        return True
    return not at_a_place(texts.get("LOCATION", "")) and _ONLINE.search(_words(title)) is not None


def at_a_place(location: str) -> bool:
    """Tell whether people can go where an event says that it is."""
    place = location.casefold().strip(" :;")
    return bool(place) and not any(words.search(place) for words in (_ONLINE, _SITES, _NOWHERE))


def _words(said: str) -> str:
    return _BLANKS.sub(" ", _LINK.sub(" ", said.casefold()))
