"""Find the ways into a program in a public text: links of every form, and numbers with codes that are as good. Pure."""

from __future__ import annotations

import hashlib
import html
import re
from collections.abc import Iterable, Iterator
from itertools import islice, pairwise
from typing import NamedTuple
from urllib.parse import parse_qs, unquote, urlsplit

from hardener import links, redact
from hardener.doorways import OPEN, Kind, Opens, opens

READ = 200_000
"""Characters of an event's text that are looked at; nobody writes more for families."""
WRAPPED = 5
"""How often a link may be wrapped in another, as mail filters do."""
_URL = re.compile(
    r"(?<![\w@])(?:[a-z][\w+.-]{0,30}:(?://)?)?(?:[\w.~%+-]{1,100}(?::[^\s@/]{0,200})?@)?"
    r"(?:[\w-]{1,63}\.){1,8}(?:[a-z][\w-]{1,23}|\d{1,3})\.?(?::\d{1,5})?[/?][^\s\"'<>)\]]*"
    r"|(?<!\w)(?:zoommtg|zoomus|zoomrc|msteams|webexteams|wbx|jitsi-meet|gotomeeting|webex|rtmps?):[^\s\"'<>)\]]+",
    re.IGNORECASE,
)
_BETWEEN = re.compile(r"[\s\"'<>]+")
"""What stands between words: in no link is any of it."""
_SPACED = re.compile(r"(?<=/[jws]/)[ +]?\d(?:[ +-]?\d){8,10}(?!\d)")
"""The number in a link as people type it: `zoom.us/j/812 3456 7890`, or as a form sends it, with a plus for a space."""
_WITHOUT = str.maketrans("", "", " -+")
_TAG = re.compile(r"<[^<>]{0,2000}>")
_ENDS = re.compile(r"</?(?:br|p|div|li|tr|td|h\d)\b[^<>]{0,2000}>", re.IGNORECASE)
"""Marks of a page after which a line is a new one."""
_CODED = re.compile(r"[?&](?:pwd|p|passcode|password)=[^&\s]", re.IGNORECASE)
_WORD = re.compile(
    r"\b(?=[pcmks])(?:pass\s?code|password|contrase[nñ]a|clave|mot de passe|kenncode|passwort|senha)\s?[:=]\s?"
    r"(?!(?:will|to|sent|see|required|needed|e-?mailed|mailed|provided|given|none|no|not|tb[ad]|n/a|upon|after|in|on|by|the"
    r"|available|check|register|se|ser[aá]|después)\b)[^\s<>.,;:]{3,}",
    re.IGNORECASE,
)
"""A passcode that is a word: `Passcode: tiger`; of the sentence that follows a colon it is none."""
_DEFENSE = re.compile(r"urldefense\.(?:com|us)/v3/__(.+?)__", re.IGNORECASE)
_LETTERS = re.compile(r"[a-z]{3}-[a-z]{4}-[a-z]{3}", re.IGNORECASE)
_MEETING = re.compile(
    r"meeting|webinar|conference|zoom|webex|teams|google\s?meet|reuni[oó]n|r[eé]union|riunione|reuni[aã]o|sitzung"
    r"|会议|會議|ミーティング|회의|конференц|dial[\s-]?in\b|one[\s-]tap\b|join by phone\b|\d#(?!\w)",
    re.IGNORECASE,
)
"""Words without which a number is a telephone's, or a library card's."""
_SPOKEN = re.compile(r"\d(?:[ ./_·\u00a0-]?\d){8,17}")


_UNREADABLE = re.compile(r";[^:\n]*ENCODING=(?:BASE64|B|QUOTED-PRINTABLE)[;:]", re.IGNORECASE)
"""What stands before a file in a calendar, or a text in code: nobody has looked what is in it."""
_WITHIN = re.compile(r"\bdata:(?!image/)[\w.+-]{0,99}/[^\s,]{0,200};base64,", re.IGNORECASE)
"""The same within an address."""
_VALUE = re.compile(r"[?&][\w.-]{1,40}=((?:[\w-]{1,63}\.){1,8}[a-z]{2,24}/[^&\s]*)", re.IGNORECASE)
"""An address as it is given to what makes a picture of it, or goes on to it: `…/qr?text=zoom.us/j/…`."""
_STARTS = re.compile(r"https?://", re.IGNORECASE)
PARTS = 20
"""Links that are looked for within a link."""
_ORDER = list(Kind)
"""From what is worst to be posted on."""
_TELEPHONE = re.compile(r"\b(?:phone|dial[\s-]?in)[\s-]{0,3}(?:number|no)\b", re.IGNORECASE)
_WORDS = "zero one two three four five six seven eight nine", "cero uno dos tres cuatro cinco seis siete ocho nueve"
_DIGITS = {"oh": "0"} | {word: str(digit) for words in _WORDS for digit, word in enumerate(words.split())}
_TAP = re.compile(r"[,;](?:postd=)?[*#]?\d{6}|@|%40", re.IGNORECASE)
"""Without which a text has none of `TAPS`."""
_DIALLED = re.compile(r"@|%40|\+|#|[,;]{2}|postd=", re.IGNORECASE)
"""What only a number has that a telephone dials by itself; two numbers may have a comma between them."""


