"""What lets somebody into a program: links of every platform, their numbers and codes. One table. Pure."""

from __future__ import annotations

import html
import re
import unicodedata
from collections.abc import Iterable

from hardener import doorways

FORMS = doorways.SECRET
"""Hosts with the beginnings of paths, each as a regular expression; what is above a host counts as well."""

_WORDS = (
    "zoommtg|zoomus|zoomrc|zoomphonecall|msteams|webexteams|wbx|ciscospark|gotoopener|jitsi-meet"
    "|org\\.jitsi\\.meet|sips?|h323|rtmps?|facetime(?:-audio)?"
)
_SCHEMES = rf"(?:(?:{_WORDS}):|(?:webex|gotomeeting|gotowebinar):/)[^\s\"'<>)]+"
"""Addresses that open a program on a device, or carry a stream's key."""

_BEFORE = (
    r"(?<![a-z0-9])(?:[a-z][\w+.-]{0,30}:(?://)?)?(?:[\w.~%+-]{1,100}(?::[^\s@/]{0,200})?@)?(?:[\w-]{1,63}\.){0,8}"
)
_REST = r"[^\s\"'<>)]*(?:(?<=/)(?:\s?\d){9,11}\b|(?<=/\d{3})(?:\s\d{3,4}){2}\b)?"

_OF = (
    r"(?:meeting|webinar|conference|event|session|room|host|access|participant|attendee|phone|video|dial-?in|join"
    r"|personal|zoom|webex|teams|meet|reuni[oó]n|r[eé]union|sitzungs?)"
)
_ABROAD = (
    r"(?:(?:id\.?|n[uú]m[eé]ro|n[°º]|c[oó]digo|code|identificador|identifiant|clave)\s(?:(?:de|du|del|della|da)\s)?(?:la\s)?"
    r"(?:reuni[oó]n|r[eé]union|riunione|reuni[aã]o|sesi[oó]n|videoconferencia|conf[eé]rence|sala)"
    r"|(?:会议|會議|ミーティング|회의)\s?(?:id|号|號)|(?:идентификатор|номер)\s(?:конференции|собрания))"
)
"""What the number of a meeting is called in other languages."""
_DIGITS = r"\d(?:(?:[ .\u00a0-]|(?<=\d{3}) - (?=\d{3}))?\d)"
_SEPARATOR = r"\b\.?(?:\s?\([\w '’]{1,30}\))?[\s:=#–—-]{0,5}(?:is\s)?"  # noqa: RUF001 - dashes as they are typed
_LONG = r"[2-9]\d{10}"
"""The number of a meeting of Zoom's without room in it; one that begins with 1 is a telephone's."""
NUMBERS = re.compile(
    rf"(?P<key>\b(?:{_OF}[\s-]{{0,3}}){{1,3}}(?:id|no|nr|number|code|pin|key|kenn?nummer|kennung|n[uú]mero){_SEPARATOR}"
    rf"|(?<![a-z0-9]){_ABROAD}{_SEPARATOR}){_DIGITS}{{5,18}}#?(?!\w)"
    rf"|(?P<id>(?<![a-z0-9?&])(?:id|pin)(?:\s(?:de|der|du|della|da)\s(?:la\s)?\w{{3,15}})?{_SEPARATOR}){_DIGITS}{{8,18}}#?(?!\w)"
    rf"|(?P<zoom>\b(?:zoom|meeting|webinar|reuni[oó]n)\b[^\d\n/=?&]{{0,50}}){_LONG}(?![\d-])"
    rf"|(?<![\d+/=?&-]){_LONG}(?=#?[^\d\n]{{1,30}}\bzoom\b)"
    r"|(?<![\d+/=?&-])[2-9]\d\d[ .\u00a0-]\d{4}[ .\u00a0-]\d{4}(?![\d-])"  # as Zoom writes it, and no telephone
    r"|(?<![\d+/=?&-])\d(?:[ \u00a0-]?\d){8,12}#(?!\w)",  # as it is typed into a telephone
    re.IGNORECASE,
)
"""The number of a meeting as text, which with a passcode is as good as its link."""
FEWEST = 6
"""Digits of the shortest number that `NUMBERS` and `TAPS` find."""
LETTERS = re.compile(
    rf"(?P<key>\b(?:(?:{_OF}[\s-]{{0,3}}){{0,3}}(?:id|link|code){_SEPARATOR}|{_ABROAD}{_SEPARATOR}|meet(?:ing)?:\s?))"
    r"[a-z]{3}-[a-z]{4}-[a-z]{3}(?![\w-])",
    re.IGNORECASE,
)
"""Google's number of a meeting, which is of letters, as text: `Meeting code: abc-defg-hij`."""
_DIGIT = (
    r"(?:zero|oh|one|two|three|four|five|six|seven|eight|nine|cero|uno|dos|tres|cuatro|cinco|seis|siete|ocho|nueve)"
)
SPELLED = re.compile(rf"\b{_DIGIT}(?:[\s,.-]{{1,3}}{_DIGIT}){{8,}}\b", re.IGNORECASE)
"""The number of a meeting digit by digit, as it is read aloud."""
SPELLED_OUT = 26
"""Characters of the shortest number that `SPELLED` finds: nine times `oh`, and what stands between."""
TAPS = re.compile(
    r"\+?\d[\d\s().-]{6,20}[,;]{1,4}(?:postd=)?[*#]?\d{6,}[\d,;*#]*"  # one tap dials and gives the number: +1…,,812…#
    r"|(?<![\w.])\d{6}[\d.*#]*(?:@|%40)[\w-]+(?:\.[\w-]+)+",  # of a room system: 812….123456@zoomcrc.com
    re.IGNORECASE,
)
CODES = re.compile(
    r"(?P<key>\b(?:pass\s?code|password|access\scode|pwd|pw|contrase[nñ]a|clave|c[oó]digo de acceso|mot de passe"
    r"|code secret|code d['’]acc[eè]s|kennwort|kenncode|passwort|senha|codice d['’]accesso"  # noqa: RUF001 - the same
    r"|пароль|код доступа|密码|密碼|パスコード|암호)\b"
    r"(?:\s?\([^)]{1,30}\))?(?:\s?[:=#–—-]\s?|\s(?:is|es|est|ist)\s|\s))(?!\(redacted\))(?=[^\s,;<>\"'()]*\d)[^\s,;<>\"'()]{3,}",  # noqa: RUF001 - dashes as they are typed
    re.IGNORECASE,
)
"""A passcode that is only said: `Passcode 123456`; what has no digit may be a word of the sentence."""


