"""Keep secrets and people out of everything that leaves the process. Pure."""

from __future__ import annotations

import re
from collections.abc import Mapping

GONE = "(redacted)"
SECRET_KEYS = re.compile(
    r"pass(word|code)|pwd|secret|token|host_key|stream_(key|url)|(start|join|registration|page|web)_?(web)?_?url"
    r"|authorization|alternative_hosts|contact_(email|name)|e-?mail$|registrants|attendees|participants|panelists",
    re.IGNORECASE,
)
_LINK = re.compile(
    r"(?:https?://)?[\w.-]*(?:zoom\.us/(?:j|w|s|my|rec)/|webex\.com/|teams\.(?:microsoft|live)\.com/(?:l/|meet/)"
    r"|meet\.google\.com/|meet\.jit\.si/|gotomeet)[^\s\"'<>)]*",
    re.IGNORECASE,
)
_BEARER = re.compile(r"\b(Bearer|Basic)\s+[\w.~+/=-]{16,}", re.IGNORECASE)
_PAIR = re.compile(
    r"(?P<key>[\"']?\b(?:pwd|passcode|password|tk|zak|token|access_token|refresh_token|client_secret|secret|code)\b[\"']?)"
    r"(?P<sign>\s*[=:]\s*)(?:\"[^\"]*\"|'[^']*'|[^\s&,;\"'})]+)",
    re.IGNORECASE,
)
_EMAIL = re.compile(r"([A-Za-z0-9._%+-]+)@[A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)+")


def text(said: str) -> str:
    """Return `said` without tokens, passcodes, links into a program, and the domain of e-mail addresses."""
    said = _BEARER.sub(rf"\1 {GONE}", said)
    said = _LINK.sub(GONE, said)
    said = _PAIR.sub(lambda m: f"{m['key']}{m['sign']}{GONE}", said)
    return _EMAIL.sub(r"\1@…", said)


def document(node: object) -> object:
    """Return a copy of a vendor's answer in which the values of secret keys are gone, at any depth."""
    if isinstance(node, Mapping):
        return {
            str(key): GONE if SECRET_KEYS.search(str(key)) and value not in (None, "", [], True, False) else document(value)
            for key, value in node.items()
        }
    if isinstance(node, list | tuple):
        return [document(entry) for entry in node]
    return text(node) if isinstance(node, str) else node


def line(said: str, limit: int = 300) -> str:
    """Return `said` redacted, on one line of printable characters, cut to `limit`."""
    clean = "".join(c if c.isprintable() else " " for c in text(said))
    clean = " ".join(clean.split())
    return clean if len(clean) <= limit else f"{clean[: limit - 1]}…"
