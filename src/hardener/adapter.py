"""The door to one vendor."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.metadata import EntryPoints, entry_points
from typing import ClassVar, Literal, Protocol, Self, TypeVar

from pydantic import BaseModel, JsonValue, ValidationError

from hardener.errors import AdapterError
from hardener.http import Session
from hardener.model import Document, Elsewhere, Target, Unreadable
from hardener.nearest import meant
from hardener.oauth import Consent
from hardener.path import deep_diff
from hardener.questions import OPTION
from hardener.setting import Setting
from hardener.window import Window

M = TypeVar("M", bound=BaseModel)

__all__ = [
    "Access",
    "Adapter",
    "AdapterError",
    "Changes",
    "Consent",
    "Credential",
    "Source",
    "Vault",
    "Window",
    "installed",
    "load",
    "options",
]


@dataclass(frozen=True, slots=True, kw_only=True)
class Credential:
    """One thing that `hardener connect` asks for and keeps in the keyring."""

    name: str
    prompt: str
    hidden: bool = True
    """Not shown while it is typed."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Access:
    """One thing that the connection may or may not do, as `doctor` reports it."""

    what: str
    """In plain words: "read account locks"."""
    kind: Literal["read", "write"]
    allowed: bool | None
    """None where the vendor does not tell before the first try."""
    scope: str = ""
    """The permission it needs, in the vendor's own spelling."""
    paths: tuple[str, ...] = ()
    """Beginnings of the setting paths that cannot be judged (read) or fixed (write) without it."""
    note: str = ""


@dataclass(frozen=True, slots=True)
class Changes:
    """What of a target's document is to be otherwise, and how the whole is to be then."""

    document: Document
    """The document as it shall be."""
    parts: Mapping[str, Mapping[str, JsonValue]]
    """By part of the document only what differs from what was read, as the smallest nested object."""

    @classmethod
    def between(cls, before: Document, after: Document) -> Self:
        """Return what makes `before` like `after`. Raises `AdapterError` where a part is no object."""
        parts: dict[str, Mapping[str, JsonValue]] = {}
        for part, found in deep_diff(before, after).items():
            if not isinstance(found, dict):
                raise AdapterError(f"{part} could not be read, so it is not written")
            parts[part] = found
        return cls(after, parts)

    def of(self, *places: str, vendor: str, kind: str) -> Mapping[str, Mapping[str, JsonValue]]:
        """Return the changes by part. Raises `AdapterError` where one is in none of `places`, which can be written."""
        if strange := set(self.parts) - set(places):
            raise AdapterError(f"{vendor} has no call that changes {', '.join(sorted(strange))} of a {kind}")
        return self.parts

    def body(self, part: str, keys: Collection[str]) -> dict[str, JsonValue]:
        """Return what differs in a part. Raises `AdapterError` where that is more than `keys`, which are settings."""
        found = dict(self.parts.get(part, {}))
        if strange := set(found) - set(keys):
            raise AdapterError(f"refusing to send {', '.join(sorted(strange))}: only settings are ever changed")
        return found


class Vault(Protocol):
    """Where a connection's secrets are kept; the adapter never learns how."""

    def get(self, name: str) -> str:
        """Return a secret. Raises `HardenerError` that says how to store it."""
        ...

    def keep(self, name: str, value: str) -> None:
        """Store a secret that the vendor has replaced, such as a rotated refresh token."""
        ...


class Source(Protocol):
    """What judging needs of a connection: a vendor's adapter, or a snapshot of what one read."""

    @property
    def settings(self) -> Sequence[Setting]:
        """Return how the vendor spells each control it has."""
        ...

    def read_all(self, window: Window) -> Iterator[Target | Unreadable | Elsewhere]:
        """Yield every target in scope, those above before those below. Must not change anything."""
        ...


