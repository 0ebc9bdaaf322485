"""Every form of a link into a program, and what kind of door it is. Pure.

One table for the redactor, for matching events with programs, and for what a public text gives away. A row is a host
with the beginning of a path, as a regular expression; what is above a host counts as well. The first row that fits
decides. `(?P<key>…)` is what the platform knows the program by.
"""

from __future__ import annotations

import re
from enum import StrEnum
from functools import cache
from typing import NamedTuple


class Kind(StrEnum):
    """What a link opens."""

    HOST = "host"
    """The host's own way in, or the key of a stream: whoever has it runs the program."""
    TICKET = "ticket"
    """One person's link after sign-up; it can be passed on, and says whose it was."""
    ROOM = "room"
    """A room that is always there: its link is good for ever."""
    JOIN = "join"
    REGISTER = "register"
    """A sign-up page of the platform."""
    FORM = "form"
    """A sign-up form of somebody else."""
    PAGE = "page"
    """A program's page in a library's own calendar; whether it asks for sign-up shows there."""
    STREAM = "stream"
    """To watch only."""
    CHANNEL = "channel"
    """Where somebody's streams are to watch: of no single one of them."""
    RECORDING = "recording"
    INFO = "info"
    """A platform's page for everybody: help, a download."""
    SHORT = "short"
    """A link that hides where it leads."""
    OTHER = "other"
    """On a platform's host; nobody knows what it opens."""


class Form(NamedTuple):
    """One form of a link."""

    platform: str
    """Its proper name; empty where it is no meeting platform."""
    kind: Kind
    pattern: str


_ZOOM = r"(?:zoom(?:gov)?\.(?:us|com)(?:\.cn)?|zoom-x\.de)"
_TEAMS = r"teams\.(?:microsoft|live|cloud\.microsoft|microsoftonline)(?:\.(?:com|us|cn))?"
_ANY = r"[\w-]{1,63}(?:\.[\w-]{1,63}){0,8}"
"""A host of any name: what is on it is known by the path."""
_BELOW = r"(?:[\w-]{1,40}/){0,3}"
"""Where on a host something is installed."""
_NUMBER = r"(?P<key>\d{9,11})\b"
_YEARLY = r"[a-z]{5,60}20\d\d(?![a-z0-9])"
"""The page of what comes every year, `volunteers2026`: of more than the eight signs that a room of Nextcloud's has."""
_CALL = rf"(?:index\.php/call/|call/(?=[a-z]*\d)(?!{_YEARLY}))"

