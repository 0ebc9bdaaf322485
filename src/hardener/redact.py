"""Keep secrets and people out of everything that leaves the process. Pure."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from functools import lru_cache
from typing import ParamSpec, TypeVar, cast

from hardener import links

GONE = "(redacted)"
SHORTEST = 8
"""Characters of a secret that is hidden by itself."""
READ = 10_000
"""Characters of a message that are looked at for one line; what follows is cut off unseen."""

_ACCOUNT = re.compile(r"(?P<key>\b[a-z][\w+.-]{0,30}://)[^\s/?#@\"'<>]{1,400}@", re.IGNORECASE)
"""Who logs in, and with what, in front of a host: of a proxy or a database."""
_BEARER = re.compile(r"\b(Bearer|Basic)\s+[\w.~+/=-]{16,}", re.IGNORECASE)
BEARS = 22
"""Characters of the shortest text with a token in it: `Basic`, a space and sixteen more."""
_DIGIT = re.compile(r"\d")
_JWT = re.compile(r"\beyJ[\w-]{8,}\.[\w-]+(?:\.[\w-]*)?")
_HEADER = re.compile(
    r"(?P<key>\b(?:Authorization[\"']?\s*[:=]|(?:Set-)?Cookie[\"']?\s*[:=](?=\s*[^\s=;,]+=))\s*)"
    r"(?!\(redacted\))[^\r\n,}]+",
    re.IGNORECASE,
)
_VALUE = r"(?!\(redacted\))(?:\"(?:[^\"\\]|\\.)*\"|'(?:[^'\\]|\\.)*'|[^\s&,;\"'{}\[\]()<>]+)"
_PAIR = re.compile(
    r"(?<![\w-])(?P<key>[\w-]{0,40}(?:pwd|passcode|password|secret|token|zak|(?:host|stream|api)_?key|(?<![\w-])tk)"
    rf"[\"']?\s{{0,3}}(?:=|:|%3D)\s{{0,3}}){_VALUE}",
    re.IGNORECASE,
)
_CODE = re.compile(rf"(?P<key>(?:[?&](?:code|state|signature|sig|key)|\bchecksum)=){_VALUE}", re.IGNORECASE)
_EMAIL = re.compile(r"(?<![\w.%+'-])([\w.%+'-]*[\w%+'-])(?:@|%40)[\w-]+(?:\.[\w-]+)+", re.IGNORECASE)

_SECRET_LAST = frozenset({"password", "passcode", "pwd", "secret", "token", "zak", "tk", "pin", "authorization"})
_LINK_FIRST = frozenset(
    {"start", "join", "registration", "register", "page", "stream", "web", "invite", "hls", "meeting", "short"}
)
_CODE_FIRST = frozenset({"access", "participant", "attendee", "host", "pass", "join", "meeting", "panelist"})
_PEOPLE = frozenset({
    "email", "emails", "mail", "host_email", "upn", "user_principal_name", "alternative_host", "alternative_hosts",
    "alternative_host_emails", "contact_email", "contact_name", "registrants", "attendees", "participants",
    "panelists", "invitees", "meeting_invitees", "co_hosts", "cohosts", "schedule_for", "phone_number",
})  # fmt: skip
_WORD = re.compile(r"[A-Z]+(?![a-z])|[A-Z]?[a-z0-9]+|[0-9]+")


P = ParamSpec("P")
R = TypeVar("R")


class _Known:
    """What is hidden: the forms of links, of the table and of adapters, and the secrets that are in use."""

    def __init__(self) -> None:
        self.forget: list[Callable[[], None]] = []
        """What lets go of the texts that are remembered as they were redacted with less of this."""
        self.begin()

    def begin(self) -> None:
        """Know of no platform and no secret of anybody."""
        self.own: tuple[str, ...] = ()
        self.leads_in: re.Pattern[str] | None = None
        """What finds the links of the library's own platforms alone."""
        self.pattern = links.pattern()
        self.secrets: frozenset[str] = frozenset()
        self.literal: re.Pattern[str] | None = None

    def grown(self) -> None:
        """Have all forget what they remember: more of it may be to be hidden now."""
        for forget in self.forget:
            forget()


_known = _Known()


def learn(own: Iterable[str]) -> None:
    """Hide these forms of links from now on as well, written as those in `links.FORMS`. Raises `re.error`."""
    new = [form for form in own if form not in _known.own]
    if new:
        _known.own = (*_known.own, *new)
        _known.pattern = links.pattern(_known.own)
        _known.leads_in = links.only(_known.own)
        _known.grown()


def learned(link: str) -> bool:
    """Tell whether a link has one of the forms that were learned: it leads to a platform that the library has."""
    return _known.leads_in is not None and _known.leads_in.search(link) is not None


def hide(secret: str) -> None:
    """Hide this very text from now on, as a vendor may repeat it in an error of its own.

    Not what could be a word of a title: a password of letters alone, or of fewer than eight characters, would be
    given away by where it is missing.
    """
    if len(secret) < SHORTEST or secret.isalpha() or secret in _known.secrets:
        return
    _known.secrets |= {secret}
    _known.literal = re.compile("|".join(re.escape(each) for each in sorted(_known.secrets, key=len, reverse=True)))
    _known.grown()