class Adapter(Protocol):
    """A vendor: a table of settings, ways to read and one to write.

    An adapter knows nothing of profiles, findings or reports. It returns what
    the vendor said, and fails loudly rather than guess.
    """

    settings: Sequence[Setting]
    """How this vendor spells each control it has; a connection's own may know more, from its options."""

    writes_per_day: ClassVar[int | None]
    """Writes the vendor takes per host and day (UTC) for programs; None: no such limit."""

    # A vendor whose name is not its key with a capital has platform: ClassVar[str], as people call it.
    # One whose platform families join with an account of another name has accounts: ClassVar[str], as "Google".
    # A vendor whose programs are always there has starts: ClassVar[bool] = False, by which its tests know that.
    # A vendor that has no API has api: ClassVar[bool] = False: nobody logs in, no row can be written, and each control
    # is for a person to look at or fixed.
    # A vendor whose join links have forms that hardener.links does not know has, besides, a class method
    # links(options) -> Sequence[str]: regular expressions of a host and the beginning of a path, as there. They may
    # depend on a connection's options (whoever hosts a platform has a host name of their own), which are given as
    # they stand in the file and may be wrong. What they find is hidden wherever something is shown or kept.
    # A vendor without series has series: ClassVar[bool] = False, by which its tests know that.
    # A vendor some parts of whose programs take calls of their own, which are left out where nobody asks about these
    # parts (`Window.asks`), has optional: ClassVar[Mapping[str, str]]: what people call each, by its name.
    # A vendor that counts units a day has, besides, units(kind, parts) -> int: what a step on a target of this kind
    # takes that changes these parts of its document, with all that is read before and after it.
    # One that looks at a part only of what there is, as its options say, has asides() -> Iterable[str] for reports:
    # what of the last reading was outside of that. Nothing that was asked for and not read is among them.
    # One that says where hosts get mail has addresses() -> Mapping[str, str], by the id of the host's target.
    # One that keeps something of families has the verbs of hardener.traces.Keeping besides, else leaves: ClassVar[str],
    # a sentence on why there is nothing to count; one that tells how many came, those of hardener.attendance.Counting.
    # A vendor with webhooks has hear (see vendor/events.py), untold: ClassVar[str], a sentence on what it never tells,
    # tells: ClassVar[tuple[str, ...]], the beginnings of the settings' paths whose changes it does tell ("": of all),
    # ends: ClassVar[tuple[str, ...]], the kinds of programs that it tells to be gone (none where it is left out),
    # and either subscribe: ClassVar[Sequence[str]], what a person ticks there, or, where subscriptions are made by its
    # API, subscriber() -> Subscriber and a class method permits(options) -> Permits (see vendor/subscriptions.py).
    # A vendor whose rooms have a button for the first bad minute has a class method incident() -> Incident besides.

    @classmethod
    def credentials(cls, options: Mapping[str, JsonValue]) -> Sequence[Credential]:
        """Return the secrets that a connection with these `options` needs."""
        ...

    @classmethod
    def consent(cls, options: Mapping[str, JsonValue], vault: Vault) -> Consent | None:
        """Return where a person has to agree before the connection can be used; None: nobody has to."""
        ...

    @classmethod
    def exchange(
        cls, options: Mapping[str, JsonValue], session: Session, vault: Vault, form: Mapping[str, str]
    ) -> None:
        """Send the person's answer to the token endpoint and keep what comes of it. Raises `AdapterError`."""
        ...

    @classmethod
    def connect(cls, options: Mapping[str, JsonValue], session: Session, vault: Vault) -> Self:
        """Return an adapter for the account that `options` name. Raises `AdapterError` on bad options."""
        ...

    def account(self) -> str:
        """Return the vendor's own id of the account that is logged in to. Raises `HardenerError`.

        It is what everything kept belongs to, so it is never a name from the configuration; where a log-in
        shows one person's programs only, that person is part of it. Two accounts never have the same.
        """
        ...

    def access(self) -> Iterator[Access]:
        """Yield what the connection may read and write. Must not change anything."""
        ...

    def read_all(self, window: Window) -> Iterator[Target | Unreadable | Elsewhere]:
        """Yield every target in scope, those above before those below. Must not change anything."""
        ...

    def read(self, target: Target) -> Target:
        """Read `target` again. Raises `AdapterError`."""
        ...

    def live(self, target: Target) -> Iterator[str]:
        """Yield the titles of programs that are on now, by the vendor's own word, and that a write to `target` touches.

        `target` is one that was just read: a program, or a host, group or account, with all that
        runs below it whether or not it is in view. Nothing where the vendor does not show it.
        Raises `AdapterError` where it cannot be told.
        """
        ...

    def write(self, target: Target, changes: Changes) -> Mapping[str, str] | None:
        """Ask the vendor for `changes` of a target that was just read; success is judged by reading again.

        Sends nothing else. Returns, where the vendor says that something is in force only after a restart, which
        service waits for it, by path in the document; else None. Raises `AdapterError`.
        """
        ...


def options(model: type[M], given: Mapping[str, JsonValue], platform: str) -> M:
    """Return a connection's keys as a vendor's `model` of them. Raises `AdapterError` that names the key.

    What holds for the whole library comes to every vendor; one without sign-up forms has no use for its card.
    """
    used = {key: value for key, value in given.items() if key != OPTION or key in model.model_fields}
    try:
        return model.model_validate(used)
    except ValidationError as error:
        first = error.errors(include_url=False, include_input=False)[0]
        said = "unknown key" if first["type"] == "extra_forbidden" else first["msg"].removeprefix("Value error, ")
        where = ".".join(map(str, first["loc"]))
        raise AdapterError(f"{where + ': ' if where else ''}{said} (a key of a {platform} connection)") from None


@cache
def _registered() -> EntryPoints:
    """Return the adapters of all that is installed: to look through it takes long, and is done once a process."""
    return entry_points(group="hardener.adapters")


def installed() -> list[str]:
    """Return the vendors for which an adapter is installed, sorted."""
    return sorted(_registered().names)


def load(vendor: str) -> type[Adapter]:
    """Return the adapter that an installed package registers for `vendor`. Raises `AdapterError`."""
    found = _registered()
    if vendor not in found.names:
        there = installed()
        raise AdapterError(f"no adapter for {vendor!r}; installed: {', '.join(there)}{meant(vendor, there)}")
    adapter: type[Adapter] = found[vendor].load()
    return adapter
