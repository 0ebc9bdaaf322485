"""What lets somebody into a program: links of every platform, their numbers and codes. One table. Pure."""

from __future__ import annotations

import html
import re
import unicodedata
from collections.abc import Iterable

FORMS = (
    # Zoom and its clouds
    r"(?:zoom(?:gov)?\.(?:us|com)(?:\.cn)?|zoom-x\.de)/(?:j|s|w|wc|my|p|rec|launch|start|join|clips|meetings?|webinars?)\b",
    r"(?:zoom(?:gov)?\.(?:us|com)(?:\.cn)?|zoom-x\.de)/[^\s\"'<>)]{0,200}?(?:\d{9,11}|pwd=|confno=)",
    r"events?\.zoom(?:gov)?\.(?:us|com)/\w",
    # Teams, of everybody and of governments
    r"teams\.(?:microsoft|live|cloud\.microsoft|microsoftonline)(?:\.(?:com|us|cn))?/(?:l/|meet|_[#?]|v2/|dl/|join)",
    r"teams\.(?:microsoft|live|cloud\.microsoft)(?:\.(?:com|us))?/(?:registration|convene|light-meetings)/",
    r"(?:events|dialin)\.teams\.microsoft\.(?:com|us)/\w",
    r"(?:join\.(?:microsoft|skype)\.com|(?:meet|dialin)\.lync\.com)/\w",
    r"[\w-]{1,63}(?:\.[\w-]{1,63}){0,8}/(?:l/)?meetup-join/",
    # Google
    r"meet\.google\.com/\w",
    r"(?:g\.co/meet|tel\.meet|hangouts\.google\.com|meet\.app\.goo\.gl)/\w",
    # Webex
    r"(?:webex\.com(?:\.cn)?|webexgov\.us)/\w",
    r"[\w-]{1,63}(?:\.[\w-]{1,63}){0,8}(?:/[\w-]{1,63}){0,3}/[jkmorw]\.php\?",
    # GoTo
    r"(?:goto\.com|gotomeet[\w.]{0,20}|gotowebinar\.com|gototraining\.com|gotostage\.com)/\w",
    # Jitsi, BigBlueButton, Nextcloud Talk, wherever they run
    r"(?:8x8\.vc|meet\.8x8\.com|meet\.jit\.si|jitsi[\w-]{0,40}(?:\.[\w-]{1,63}){1,8})/\w",
    r"[\w-]{1,63}(?:\.[\w-]{1,63}){0,8}/(?:rooms|b)/[a-z0-9]{3}-[a-z0-9]{3}-[a-z0-9]{3}",
    r"[\w-]{1,63}(?:\.[\w-]{1,63}){0,8}/(?:bigbluebutton|html5client)/\w",
    r"[\w-]{1,63}(?:\.[\w-]{1,63}){0,8}(?:/index\.php)?/call/[a-z0-9]{8}",
    # others that a library's calendar may point to
    r"(?:whereby\.com|bluejeans\.com|chime\.aws|facetime\.apple\.com)/\w",
    r"ringcentral\.com/(?:join|conf|launch|w|j)/",
)
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
_DIGITS = r"\d(?:[ .\u00a0-]?\d)"
_SEPARATOR = r"\b\.?(?:\s?\([\w ]{1,30}\))?[\s:=#–—-]{0,5}(?:is\s)?"  # noqa: RUF001 - dashes as they are typed
NUMBERS = re.compile(
    rf"(?P<key>\b(?:{_OF}[\s-]{{0,3}}){{1,3}}(?:id|no|nr|number|code|pin|key|kennung|n[uú]mero){_SEPARATOR}){_DIGITS}{{5,18}}#?(?!\w)"
    rf"|(?P<id>\b(?:id|pin)(?:\s(?:de|der|du|della|da)\s(?:la\s)?\w{{3,15}})?{_SEPARATOR}){_DIGITS}{{8,18}}#?(?!\w)",
    re.IGNORECASE,
)
"""The number of a meeting as text, which with a passcode is as good as its link."""
LETTERS = re.compile(
    rf"(?P<key>\b(?:(?:{_OF}[\s-]{{0,3}}){{0,3}}(?:id|link|code){_SEPARATOR}|meet(?:ing)?:\s?))"
    r"[a-z]{3}-[a-z]{4}-[a-z]{3}(?![\w-])",
    re.IGNORECASE,
)
"""Google's number of a meeting, which is of letters, as text: `Meeting code: abc-defg-hij`."""
TAPS = re.compile(
    r"\+?\d[\d\s().-]{6,20}[,;]{1,4}[*#]?\d{6,}[\d,;*#]*"  # one tap dials and gives the number: +1…,,812…#
    r"|(?<![\w.])\d{6,}[\d.*#]*(?:@|%40)[\w-]+(?:\.[\w-]+)+",  # of a room system: 812….123456@zoomcrc.com
    re.IGNORECASE,
)
CODES = re.compile(
    r"(?P<key>\b(?:pass\s?code|password|access\scode|pwd|pw|contrase[nñ]a|clave|c[oó]digo de acceso|mot de passe"
    r"|code secret|code d['’]acc[eè]s|kennwort|kenncode|passwort)\b"  # noqa: RUF001 - as it is typed
    r"(?:\s?\([^)]{1,30}\))?(?:\s?[:=#–—-]\s?|\s(?:is|es|est|ist)\s|\s))(?!\(redacted\))(?=[^\s,;<>\"'()]*\d)[^\s,;<>\"'()]{3,}",  # noqa: RUF001 - dashes as they are typed
    re.IGNORECASE,
)
"""A passcode that is only said: `Passcode 123456`; what has no digit may be a word of the sentence."""


def pattern(own: Iterable[str] = ()) -> re.Pattern[str]:
    """Return what finds the links of the table, and of `own` forms."""
    forms = "|".join(form.replace("/", r"(?::\d{1,5})?/", 1) for form in (*FORMS, *own))
    return re.compile(rf"{_BEFORE}(?:{forms}){_REST}|(?<![a-z0-9]){_SCHEMES}", re.IGNORECASE)


_ESCAPED = re.compile(r"(?:%[0-9a-f]{2})+|\\u[0-9a-f]{4}|\\/|\[\.\]", re.IGNORECASE)
_ALIKE = str.maketrans("。․⁄∕⧸꞉∶", "..///::")  # noqa: RUF001 - the look-alikes are the point
_UNSEEN = frozenset("\u034f\u115f\u1160\u17b4\u17b5\u3164\uffa0")
DEPTH = 5
"""How often something may be written in code of code."""


def unfolded(said: str) -> str:
    """Return `said` as a program that opens links would read it: decoded, and without what nobody sees."""
    if said.isascii() and not any(mark in said for mark in "%&\\["):
        return said
    for _ in range(DEPTH):
        before = said
        said = _ESCAPED.sub(_decoded, html.unescape(said))
        if said == before:
            break
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
