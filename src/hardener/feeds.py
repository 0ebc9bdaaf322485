"""The part of hardener.toml that names the library's own public calendars."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Annotated, Self
from urllib.parse import urlsplit

from pydantic import AfterValidator, BeforeValidator, Field, model_validator

from hardener.language import marked
from hardener.model import Model, ZoneNameOrNone
from hardener.pattern import well_named

WEB = ("https://", "http://", "webcal://", "webcals://")
_SECRET = re.compile(
    r"/private-|/owa/calendar/|//[^/@\s]+@|[?&](?:[\w-]*(?:pass|pwd|token|secret|key|auth|sig)[\w-]*|user(?:name)?)=",
    re.IGNORECASE,
)
"""What only an address has that lets whoever knows it read a calendar."""


def _address(url: str) -> str:
    if not is_address(url):
        said = marked("give the whole address, from https:// or webcal:// on")
        raise ValueError(said)
    if _SECRET.search(url):
        said = marked("this address is a secret; leave url out and store it with: hardener calendar set NAME")
        raise ValueError(said)
    return url


def _file(name: str) -> str:
    if not name.strip():
        said = marked("give the name of a file that ends in .ics")
        raise ValueError(said)
    return name


def _words(words: tuple[str, ...]) -> tuple[str, ...]:
    if not words or any(len(word.strip()) < 2 for word in words):
        said = marked('give words of titles or categories, each of two letters at least: ["baby", "Ages 0-5"]')
        raise ValueError(said)
    return words


def is_address(url: str) -> bool:
    """Tell whether a text is the address of a calendar."""
    try:
        parts = urlsplit(url)
        return url.casefold().startswith(WEB) and bool(parts.hostname) and (parts.port is None or parts.port > 0)
    except ValueError:
        return False


class LibCal(Model):
    """What a key to LibCal's own API is used for: sign-up and seats, and the number of the meeting."""

    api: Annotated[str, AfterValidator(_address)]
    """Where it is: `https://maple.libcal.com`."""
    calendar: Annotated[int, Field(ge=1)]
    """The number of the calendar, `cid` in its addresses."""


class Feed(Model):
    """One calendar that the public reads."""

    url: Annotated[str, AfterValidator(_address)] | None = None
    """Where it is; without url and file the address is a secret: `hardener calendar set NAME`."""
    file: Annotated[str, AfterValidator(_file)] | None = None
    """An .ics file, from the folder of hardener.toml on."""
    timezone: ZoneNameOrNone = ""
    """Of times that name none; empty: nobody can tell when these are."""
    profile: str = ""
    """Of all its events, where it is for one audience alone."""
    audiences: Mapping[str, Annotated[tuple[str, ...], AfterValidator(_words)]] = {}
    """By profile, the words of titles and categories that say for whom an event is."""
    libcal: LibCal | None = None

    @model_validator(mode="after")
    def _one_place(self) -> Self:
        if self.url is not None and self.file is not None:
            said = marked("give url or file, not both")
            raise ValueError(said)
        if self.profile and self.audiences:
            said = marked("give profile, for all its events, or audiences, by their words; not both")
            raise ValueError(said)
        return self

    @property
    def secret(self) -> bool:
        """Tell whether its address is kept in the keyring."""
        return self.url is None and self.file is None

    @property
    def profiles(self) -> tuple[str, ...]:
        """Return every profile that it names."""
        return (self.profile,) if self.profile else tuple(self.audiences)


def _tables(given: object) -> object:
    if isinstance(given, Mapping) and not all(isinstance(each, Mapping) for each in given.values()):
        said = marked("give each calendar a name of its own: [calendar.events]")
        raise ValueError(said)
    return given


def _named(feeds: Mapping[str, Feed]) -> Mapping[str, Feed]:
    return well_named(feeds, marked("calendar"))


Feeds = Annotated[Mapping[str, Feed], BeforeValidator(_tables), AfterValidator(_named)]
