"""What a Jitsi server says and what its files say, as documents."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path, PurePath
from typing import Any, NamedTuple

from hardener.adapter import Window
from hardener.errors import AdapterError, MalformedError, RefusedError
from hardener.http import TEXT, Session
from hardener.model import Program, Target, Unreadable
from hardener.path import with_path
from hardener.server_files import MissingError, ServerFolder, TextFile
from hardener.vendor import Read, marked
from hardener_jitsi.block import NOTHING, changed, value_of, without
from hardener_jitsi.keys import effective
from hardener_jitsi.options import ANY, CUSTOM, Options
from hardener_jitsi.prosody import enforced
from hardener_jitsi.script import UNDEFINED, Unknown, Value, own

CONFIG, INTERFACE = "/config.js", "/interface_config.js"
SERVER = "account/server"
NO_FOLDER = marked("only the server itself has the file: have hardener on the server, and give the folder of the file")
NO_CUSTOM = marked("custom-config.js is not there: make an empty one, so that it can be written")


class Written(NamedTuple):
    """The file that can be written, and what the server puts before it."""

    file: TextFile
    before: str

    @property
    def text(self) -> str:
        """Return the whole that comes into force."""
        return self.before + self.file.text


class Served(NamedTuple):
    """What the server answers."""

    text: str
    config: Value
    interface: Value


class Reader:
    """Reads one server; each call looks afresh."""

    def __init__(self, session: Session, options: Options) -> None:
        """Read through `session`."""
        self._session = session
        self._options = options

    def all(self, window: Window) -> Iterator[Read]:
        """Yield the server, then its rooms, whatever the window: they have no start."""
        try:
            server: Target | Unreadable = self.server()
        except AdapterError as error:
            server = Unreadable(id=SERVER, kind="account", title=self._title, reason=str(error))
        yield server
        for ident, title in self._rooms():
            if not window.wants(ident, title):
                continue
            if isinstance(server, Target):
                yield self.room(ident, title)
            else:
                yield Unreadable(
                    id=f"meeting/{ident}", kind="meeting", title=title, reason=server.reason, above=((SERVER,),),
                    program=self._program(ident),
                )  # fmt: skip

    def refresh(self, target: Target) -> Target:
        """Return a target as it is now. Raises `AdapterError` where there is none."""
        if target.id == SERVER:
            return self.server()
        for ident, title in self._rooms():
            if target.id == f"meeting/{ident}":
                return self.room(ident, title)
        raise AdapterError("the connection names no such room")

    def served(self) -> Served:
        """Return what the server answers. Raises `AdapterError` where that is no Jitsi server's."""
        text = self._session.read(CONFIG, TEXT)
        config = value_of(text)
        if config is NOTHING:
            raise MalformedError(f"{CONFIG}: it sets no config; there is no Jitsi server")
        return Served(text, config, self._interface())

    def domain(self) -> str:
        """Return the server's own name of itself. Raises `AdapterError` where it does not tell."""
        return _domain(self.served().config)

    def server(self) -> Target:
        """Return the server. Raises `AdapterError` where it does not answer as one."""
        served = self.served()
        document, unread = _part("config" if not self._options.folder else "served", served.config, served.interface)
        unavailable = dict.fromkeys(flat(document.get("config", {})), NO_FOLDER)
        if self._options.folder:
            written, more, unavailable = self._written_part(served)
            # Where nobody knows what is in force now, what is written tells too little.
            now = {f"config.{path.partition('.')[2]}": why for path, why in unread.items()}
            at_once = {"read": {"at_once": not self._options.container}}
            document, unread = {**document, **written, **at_once}, {**now, **unread, **more}
        if self._options.prosody:
            found, open_ = self._prosody(served.config)
            document, unread = {**document, **found}, {**unread, **open_}
        return Target(
            id=SERVER, kind="account", title=self._title, document=document, unread=unread, unavailable=unavailable
        )

    def room(self, ident: str, title: str) -> Target:
        """Return a room, of which everything that is known is the server's."""
        told: dict[str, Any] = {"prosody": "read" if self._options.prosody else "not read"}
        return Target(
            id=f"meeting/{ident}", kind="meeting", title=title, document={"room": told}, above=((SERVER,),),
            program=self._program(ident),
        )  # fmt: skip

    def written(self, served: Served) -> Written:
        """Return the file that can be written. Raises `AdapterError`."""
        file = self._folder().read(self._options.config)
        return Written(file, _before(served.text, file.text) if self._options.container else "")

    def write(self, wanted: Mapping[str, Any]) -> None:
        """Have the file come to what is `wanted`. Raises `AdapterError`; then nothing was written."""
        served = self.served()
        file, before = self.written(served)
        self._folder().write(file, changed(file.text, wanted, before, served.interface))

    @property
    def _title(self) -> str:
        return f"Jitsi at {self._options.host}"

    def _rooms(self) -> Iterator[tuple[str, str]]:
        yield from ((room.id, room.title) for room in self._options.rooms)
        if not self._options.rooms:
            yield ANY, f"Any room at {self._options.host}"

    def _program(self, ident: str) -> Program:
        return Program(id=ident, kind="meeting", host=SERVER, host_name=self._options.host)

    def _folder(self) -> ServerFolder:
        return self._session.folder(Path(self._options.folder))

    def _interface(self) -> Value:
        try:
            return value_of(self._session.read(INTERFACE, TEXT), "interfaceConfig")
        except RefusedError as error:
            return UNDEFINED if error.status == 404 else Unknown(str(error))
        except AdapterError as error:
            return Unknown(str(error))

    def _written_part(self, served: Served) -> tuple[dict[str, Any], dict[str, str], dict[str, str]]:
        """Return the document of what is written, by path why it is not certain, and by path why it cannot be."""
        try:
            written = self.written(served)
        except MissingError as error:
            if not self._options.container:
                return {}, {"config": str(error)}, {}
            document, unread = _part("config", served.config, served.interface)
            return document, unread, dict.fromkeys(flat(document["config"]), NO_CUSTOM)
        except AdapterError as error:
            return {}, {"config": str(error)}, {}
        document, unread = _part("config", value_of(written.text), served.interface)
        barred = _barred(written, served.interface)
        return document, unread, dict.fromkeys(flat(document["config"]), barred) if barred else {}

    def _prosody(self, config: Value) -> tuple[dict[str, Any], dict[str, str]]:
        path = PurePath(self._options.prosody)
        root, name = (Path(path.parent), path.name) if path.is_absolute() else (Path(self._options.folder), str(path))
        try:
            found, unsure = enforced(self._session.folder(root).read(name).text, _domain(config))
        except AdapterError as error:
            return {}, {"prosody": str(error)}
        if "" in unsure:
            return {}, {"prosody": f"{name}: {unsure['']}"}
        return {"prosody": found}, {f"prosody.{part}": f"{name}: {why}" for part, why in unsure.items()}


