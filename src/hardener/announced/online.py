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
_PLATFORM = re.compile(
    r"(?<!zoom )(?<!zoom, )\bzoom\b(?! (?:in|into|out|past|around|lens(?:es)?|by|off|ahead|across|along|away)\b)"
    r"(?![\s,!]{1,3}zoom\b)"
    r"|\b(?:webex|ms teams|microsoft teams|teams meeting|google meet|goto ?meeting|goto ?webinar|facebook live"
    r"|youtube live|live ?stream\w*|webinars?|bigbluebutton|jitsi)\b"
)
_ONLINE = re.compile(r"\b(online|virtual(?:ly|es|mente)?|en l[ií]nea|en ligne)\b(?! realit| assistant)")
"""Words that say it by themselves where an event says its place, or its kind."""
_KIND = (
    r"\b(?:programa?|event|evento|class|clase|session|sesi[oó]n|story ?time|hora de cuentos|workshop|taller|meeting"
    r"|reuni[oó]n|discussion|lecture|talk|charla|presentation|presentaci[oó]n|visit|visita|author|book club|club"
    r"|concert|concierto|performance|show|tour|game|trivia|bingo|craft|camp|drop-in|chat|panel|reading|lectura)\b"
)
_IS = re.compile(
    rf"(?:{_KIND}|\bthis|\bit) (?:is|will be) (?:held )?$|[(\[] ?$|\b(?:ser[aá]|es|en vivo|[uú]nase|particip\w+) $"
)
_BEGINS = re.compile(r"(?:^|\n):?$")
_HELD = re.compile(r"\b(?:held|meets?|join(?: us| in)?|attend|watch|participate|live|tak(?:es?|ing) place|presented) $")
_OF = re.compile(rf"{_KIND} $")
_DASH = re.compile(r"[:|–—-] $")  # noqa: RUF001 - dashes as they are typed
_NOT = re.compile(r"\b(?:not|not a|no) $")
_KINDS = re.compile(rf" {_KIND}| ?[)\]]")
_ENDS = re.compile(r" ?(?:[:|–—-]|\n|$)")  # noqa: RUF001 - the same
_NEAR = 40
"""Characters before and after such a word that tell what it is said of."""
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
    if _named(_words(kinds)) or _SITES.search(_words(texts.get("LOCATION", ""))):
        return True
    said = "\n".join(map(_words, (title, *texts.values())))
    if _PLATFORM.search(said) or any(_held(said, found) for found in _ONLINE.finditer(said)):
        return True
    return not at_a_place(texts.get("LOCATION", "")) and _named(_words(title))


def at_a_place(location: str) -> bool:
    """Tell whether people can go where an event says that it is."""
    place = location.casefold().strip(" :;")
    return bool(place) and not any(words.search(place) for words in (_PLATFORM, _ONLINE, _SITES, _NOWHERE))


def _named(said: str) -> bool:
    return _PLATFORM.search(said) is not None or _ONLINE.search(said) is not None


def _held(said: str, found: re.Match[str]) -> bool:
    """Tell whether a word is how something is held, by what stands around it; else it may be how one signs up."""
    word, before = found[1], said[max(0, found.start() - _NEAR) : found.start()]
    after = said[found.end() : found.end() + _NEAR]
    if _NOT.search(before):
        return False
    if word in {"virtually", "virtualmente"} or _KINDS.match(after) or _IS.search(before):
        return True
    if _BEGINS.search(before):
        return word != "online" or _ENDS.match(after) is not None
    if _DASH.search(before) and after[:1] in {"", "\n"}:
        return True
    return (_HELD if word == "online" else _OF).search(before) is not None


def _words(said: str) -> str:
    return _BLANKS.sub(" ", _LINK.sub(" ", said.casefold()))
