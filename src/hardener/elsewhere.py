"""Whose platform a calendar's entry leads to, so that what no connection audits is at least counted. Pure."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable
from html import unescape
from urllib.parse import unquote

from hardener.model import Elsewhere

READ = 100_000
"""Characters of an invitation that are looked at; a link stands before its small print."""
WRAPPED = 5
"""How often a link may be wrapped in another, as mail filters do; nobody wraps deeper in good faith."""
END = r"(?![\w-]|\.\w)"
OWN = r"https?://[\w.-]+(?::\d+)?"
"""A host of any name: what is on it is known by the path."""

PLATFORMS: tuple[tuple[str, str, str], ...] = (
    ("Zoom", rf"(?:zoom\.(?:us|com|com\.cn)|zoomgov\.com|zoom-x\.de){END}", "zoommtg:|zoomus:"),
    ("Webex", rf"webex\.com(?:\.cn)?{END}", "webex(?:teams)?:/"),
    (
        "Microsoft Teams",
        rf"teams\.(?:microsoft\.(?:com|us)|live\.com|cloud\.microsoft|microsoftonline\.cn){END}",
        "msteams:",
    ),
    ("Google Meet", rf"meet\.google\.com{END}|g\.co/meet/|tel\.meet/", ""),
    ("GoTo", rf"(?:goto(?:meeting|webinar|meet)\.com|gotomeet\.me|(?:meet|app)\.goto\.com){END}", ""),
    ("YouTube", r"youtube(?:-nocookie)?\.com/(?:watch|live|embed|channel|@)|youtu\.be/", ""),
    ("Facebook", r"facebook\.com/(?:[\w.]+/live|events/|live/)|fb\.watch/", ""),
    ("Jitsi", rf"(?:meet\.jit\.si|8x8\.vc){END}", ""),
    ("BigBlueButton", "", rf"{OWN}/(?:bigbluebutton/|html5client/join|(?:b|rooms)/\w{{3}}-\w{{3}}-\w{{3}})"),
    ("Nextcloud Talk", "", rf"{OWN}(?:/index\.php/call/|/call/(?=[a-z]*\d))[a-z0-9]{{6,}}"),
    ("Skype", rf"(?:join\.skype|meet\.lync)\.com{END}", "skype:"),
    ("RingCentral", rf"(?:v|video|meetings)\.ringcentral\.com{END}", ""),
    ("Whereby", rf"whereby\.com{END}", ""),
    ("BlueJeans", rf"bluejeans\.com{END}", ""),
)
"""Each platform's proper name, its hosts (whatever stands before them), and what else only its links have."""
_HINT = re.compile(
    r"zoom|webex|teams[.:]|meet\.|co/meet|\.meet/|goto|youtu|facebook|fb\.watch|jit\.si|8x8|bigbluebutton|html5client|/b/|/rooms/|/call/"
    r"|skype|ringcentral|whereby|bluejeans|meet\.lync",
    re.IGNORECASE,
)
"""What stands in every link of theirs: most texts have none of it, and are not looked at further."""
_HOST = r"(?<![\w.@-])(?:[\w-]+\.)*"
_FORMS = tuple(
    (name, re.compile("|".join(part for part in (hosts and f"{_HOST}(?:{hosts})", more) if part), re.IGNORECASE))
    for name, hosts, more in PLATFORMS
)


def platform_of(text: str) -> str:
    """Return the proper name of the platform that the first link in `text` leads to; empty where there is none.

    A link may stand in a page's source, or be wrapped in another one.
    """
    said = unescape(text[:READ])
    for _ in range(WRAPPED):
        if name := _first(said):
            return name
        plain = unquote(said)
        if plain == said:
            break
        said = plain
    return ""


def counted(platforms: Iterable[str]) -> list[Elsewhere]:
    """Return how many entries lead to each of `platforms`, one name for each entry; empty: to none."""
    return [Elsewhere(platform=name, count=count) for name, count in sorted(Counter(platforms).items())]


def _first(said: str) -> str:
    if _HINT.search(said) is None:
        return ""
    found = ((form.search(said), name) for name, form in _FORMS)
    return min(((match.start(), name) for match, name in found if match is not None), default=(0, ""))[1]