class Way(NamedTuple):
    """One way in. It holds fingerprints alone: what it was can be compared, and not told."""

    platform: str
    kind: Kind
    marks: frozenset[str]
    """Fingerprints of the link and of what the platform knows the program by."""
    coded: bool = False
    """The passcode stands in it, or beside it."""
    spoken: bool = False
    """It is a number in plain words, and no link."""


def mark(said: str) -> str:
    """Return the fingerprint of what must not be kept: 16 hex digits, as `vendor.digest` makes them."""
    return hashlib.sha256(said.encode(errors="backslashreplace")).hexdigest()[:16]


def marks_of(*said: str) -> frozenset[str]:
    """Return the fingerprints by which ids and links are compared: as they are, and in small letters."""
    each = {spelled for one in said if one for spelled in (one, one.casefold())}
    return frozenset(map(mark, each))


class Beside(NamedTuple):
    """What an event says that goes for all its parts: a number in one is a meeting's by the words of another."""

    meeting: bool = False
    coded: bool = False


def beside(whole: str) -> Beside:
    """Return what an event says of meetings and passcodes anywhere in it."""
    plain = _plain(whole)
    said = _TAG.sub(" ", plain)
    coded = links.CODES.search(said) or _WORD.search(said)
    return Beside(_MEETING.search(plain) is not None, coded is not None)


def ways_in(text: str, around: Beside | None = None) -> list[Way]:
    """Return every way in that a text holds, as a program that opens links would read it; each once."""
    plain = _plain(text)
    decoded, around = _unspaced(links.unfolded(plain)), around or beside(text)
    found = [*_of_links(plain), *(_of_links(decoded) if decoded != plain else ())]
    found += _spoken(plain, online=around.meeting)
    if len(text) > READ or _UNREADABLE.match(text) or _WITHIN.search(text):
        found.append(Way("", Kind.OTHER, frozenset()))
    return _merged(way._replace(coded=way.coded or around.coded) for way in found)


def _plain(text: str) -> str:
    return _unspaced(html.unescape(links.bare(text[:READ])))


def _unspaced(said: str) -> str:
    return _SPACED.sub(lambda found: found[0].translate(_WITHOUT), said)


def _merged(ways: Iterable[Way]) -> list[Way]:
    """Return each way once: a link may be there as it is and decoded, and is known by the marks of both."""
    each: list[Way] = []
    places: dict[tuple[object, ...], int] = {}
    for way in ways:
        names = [(way.platform, way.kind, way.spoken, known) for known in way.marks]
        place = next((places[name] for name in names if name in places), len(each))
        if place == len(each):
            each.append(way)
        else:
            other = each[place]
            each[place] = way._replace(marks=other.marks | way.marks, coded=other.coded or way.coded)
        places |= dict.fromkeys(names, place)
    return each


def _of_links(text: str) -> Iterator[Way]:
    words = (word for word in _BETWEEN.split(text) if "/" in word or ":" in word or "?" in word)
    for match in (match for word in words for match in _URL.finditer(word)):
        link = match[0].rstrip(".,;:!?*_")
        each = _unwrapped(link)
        found = next(filter(None, map(_opens, each)), None)
        if found is None or found.kind not in OPEN:
            parts = list(dict.fromkeys(part for one in each for part in _parts(one)))
            found, each = _worst(found, *map(_opens, parts)), [*each, *parts]
        if found is not None:
            coded = any(_CODED.search(inner) for inner in each)
            yield Way(found.platform, found.kind, marks_of(found.key, unquote(found.key), *each), coded)


def _worst(*found: Opens | None) -> Opens | None:
    """Return what counts of all that stands in one link; that a platform's help is there says nothing of the rest."""
    there = [one for one in found if one is not None]
    return min(there, key=lambda one: (one.kind is Kind.INFO, _ORDER.index(one.kind)), default=None)