@contextmanager
def alone() -> Iterator[None]:
    """Surround the work of one library where a process has several, one after the other: each begins with nothing.

    A link into another's platform would be taken for one of its own. What is known is the whole process's, so nobody
    else may be at work meanwhile.
    """
    before = {name: value for name, value in vars(_known).items() if name != "forget"}
    _known.begin()
    _known.grown()
    try:
        yield
    finally:
        vars(_known).update(before)
        _known.grown()


def remembered(size: int, *, typed: bool = False) -> Callable[[Callable[P, R]], Callable[P, R]]:
    """Return a decorator that remembers `size` answers of what redacts, for as long as nothing more is to be hidden."""

    def decorate(function: Callable[P, R]) -> Callable[P, R]:
        cached = lru_cache(size, typed)(function)
        _known.forget.append(cached.cache_clear)
        return cast("Callable[P, R]", cached)

    return decorate


def text(said: str) -> str:
    """Return `said` without tokens, passcodes, links into a program, and the domain of e-mail addresses.

    What is secret only once it is decoded, or without the signs that nobody sees, is shown so, and redacted.
    """
    shown, plain = _hidden(said), links.unfolded(said)
    if plain == said:
        return shown
    hidden = _hidden(plain)
    return shown if links.unfolded(shown) == hidden else hidden


def _hidden(said: str) -> str:
    if _known.literal is not None:
        said = _known.literal.sub(GONE, said)
    # Most texts have none of the signs that one of these needs, and there are very many texts.
    if "/" in said or ":" in said:
        said = _ACCOUNT.sub(_account, _known.pattern.sub(GONE, said))
    digits = len(_DIGIT.findall(said))
    if digits >= links.FEWEST:
        said = links.NUMBERS.sub(_number, links.TAPS.sub(GONE, said))
    if digits:
        said = links.CODES.sub(_keyed, said)
    if len(said) >= links.SPELLED_OUT:
        said = links.SPELLED.sub(GONE, said)
    if "-" in said:
        said = links.LETTERS.sub(_keyed, said)
    return _credentials(said)


# Functions: a text with groups to be put in is read anew each time, also where nothing is found.
def _number(found: re.Match[str]) -> str:
    return (found["key"] or found["id"] or found["zoom"] or "") + GONE


def _account(found: re.Match[str]) -> str:
    return f"{found['key']}{GONE}@"


def _keyed(found: re.Match[str]) -> str:
    return f"{found['key']}{GONE}"


def _bearer(found: re.Match[str]) -> str:
    return f"{found[1]} {GONE}"


def _email(found: re.Match[str]) -> str:
    return f"{found[1]}@…"


def _credentials(said: str) -> str:
    given = "=" in said or ":" in said or "%3" in said
    if given:
        said = _HEADER.sub(_keyed, said)
    if len(said) >= BEARS:
        said = _BEARER.sub(_bearer, said)
    if "eyJ" in said:
        said = _JWT.sub(GONE, said)
    if given:
        said = _CODE.sub(_keyed, _PAIR.sub(_keyed, said))
    return _EMAIL.sub(_email, said) if "@" in said or "%40" in said else said


def line(said: str, limit: int = 300) -> str:
    """Return `said` redacted, on one line of printable characters, cut to `limit`."""
    if len(said) > READ:
        said = said[:READ].rpartition(" ")[0]  # half a secret would not be known for one
    first = text(said)
    seen = first if first.isprintable() else "".join(c if c.isprintable() else " " for c in first)
    clean = " ".join(seen.split())
    if clean != said or first != said:  # what is as it was before hides nothing that could not be seen in it
        clean = " ".join(text(clean).split())
    return clean if len(clean) <= limit else f"{clean[: limit - 1]}…"


def document(node: object) -> object:
    """Return a copy of a vendor's answer without the values of secret keys, at any depth.

    Switches and empty values stay: they tell whether there is a passcode, not which.
    """
    if isinstance(node, Mapping):
        return {str(key): _kept(str(key), value) for key, value in node.items()}
    if isinstance(node, list | tuple | set | frozenset):
        return [document(entry) for entry in node]
    return text(node) if isinstance(node, str) else node


def secret(key: str) -> bool:
    """Tell whether what a vendor keeps under `key` is secret or names a person: `h323_password`, `joinUrl`."""
    words = [word.casefold() for word in _WORD.findall(key)]
    if not words:
        return False
    first, last, name = words[0], words[-1], "_".join(words)
    return (
        last in _SECRET_LAST
        or (first == "encrypted" and len(words) > 1)
        or (last == "key" and len(words) > 1)
        or (last in {"url", "uri", "link"} and not _LINK_FIRST.isdisjoint(words))
        or (last == "code" and not _CODE_FIRST.isdisjoint(words))
        or last in {"email", "emails"}
        or name in _PEOPLE
    )


def _kept(key: str, value: object) -> object:
    if secret(key) and not isinstance(value, bool) and value not in (None, "", 0, [], {}):
        return GONE
    return document(value)