KNOWN: tuple[Form, ...] = (
    Form("", Kind.INFO, r"(?:(?:help|www|support)\.webex\.com|support\.goto\.com|support\.zoom\.us)(?:/|$)"),
    Form("", Kind.INFO, r"webex\.com/(?:downloads?|test-meeting)\b|zoom\.us/(?:join|test|download)/?$"),
    Form("", Kind.INFO, r"jitsi\.(?:org|github\.io)(?:/|$)"),
    Form("", Kind.INFO, r"meet\.google\.com/(?:landing|new|about)?$|www\.goto\.com/"),
    Form("", Kind.INFO, r"whereby\.com/(?:information|user|blog|org)(?:/|$)"),
    Form("", Kind.INFO, r"goo\.gl/maps/|maps\.app\.goo\.gl/"),
    Form("Zoom", Kind.HOST, rf"{_ZOOM}/s/{_NUMBER}"),
    Form("Zoom", Kind.HOST, rf"{_ZOOM}/start\b"),
    Form("Zoom", Kind.TICKET, rf"{_ZOOM}/[jw]/{_NUMBER}[^\s]{{0,300}}?\btk="),
    Form("Zoom", Kind.JOIN, rf"{_ZOOM}/(?:j|w|wc|wc/join|launch/jc)/{_NUMBER}"),
    Form("Zoom", Kind.JOIN, r"events?\.zoom(?:gov)?\.(?:us|com)/ejl/(?P<key>[\w-]+)"),
    Form("Zoom", Kind.JOIN, rf"{_ZOOM}/[^\s]{{0,200}}?\bconfno=(?P<key>\d{{9,11}})"),
    Form("Zoom", Kind.REGISTER, rf"{_ZOOM}/(?:meeting|webinar)/register/(?P<key>[\w-]+)"),
    Form("Zoom", Kind.REGISTER, r"events?\.zoom(?:gov)?\.(?:us|com)/ev/(?P<key>[\w-]+)"),
    Form("Zoom", Kind.ROOM, rf"{_ZOOM}/my/(?P<key>[\w.-]+)"),
    Form("Zoom", Kind.RECORDING, rf"{_ZOOM}/(?:rec|clips)/"),
    Form("Webex", Kind.REGISTER, r"webex\.com(?:\.cn)?/\S{0,200}?(?:/register/|\bRGID=)(?P<key>\w+)"),
    Form("Webex", Kind.JOIN, r"webex\.com(?:\.cn)?/\S{0,200}?(?:MTID=|/meeting/(?:info|download)/)(?P<key>\w+)"),
    Form("Webex", Kind.ROOM, r"webex\.com(?:\.cn)?/(?:meet|join)/(?P<key>[\w.-]+)"),
    Form("Webex", Kind.RECORDING, r"webex\.com(?:\.cn)?/\S{0,200}?record"),
    Form("Microsoft Teams", Kind.REGISTER, r"events\.teams\.microsoft\.(?:com|us)/event/(?P<key>[\w-]+)"),
    Form("Microsoft Teams", Kind.REGISTER, rf"{_TEAMS}/(?:registration|convene)/(?P<key>[\w.-]+)"),
    Form("Microsoft Teams", Kind.JOIN, rf"{_TEAMS}/(?:\S{{0,200}}?/)?l/meetup-join/(?P<key>19[^/\s?]+)"),
    Form("Microsoft Teams", Kind.JOIN, rf"{_TEAMS}/meet/(?P<key>\d{{9,}})\S{{0,200}}?[?&]p="),
    Form("Microsoft Teams", Kind.JOIN, rf"{_ANY}/(?:l/)?meetup-join/(?P<key>[^/\s?]+)"),
    Form("Google Meet", Kind.STREAM, r"stream\.meet\.google\.com/stream/"),
    Form("Google Meet", Kind.JOIN, r"meet\.google\.com/(?:_meet/)?(?P<key>[a-z]{3}-[a-z]{4}-[a-z]{3})\b"),
    Form("Google Meet", Kind.ROOM, r"(?:meet\.google\.com/lookup|g\.co/meet)/(?P<key>[\w-]+)"),
    Form("Google Meet", Kind.JOIN, r"tel\.meet/(?P<key>[\w-]+)"),
    Form("YouTube", Kind.HOST, r"studio\.youtube\.com/video/[\w-]+/livestreaming"),
    Form("YouTube", Kind.CHANNEL, r"youtube(?:-nocookie)?\.com/embed/videoseries\b"),
    Form("YouTube", Kind.STREAM, r"youtube(?:-nocookie)?\.com/(?:live|embed)/(?P<key>[\w-]{6,20})"),
    Form("YouTube", Kind.STREAM, r"youtube\.com/watch\?\S{0,99}?\bv=(?P<key>[\w-]{6,20})"),
    Form("YouTube", Kind.STREAM, r"youtu\.be/(?P<key>[\w-]{6,20})"),
    Form("YouTube", Kind.STREAM, r"youtube\.com/(?:@[\w.-]+|(?:channel|c|user)/[\w-]+)/live\b"),  # what is on just now
    Form("YouTube", Kind.CHANNEL, r"youtube\.com/(?:@[\w.-]|(?:channel|c|user)/[\w-])"),
    Form("Facebook", Kind.STREAM, r"facebook\.com/(?:[\w.-]+/(?:live\b|videos/\S{0,99}\d)|events/|live/)"),
    Form("Facebook", Kind.STREAM, r"fb\.(?:watch|me/e)/\w"),
    Form("Facebook", Kind.CHANNEL, r"facebook\.com/[\w.-]+/(?:live_)?videos\b"),
    Form("", Kind.INFO, r"facebook\.com/|fb\.(?:com|gg|me)/"),
    Form("GoTo", Kind.TICKET, r"gotowebinar\.com/join/(?P<key>\d{9,})/\d+"),
    Form("GoTo", Kind.REGISTER, r"(?:attendee|register)\.gotowebinar\.com/(?:register|rt|webinar)/(?P<key>[\w-]+)"),
    Form("GoTo", Kind.JOIN, r"(?:gotomeeting\.com/join|app\.goto\.com/meeting)/(?P<key>\d{9})\b"),
    Form("GoTo", Kind.JOIN, r"meet\.goto\.com/(?:meet/)?(?P<key>\d{9})\b"),
    Form("GoTo", Kind.ROOM, r"(?:gotomeet\.me|meet\.goto\.com|gotomeet\.com)/(?P<key>[\w.-]+)"),
    Form("Jitsi", Kind.ROOM, r"8x8\.vc/[\w-]+/(?P<key>[^\s?#/]+)"),
    Form("Jitsi", Kind.ROOM, r"(?:meet\.8x8\.com|meet\.jit\.si)/(?P<key>[^\s?#/]+)"),
    Form("Jitsi", Kind.ROOM, r"jitsi[\w-]{0,40}(?:\.[\w-]{1,63}){1,8}/(?P<key>[^\s?#/]+)"),
    Form("BigBlueButton", Kind.JOIN, rf"{_ANY}/bigbluebutton/api/join\b"),
    Form("BigBlueButton", Kind.JOIN, rf"{_ANY}/(?:bigbluebutton/)?html5client/join\b"),
    Form("BigBlueButton", Kind.ROOM, rf"{_ANY}/{_BELOW}(?:rooms|b|gl)/(?P<key>(?:[a-z0-9]{{3}}-){{2,3}}[a-z0-9]{{3}})"),
    Form("Nextcloud Talk", Kind.ROOM, rf"{_ANY}/{_BELOW}{_CALL}(?P<key>[a-z0-9]{{8,}})"),
    Form("Whereby", Kind.ROOM, r"whereby\.com/(?P<key>[\w-]+)"),
    Form("Skype", Kind.JOIN, r"join\.(?:skype|microsoft)\.com/(?:meet/)?(?P<key>\w+)|meet\.lync\.com/\w"),
    Form("BlueJeans", Kind.JOIN, r"bluejeans\.com/(?P<key>\d{6,})"),
    Form("FaceTime", Kind.JOIN, r"facetime\.apple\.com/join"),
    Form("RingCentral", Kind.JOIN, r"ringcentral\.com/(?:join|conf|launch|w|j)/(?P<key>\w+)"),
    Form("", Kind.PAGE, r"libcal\.com/(?:event|calendar/[\w-]+/event)/(?P<key>\d+)"),
    Form("", Kind.PAGE, r"(?:libnet\.info|librarycalendar\.com|librarymarket\.com)/event/(?P<key>[\w-]+)"),
    Form("", Kind.PAGE, r"evanced\.info/\S{0,80}?(?:signup|eventdetails)"),
    Form("", Kind.PAGE, r"bibliocommons\.com/events/(?P<key>[\w-]+)"),
    Form("", Kind.PAGE, r"assabetinteractive\.com/calendar/\w"),
    Form("", Kind.FORM, r"docs\.google\.com/forms/|forms\.(?:gle|office\.com|cloud\.microsoft|microsoft\.com)/\w"),
    Form("", Kind.FORM, r"eventbrite\.[a-z.]{2,6}/e/|signupgenius\.com/go/|jotform\.com/\w|surveymonkey\.com/r/"),
    Form("", Kind.SHORT, r"(?:bit\.ly|tinyurl\.com|t\.co|ow\.ly|goo\.gl|is\.gd|v\.gd|buff\.ly|lnkd\.in)/\w"),
    Form("", Kind.SHORT, r"mimecast\.com/s/|lnks\.gd/\w|rs6\.net/\w|list-manage\.com/track/|shorturl\.at/\w"),
    Form("", Kind.SHORT, r"(?:rebrand\.ly|aka\.ms|rb\.gy|t\.ly|tiny\.(?:cc|one)|cutt\.ly|linktr\.ee|qrco\.de)/\w"),
    Form("", Kind.SHORT, r"(?:bitly\.ws|dub\.sh|bl\.ink|snip\.ly|t2m\.io|kutt\.it|urlz\.fr|s\.id|dlvr\.it)/\w"),
    Form("", Kind.SHORT, r"(?:j\.mp|hubs\.ly|conta\.cc|eepurl\.com|mailchi\.mp|beacons\.ai|emailprotection\.link)/"),
    Form("", Kind.SHORT, r"(?:me-qr\.com|qr\.link|q-r\.to|scnv\.io|ead\.me|qrfy\.(?:com|io)|linkin\.bio|lnk\.bio)/\w"),
)  # fmt: skip
"""Links of which it is known what they open."""