def _opens(link: str) -> Opens | None:
    found = opens(link)
    return _own(link) or found if found is None or found.kind is Kind.OTHER else found


def _own(link: str) -> Opens | None:
    """Return what a link to a server of the library's own opens: a room, by the last word of its path."""
    path = link.partition("?")[0].partition("#")[0]
    return Opens("", Kind.ROOM, path.rstrip("/").rpartition("/")[2]) if redact.learned(link) else None


def _unwrapped(link: str) -> list[str]:
    """Return what a link leads to, the innermost first, where mail filters and search engines have wrapped it."""
    each = [link]
    for _ in range(WRAPPED):
        inner = _inside(each[-1])
        if not inner or inner in each:
            break
        each.append(inner)
    return each[::-1]


def _parts(link: str) -> Iterator[str]:
    """Yield the links that stand in a link: where it is to go on to, or what it puts into somebody's calendar."""
    starts = (found.start() for found in islice(_STARTS.finditer(link), PARTS))
    yield from (link[start:] for start in starts if start)
    yield from (found[1] for found in islice(_VALUE.finditer(link), PARTS))


def _inside(link: str) -> str:
    if found := _DEFENSE.search(link):
        return found[1].replace(":/", "://", 1) if "://" not in found[1] else found[1]
    try:
        parts = urlsplit(link if "://" in link else f"https://{link}")
        host, query = (parts.hostname or ""), parse_qs(parts.query, max_num_fields=50)
    except ValueError:
        return ""
    if host.endswith("safelinks.protection.outlook.com") or (host.endswith("google.com") and parts.path == "/url"):
        return next(iter(query.get("url", []) or query.get("q", [])), "")
    if host == "urldefense.proofpoint.com" and query.get("u"):
        return unquote(query["u"][0].replace("-", "%").replace("_", "/"))
    return unquote(link)


def _spoken(text: str, *, online: bool) -> Iterator[Way]:
    """Yield numbers of meetings that are said in words, where they are `online`, not a telephone's."""
    said = " ".join(links.unfolded(_TAG.sub(" ", text)).split())
    for match in links.SPELLED.finditer(said) if online else ():
        digits = "".join(_DIGITS[word] for word in re.findall(r"\w+", match[0].casefold()))
        if not _counted(digits):
            yield Way("", Kind.JOIN, marks_of(digits), spoken=True)
    numbers = _but_cards([one for one in links.numbers(said) if _of_meeting(one, online=online)], text)
    dialled = links.TAPS.finditer(said) if _TAP.search(said) else ()
    taps = (one for one in dialled if _dials(one[0], online=online))
    for match in (*numbers, *taps):
        digits = "".join(filter(str.isdigit, match[0]))
        keys = ["".join(filter(str.isdigit, each)) for each in _SPOKEN.findall(match[0])]
        yield Way("", Kind.JOIN, marks_of(digits, *keys), coded=match.re is links.TAPS, spoken=True)
    for match in links.LETTERS.finditer(said) if _LETTERS.search(said) else ():
        yield Way("Google Meet", Kind.JOIN, marks_of(*_LETTERS.findall(match[0])), spoken=True)


def _dials(said: str, *, online: bool) -> bool:
    """Tell whether a telephone dials this by itself; nobody dials days with commas between them."""
    return (online or _DIALLED.search(said) is not None) and links.DAYS.search(said) is None


def _of_meeting(number: re.Match[str], *, online: bool) -> bool:
    """Tell whether a number is a meeting's: by its own words, or by the event's where it has none of its own."""
    key = number["key"] or ""
    if key and _TELEPHONE.search(key):
        return False
    return bool(_MEETING.search(number[0])) or (online and not key)


def _but_cards(numbers: list[re.Match[str]], text: str) -> list[re.Match[str]]:
    """Return numbers without those of library cards, by words on their own line: `have your card` may end another."""
    cards = {number: said for number in numbers if (said := links.card_of(number))}
    if not cards:
        return numbers
    lines = links.unfolded(_TAG.sub(" ", _ENDS.sub("\n", text))).splitlines()
    lined = "\n".join(" ".join(line.split()) for line in lines)
    return [number for number in numbers if number not in cards or cards[number] not in lined]


def _counted(digits: str) -> bool:
    """Tell whether somebody counts aloud, up or down, once or again and again: that is a song."""
    steps = "".join("u" if one == 1 else "d" if one == -1 else " " for one in _steps(digits))
    return all(len(run) > 1 for run in steps.split(" "))


def _steps(digits: str) -> list[int]:
    return [(int(then) - int(one) + 5) % 10 - 5 for one, then in pairwise(digits)]