def pattern(own: Iterable[str] = ()) -> re.Pattern[str]:
    """Return what finds the links of the table, and of `own` forms."""
    return re.compile(rf"{_BEFORE}(?:{_joined((*FORMS, *own))}){_REST}|(?<![a-z0-9]){_SCHEMES}", re.IGNORECASE)


def only(own: Iterable[str]) -> re.Pattern[str]:
    """Return what finds links of `own` forms, and no others."""
    return re.compile(rf"{_BEFORE}(?:{_joined(own)})", re.IGNORECASE)


def _joined(forms: Iterable[str]) -> str:
    return "|".join(form.replace("/", r"\.?(?::\d{1,5})?/", 1) for form in forms)


_FOLDED = re.compile(r"[%&\\\[<]")
"""What is in all plain text that a program would read otherwise than it stands there."""
_ESCAPED = re.compile(r"(?:%[0-9a-f]{2})+|\\u[0-9a-f]{4}|\\/|\[\.\]", re.IGNORECASE)
_ALIKE = str.maketrans("。․⁄∕⧸꞉∶‐‑‒–—−", "..///::------")  # noqa: RUF001 - the look-alikes are the point
_UNSEEN = frozenset("\u034f\u115f\u1160\u17b4\u17b5\u3164\uffa0")
_INLINE = re.compile(
    r"</?(?:wbr|b|i|u|em|strong|span|font|mark|small|big|code)(?:\s[^<>]{0,2000})?/?>|<!--[^<>]{0,2000}-->",
    re.IGNORECASE,
)
"""Marks of a page that stand within a word, which is read as if they were not there."""
DEPTH = 5
"""How often something may be written in code of code."""


def unfolded(said: str) -> str:
    """Return `said` as a program that opens links would read it: decoded, and without what nobody sees."""
    if said.isascii() and _FOLDED.search(said) is None:
        return said
    for _ in range(DEPTH):
        before = said
        said = _INLINE.sub("", _ESCAPED.sub(_decoded, html.unescape(said)))
        if said == before:
            break
    return bare(said)


def bare(said: str) -> str:
    """Return `said` without what nobody sees, and with plain signs for those that only look like them."""
    if said.isascii():
        return said
    seen = (c for c in said if unicodedata.category(c) != "Cf" and c not in _UNSEEN and not "\ufe00" <= c <= "\ufe0f")
    return "".join(map(_narrow, seen)).translate(_ALIKE)


def _narrow(sign: str) -> str:
    """Return the plain sign that a wide or styled one stands for."""
    plain = unicodedata.normalize("NFKC", sign)
    return plain if len(plain) == 1 and plain.isascii() else sign


def _decoded(found: re.Match[str]) -> str:
    text = found[0]
    if text == "\\/":
        return "/"
    if text == "[.]":
        return "."
    if text.startswith("\\"):
        made = chr(int(text.removeprefix("\\u").removeprefix("\\U"), base=16))
    else:
        try:
            made = bytes.fromhex(text.replace("%", "")).decode()
        except UnicodeDecodeError:
            return text
    return made if made.isprintable() or unicodedata.category(made[0]) == "Cf" else text
