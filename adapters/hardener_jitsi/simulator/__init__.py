"""A model of a Jitsi server: what its web server gives to everybody, made of the files that an operator has.

It follows the handbook and the container's start script: a file on Debian is in force as soon as it is written, one of
a container when the web container starts. `shapes` has files as they are met.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from datetime import datetime
from pathlib import Path
from typing import Any, ClassVar, Literal, Self

from pydantic import BaseModel, ConfigDict, JsonValue, ValidationError
from werkzeug.exceptions import NotFound
from werkzeug.wrappers import Request, Response

from hardener.sandbox import Fault, SeedError, Simulator
from hardener_jitsi.simulator.shapes import DOMAIN, INTERFACE, PROSODY, library

__all__ = ["JitsiSimulator", "Seed"]
ECHO = re.compile(r"<!--#\s*echo\s+var=\"[\w-]*\"\s*(?:default=\"(?P<default>[^\"]*)\"\s*)?-->")
"""What nginx fills in while it serves a file; nothing here sets such a variable."""
CUSTOM = "custom-config.js"
PAGE = "<!DOCTYPE html><html><head><title>Jitsi Meet</title></head><body></body></html>"


class Seed(BaseModel):
    """A server as it begins."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    kind: Literal["debian", "container"] = "debian"
    domain: str = DOMAIN
    config: str
    """On Debian the whole file; of a container what its image makes of its settings."""
    custom: str | None = None
    """Of a container: the operator's own file; None: there is none."""
    interface: str | None = INTERFACE
    prosody: str | None = PROSODY
    rooms: tuple[tuple[str, str], ...] = ()
    """Title and name of each."""
    page_for_all: bool = False
    """Every path that is nothing is answered with a page, as some hosts do."""
    content_type: str = "application/javascript"
    faults: tuple[Fault, ...] = ()


class JitsiSimulator(Simulator):
    """One server."""

    vendor: ClassVar[str] = "jitsi"
    folder_option: ClassVar[str] = "folder"

    def __init__(self, seed: Seed, *, clock: Callable[[], float]) -> None:
        super().__init__(clock=clock, faults=seed.faults)
        self.seed = seed
        self.folder: Path | None = None
        self._running = ""
        self.restart()

    @classmethod
    def from_seed(cls, seed: Mapping[str, JsonValue], *, clock: Callable[[], float]) -> Self:
        """Return a server that begins as `seed` says. Raises `SeedError`."""
        return cls(_read(seed), clock=clock)

    @classmethod
    def sample(cls, now: datetime) -> dict[str, Any]:
        """Return a library's server, with the rooms that it uses; they have no dates, whatever `now` is."""
        del now
        return library()

    @classmethod
    def connection(cls, seed: Mapping[str, JsonValue], url: str) -> tuple[dict[str, Any], Mapping[str, str]]:
        """Return the options with which hardener connects; there are no secrets."""
        found = _read(seed)
        options: dict[str, Any] = {"url": url, "file": file_of(found), "rooms": [list(room) for room in found.rooms]}
        if found.prosody is not None:
            options["prosody"] = f"{found.domain}.cfg.lua"
        return options, {}

    def lay_out(self, folder: Path) -> None:
        """Write the operator's files into `folder`, and serve them from there."""
        self.folder = folder
        first = self.seed.custom if self.seed.kind == "container" else self.seed.config
        for name, text in ((file_of(self.seed), first), (f"{self.seed.domain}.cfg.lua", self.seed.prosody)):
            if text is not None:
                (folder / name).write_bytes(text.encode())
        self.restart()

    def restart(self) -> None:
        """Start the web container again: it puts its files together anew."""
        custom = self._file(CUSTOM, self.seed.custom) if self.seed.kind == "container" else ""
        self._running = self.seed.config + custom

    def answer(self, request: Request) -> Response:
        """Answer one request. Raises werkzeug's `HTTPException`."""
        name = request.path.rpartition("/")[2]
        found = self._served(name) if request.method == "GET" else None
        if found is None and self.seed.page_for_all:
            return Response(PAGE, content_type="text/html")
        if found is None:
            raise NotFound
        filled = ECHO.sub(lambda echo: echo["default"] or "", found)
        return Response(filled.encode(), content_type=self.seed.content_type)

    def _served(self, name: str) -> str | None:
        if name == "config.js":
            static = self.seed.kind == "debian"
            return self._file(file_of(self.seed), self.seed.config) if static else self._running
        return self.seed.interface if name == "interface_config.js" else None

    def _file(self, name: str, otherwise: str | None) -> str:
        if self.folder is None:
            return otherwise or ""
        path = self.folder / name
        return path.read_bytes().decode() if path.is_file() else ""


def file_of(seed: Seed) -> str:
    """Return the name of the file that the operator writes."""
    return CUSTOM if seed.kind == "container" else f"{seed.domain}-config.js"


def _read(seed: Mapping[str, JsonValue]) -> Seed:
    try:
        return Seed.model_validate(dict(seed))
    except ValidationError as error:
        raise SeedError(str(error)) from None
