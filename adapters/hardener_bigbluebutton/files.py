"""The files of a server as documents: only what is judged leaves them, as they hold secrets as well."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from hardener.adapter import AdapterError
from hardener.http import Session
from hardener.model import Target, Unreadable
from hardener.server_files import MissingError, ServerFolder, TextFile
from hardener.vendor import marked
from hardener_bigbluebutton import balancers, properties
from hardener_bigbluebutton.balancers import Balancer, BalancerError
from hardener_bigbluebutton.merging import PROPERTIES, resolved
from hardener_bigbluebutton.options import Options

OWN, SHIPPED, STARTED = "bbb-web.properties", "bigbluebutton.properties", "bbb-web.started"
LATIN = "latin-1"
SERVER, BALANCER = "server/bbb-web", "balancer/calls"
URL = "bigbluebutton.web.serverURL"
FEATURES = "disabledFeatures"
NOT_GIVEN = marked("no folder of the server's files is named (folder = …)")
WHEN = f"nothing shows whether bbb-web was started since {OWN} was changed (README of the adapter: {STARTED})"
LATER = f"{OWN} was changed after bbb-web was started: it is in force after a restart"


class Files:
    """The folders of one connection."""

    def __init__(self, session: Session, options: Options) -> None:
        """Open nothing yet."""
        self.options = options
        self.folder: ServerFolder | None = session.folder(Path(options.folder)) if options.folder else None
        self._shipped = session.folder(Path(options.shipped)) if options.shipped else self.folder

    def server(self) -> Target:
        """Return what bbb-web is started with; what could not be read is said."""
        parts: dict[str, Any] = {}
        unread: dict[str, str] = {}
        unavailable: dict[str, str] = {}
        try:
            own, shipped = self.own(), self._defaults()
            known = {**properties.values(shipped.text), **(_values(own) if own else {})}
            parts = {
                "file": _kept(_values(own) if own else {}), "shipped": _kept(properties.values(shipped.text)),
                "resolved": _resolved(known),
                **self._started(own, shipped),
            }  # fmt: skip
            unavailable = _barred(own, known)
        except (AdapterError, ValueError) as error:
            unread = dict.fromkeys(("file", "shipped", "resolved", "read", "running"), str(error))
        return Target(
            id=SERVER,
            kind="server",
            title=marked("the server (bbb-web.properties)"),
            document=parts,
            unread=unread,
            unavailable=unavailable,
        )

    def own(self) -> TextFile | None:
        """Return the administrator's file; None where there is none. Raises `AdapterError`."""
        if self.folder is None:
            raise AdapterError(NOT_GIVEN)
        try:
            return self.folder.read(OWN, LATIN)
        except MissingError:
            return None

    def write(self, wanted: Mapping[str, Any]) -> None:
        """Give keys of the administrator's file values as they are to be written; None takes a key out.

        Raises `AdapterError`.
        """
        before = self.own()
        if before is None or self.folder is None:
            raise AdapterError(f"there is no {OWN}; nothing was written")
        text = before.text
        try:
            for key, raw in wanted.items():
                text = properties.with_value(text, key, raw)
        except ValueError as error:
            raise AdapterError(f"{OWN}: {error}; nothing was written") from None
        self.folder.write(before, text)

    def name(self) -> str:
        """Return the server's own name. Raises `AdapterError` where its files do not have it."""
        try:
            own, shipped = self.own(), self._defaults()
            known = {**properties.values(shipped.text), **(_values(own) if own else {})}
            host = urlsplit(resolved(known.get(URL, ""), known) or "").hostname
        except ValueError:
            host = None
        if not host:
            raise AdapterError(f"{URL} is in neither file, so it is not known whose server this is")
        return host

    def balancer(self) -> Balancer | Unreadable:
        """Return what a load balancer does to calls, which is nothing where there is none; or why that is not known."""
        if self.options.no_balancer:
            return Balancer()
        if self.folder is None or not (self.options.scalelite or self.options.bbblb):
            return _unread(
                marked("nobody has said whether calls go through a load balancer (balancer = false: there is none)")
            )
        try:
            if self.options.scalelite:
                return balancers.scalelite(self.folder.read(self.options.scalelite).text)
            return balancers.bbblb(self.folder.read(self.options.bbblb).text, self.options.tenant)
        except (AdapterError, BalancerError) as error:
            return _unread(str(error))

    def _defaults(self) -> TextFile:
        if self._shipped is None:
            raise AdapterError(NOT_GIVEN)
        return self._shipped.read(SHIPPED, LATIN)

    def _started(self, own: TextFile | None, shipped: TextFile) -> dict[str, Any]:
        """Return what bbb-web was started with, or why what stands in the file may not be in force yet."""
        try:
            mark = self.folder.read(STARTED, LATIN) if self.folder is not None else None
            then = {**properties.values(shipped.text), **properties.values(mark.text)} if mark is not None else {}
        except (AdapterError, ValueError):
            mark = None
        if mark is None:
            return {"read": {"before": WHEN if own is not None else ""}}
        if mark.text.strip():
            return {"read": {"before": ""}, "running": {**_kept(then), **_resolved(then)}}
        return {"read": {"before": LATER if own is not None and own.modified > mark.modified else ""}}


def _barred(own: TextFile | None, known: Mapping[str, str]) -> dict[str, str]:
    """Return by property why it is not written."""
    if own is None:
        said = marked("there is no bbb-web.properties: make it first, empty (README of the adapter)")
        return dict.fromkeys(PROPERTIES, said)
    if "${" in known.get(FEATURES, ""):
        return {FEATURES: marked("its list leads to another key, and a word would be added there")}
    return {}


def _unread(reason: str) -> Unreadable:
    return Unreadable(id=BALANCER, kind="balancer", title=marked("the load balancer"), reason=reason)


def balancing(found: Balancer) -> Target:
    """Return a load balancer as a target; of what cannot be told the reason."""
    return Target(
        id=BALANCER, kind="balancer", title=marked("the load balancer"),
        document={"create": dict(found.create), "join": dict(found.join)},
        unread={name if name.startswith("join.") else f"create.{name}": why for name, why in found.unclear.items()},
    )  # fmt: skip


def _values(file: TextFile) -> dict[str, str]:
    try:
        return properties.values(file.text)
    except ValueError as error:
        raise AdapterError(f"{file.name}: {error}") from None


def _resolved(known: Mapping[str, str]) -> dict[str, str]:
    """Return what is judged and leads to other keys, where these are there."""
    found = {name: resolved(known[name], known) for name in PROPERTIES if "${" in known.get(name, "")}
    return {name: text for name, text in found.items() if text is not None}


def _kept(found: Mapping[str, str]) -> dict[str, str]:
    return {name: raw for name, raw in found.items() if name in PROPERTIES}
