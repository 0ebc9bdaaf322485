"""The keys of a connection to a Jitsi server, and its rooms: a room's name is what opens it, and is shown nowhere."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Annotated, ClassVar, Self
from urllib.parse import quote, unquote, urlsplit

from pydantic import Field, JsonValue, field_validator, model_validator

from hardener import adapter, redact
from hardener.model import Model
from hardener.vendor import digest, host_at

CUSTOM = "custom-config.js"
"""Of a container: what its web server appends to the config.js that it makes when it starts."""
ANY = "any"
"""The room that stands for all of a server of which no room is named."""


class Room(Model):
    """One room that a library uses."""

    title: Annotated[str, Field(min_length=1, max_length=200)]
    """What reports call it."""
    name: Annotated[str, Field(min_length=1, max_length=300)] = Field(repr=False)
    """What stands behind the host in its link."""

    @model_validator(mode="before")
    @classmethod
    def _pair(cls, given: object) -> object:
        two = isinstance(given, list | tuple) and len(given) == len(("title", "name"))
        return dict(zip(("title", "name"), given, strict=True)) if two else given  # type: ignore[call-overload]  # two

    @model_validator(mode="after")
    def _apart(self) -> Self:
        if not self.title.isprintable() or not self.title.strip():
            raise ValueError("a room's title is one line of text")
        if re.search(r"[\s?#:]|^/|/$", self.name) or not self.name.isprintable():
            raise ValueError(
                "a room's name is what stands behind the host in its link, and no more: no address, no ? or #"
            )
        if any(form in self.title.casefold() for form in forms(self.name)):
            raise ValueError("a room's title must not have its name in it: who knows the name can join")
        return self

    @property
    def id(self) -> str:
        """Return what tells it apart: made of its title, as nothing may be known by its name."""
        plain = "-".join(re.findall(r"[a-z0-9]+", self.title.casefold()))
        return plain if plain and self.title.isascii() else digest(self.title)


class Options(Model):
    """What a connection to a Jitsi server may say."""

    vendor: ClassVar[str] = "Jitsi"
    clouds: ClassVar[Mapping[str, Mapping[str, str]]] = {}

    url: str
    """Where people join: `https://meet.library.org`; with the path of a tenant, where there is one."""
    folder: str = ""
    """The folder that holds the configuration, where hardener runs on the server; empty: it only looks, over HTTP."""
    file: str = ""
    """The file in that folder; empty: the name that Debian gives it, HOST-config.js."""
    prosody: str = ""
    """The file of the XMPP server, by its whole path or by its name in the folder; empty: it is looked at by hand."""
    rooms: tuple[Room, ...] = ()

    @classmethod
    def of(cls, given: Mapping[str, JsonValue]) -> Self:
        """Return the options. Raises `AdapterError` that names the key."""
        return adapter.options(cls, given, cls.vendor)

    @field_validator("url")
    @classmethod
    def _address(cls, url: str) -> str:
        parts = urlsplit(url)
        if (
            parts.scheme not in {"http", "https"}
            or not parts.hostname
            or parts.query
            or parts.fragment
            or parts.username
        ):
            raise ValueError("expected the address of the server, as https://meet.library.org")
        return url.rstrip("/")

    @field_validator("file")
    @classmethod
    def _name(cls, name: str) -> str:
        if "/" in name or name in {".", ".."}:
            raise ValueError("expected the name of a file in the folder")
        return name

    @model_validator(mode="after")
    def _whole(self) -> Self:
        if self.file and not self.folder:
            raise ValueError("file: the folder that it is in is not given")
        if self.prosody and not self.folder and not Path(self.prosody).is_absolute():
            raise ValueError("prosody: expected the whole path of the file, as no folder is given")
        names = [room.id for room in self.rooms]
        if len(set(names)) < len(names) or ANY in names:
            raise ValueError("rooms: each needs a title of its own that tells it from the others")
        return self

    @property
    def host(self) -> str:
        """Return the server's name."""
        return host_at(self.url)

    @property
    def config(self) -> str:
        """Return the name of the file that is read and written in the folder."""
        return self.file or f"{self.host}-config.js"

    @property
    def container(self) -> bool:
        """Tell whether that file comes into force only when the web container starts."""
        return self.config == CUSTOM


def forms(name: str) -> set[str]:
    """Return how a room's name may be written, in small letters."""
    plain = unquote(name).casefold()
    return {plain, quote(plain, safe="/").casefold(), name.casefold()}


def links(given: Mapping[str, JsonValue]) -> Iterator[str]:
    """Yield regular expressions of the server's links, and have the rooms' names hidden where they stand alone."""
    url, rooms = given.get("url"), given.get("rooms")
    if host := host_at(url):
        yield rf"{re.escape(host)}/\w"
    for room in rooms if isinstance(rooms, list | tuple) else ():
        name = room.get("name") if isinstance(room, Mapping) else None
        if isinstance(room, list | tuple) and len(room) == len(("title", "name")):
            name = room[1]
        for form in {name.strip(), *forms(name.strip())} if isinstance(name, str) else ():
            redact.hide(form)