_ENDS = r"\x2f?\.?(?=[\s\"'<>),;]|$)(?!\s*\d)"
_PLAIN = rf"(?:[a-z-]{{1,40}}\x2f){{0,3}}[a-z-]{{0,40}}(?:\.(?:html|pdf))?{_ENDS}"
"""The rest of an address of words alone. A vendor's own privacy policy may be named as evidence: it is no room."""


def _policies(host: str, pages: str) -> str:
    r"""Return what keeps a vendor's own pages from counting: on its own host alone, for rooms are on those below it.

    The first / of a form is where a port may stand before it: one that comes earlier is written \x2f.
    """
    return rf"(?!(?:(?<![.\w@:-])|(?<=[^.\w@:-]www\.)|(?<=^www\.)){host}\x2f{pages})"


_WEBEX = _policies(r"webex\.com", rf"legal\x2f{_PLAIN}")
_GOTO = _policies(r"goto\.com", rf"company\x2f(?:legal|trust)\x2f{_PLAIN}")
_JITSI = _policies(r"jitsi\.org", rf"(?:security|meet-jit-si-(?:privacy|terms-of-service)){_ENDS}")
SECRET: tuple[str, ...] = (
    rf"{_ZOOM}/(?:j|s|w|wc|my|p|u|rec|launch|start|join|clips|meetings?|webinars?)\b",
    rf"{_ZOOM}/[^\s\"'<>)]{{0,200}}?(?:\d{{9,11}}|pwd=|confno=)",
    r"events?\.zoom(?:gov)?\.(?:us|com)/\w",
    # Teams, of everybody and of governments
    rf"{_TEAMS}/(?:l/|meet|_[#?]|v2/|dl/|join)",
    r"teams\.(?:microsoft|live|cloud\.microsoft)(?:\.(?:com|us))?/(?:registration|convene|light-meetings)/",
    r"(?:events|dialin)\.teams\.microsoft\.(?:com|us)/\w",
    r"(?:join\.(?:microsoft|skype)\.com|(?:meet|dialin)\.lync\.com)/\w",
    rf"{_ANY}/(?:l/)?meetup-join/",
    # Google
    r"meet\.google\.com/\w",
    r"(?:g\.co/meet|tel\.meet|hangouts\.google\.com|meet\.app\.goo\.gl)/\w",
    r"studio\.youtube\.com/video/[\w-]+/livestreaming",
    # Webex
    rf"{_WEBEX}(?:webex\.com(?:\.cn)?|webexgov\.us)/\w",
    rf"{_ANY}(?:/[\w-]{{1,63}}){{0,3}}/[jkmorw]\.php\?",
    # GoTo
    rf"{_GOTO}(?:goto\.com|gotomeet[\w.]{{0,20}}|gotowebinar\.com|gototraining\.com|gotostage\.com)/\w",
    # Jitsi, BigBlueButton, Nextcloud Talk, wherever they run
    r"(?:8x8\.vc|meet\.8x8\.com|meet\.jit\.si)/\w",
    rf"{_JITSI}jitsi[\w-]{{0,40}}(?:\.[\w-]{{1,63}}){{1,8}}/\w",
    rf"{_ANY}/{_BELOW}(?:rooms|b|gl)/[a-z0-9]{{3}}-[a-z0-9]{{3}}-[a-z0-9]{{3}}",
    rf"{_ANY}/(?:bigbluebutton|html5client)/\w",
    rf"{_ANY}/{_BELOW}(?:index\.php/call/|call/(?!{_YEARLY}))[a-z0-9]{{8}}",
    r"urldefense\.proofpoint\.com/v[12]/url\?\S{0,40}?u=https?-3A__[\w.-]*?(?:zoom|webex|teams|meet|goto)",
    # others that a library's calendar may point to
    r"(?:whereby\.com|bluejeans\.com|chime\.aws|facetime\.apple\.com)/\w",
    r"ringcentral\.com/(?:join|conf|launch|w|j)/",
    r"(?:discord\.gg|discord(?:app)?\.com/invite|meet(?:ing)?\.zoho\.(?:com|eu|in)|(?:call|chat)\.whatsapp\.com|signal\.link)/\w",
    r"m\.me/j/\w|msngr\.com/\w",
    r"(?:join\.me|join\.freeconferencecall\.com|uberconference\.com|meetings?\.dialpad\.com|lifesizecloud\.com)/\w",
    r"freeconferencecall\.com/(?:join|wall)/\w|streamyard\.com/(?!watch/|pages/|resources/|blog/)\w",
    r"(?:kmeet\.infomaniak\.com|framatalk\.org|pexip\.me|call\.element\.io|talk\.brave\.com|meet\.ffmuc\.net)/\w",
    r"brave\.com/talk/\w|rendez-vous\.renater\.fr/\w",
)
"""What no output may show, wider than what is known: a form that a platform makes up tomorrow is hidden as well."""