def _domain(config: Value) -> str:
    found = own(config, "hosts.domain")
    if isinstance(found, Unknown):
        raise MalformedError(f"{CONFIG}: its hosts.domain cannot be told: {found.why}")
    if not isinstance(found, str) or not found.strip():
        raise MalformedError(f"{CONFIG}: it does not say its hosts.domain as a constant")
    return found


def _part(name: str, config: Value, interface: Value) -> tuple[dict[str, Any], dict[str, str]]:
    """Return a part of the document, and by path in it why a value is not certain."""
    found, unsure = effective(config, interface)
    document: dict[str, Any] = {name: {}}
    for path, value in found.items():
        document = with_path(document, f"{name}.{path}", value)
    return document, {f"{name}.{path}": f"{CONFIG}: {why}" for path, why in unsure.items()}


def flat(node: Mapping[str, Any], above: str = "") -> dict[str, Any]:
    """Return the values of a part of the document by their paths in it."""
    found: dict[str, Any] = {}
    for key, value in node.items():
        path = f"{above}.{key}" if above else key
        found |= flat(value, path) if isinstance(value, Mapping) else {path: value}
    return found


def _before(served: str, custom: str) -> str:
    """Return what the container puts before the file that it appends. Raises `AdapterError` where nobody can tell."""
    mine, theirs = without(custom).strip(), without(served).rstrip()
    if not theirs.endswith(mine):
        raise AdapterError(
            f"{CUSTOM} was changed since the web container started, so nobody can tell what it comes to: restart it"
        )
    return theirs[: len(theirs) - len(mine)] + "\n"


def _barred(written: Written, interface: Value) -> str:
    """Return why nothing can be written; empty where it can: it is tried with one key, and not written."""
    try:
        changed(written.file.text, {"disableChat": True}, written.before, interface)
    except AdapterError as error:
        return str(error).removesuffix("; nothing was written")
    return ""