SHOWN = frozenset({Kind.STREAM, Kind.CHANNEL, Kind.PAGE, Kind.FORM, Kind.SHORT, Kind.INFO})
"""Kinds that lead nobody into a room: they may be shown."""
OPEN = frozenset({Kind.HOST, Kind.TICKET, Kind.ROOM, Kind.JOIN})
"""Kinds that lead into the room: no public text should have one."""
SIGN_UP = frozenset({Kind.REGISTER, Kind.FORM})
"""Kinds at which families sign up."""

_SCHEMES = re.compile(
    r"(?:zoommtg|zoomus|zoomrc):\S*?confno=(?P<key>\d{9,11})|(?:zoommtg|zoomus|msteams|webexteams|wbx|jitsi-meet|gotomeeting|webex):\S+",
    re.IGNORECASE,
)
_PORT = re.compile(r"^([^/\s:]+?)\.?(?::\d{1,5})?/")
_STREAM_KEY = re.compile(r"rtmps?:\S+", re.IGNORECASE)


class Opens(NamedTuple):
    """What a link opens, and by what the platform knows it."""

    platform: str
    kind: Kind
    key: str


def opens(link: str) -> Opens | None:
    """Return what a decoded link opens; None where it is no door; `https://` before it may be missing."""
    if _STREAM_KEY.match(link):
        return Opens("", Kind.HOST, "")
    if found := _SCHEMES.match(link):
        return Opens("", Kind.JOIN, found["key"] or "")
    bare = _PORT.sub(r"\1/", link.partition("://")[2] or link)
    for form, pattern in _known():
        if match := pattern.match(bare):
            return Opens(form.platform, form.kind, (match.groupdict().get("key") or "").rstrip(".-"))
    return Opens("", Kind.OTHER, "") if _secret().match(bare) else None


@cache
def _known() -> tuple[tuple[Form, re.Pattern[str]], ...]:
    return tuple((form, _anchored(f"(?:{form.pattern})")) for form in KNOWN)


@cache
def _secret() -> re.Pattern[str]:
    return _anchored(f"(?:{'|'.join(SECRET)})")


def _anchored(pattern: str) -> re.Pattern[str]:
    return re.compile(rf"(?:[^\s@/]{{1,200}}@)?(?:[\w-]{{1,63}}\.){{0,8}}{pattern}", re.IGNORECASE)
