"""GoTo: meetings and webinars of one organizer, or of everybody in an account."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar, Self

from pydantic import JsonValue

from hardener.adapter import Access, AdapterError, Changes, Vault, Window
from hardener.attendance import Attended
from hardener.http import Session
from hardener.model import Target, Unreadable
from hardener.setting import Setting
from hardener.traces import Trace
from hardener.vendor import Door, Read
from hardener_goto import writing
from hardener_goto.client import Api, Options
from hardener_goto.documents import titled
from hardener_goto.kept import Keeper
from hardener_goto.kept_words import COUNTS, FUTURE_ONLY, LEAVES
from hardener_goto.reading import Reader
from hardener_goto.settings import SETTINGS, settings_of

__all__ = ["GoTo"]


@dataclass
class GoTo(Door):
    """One account's meetings and webinars, as far as the log-in sees them."""

    platform: ClassVar[str] = "GoTo"
    leaves: ClassVar[str] = LEAVES
    counts: ClassVar[str] = COUNTS
    writes_per_day: ClassVar[int | None] = None
    optional: ClassVar[Mapping[str, str]] = {"form": "sign-up forms"}
    options_type = Options
    api_type = Api

    api: Api
    reader: Reader
    settings: Sequence[Setting] = SETTINGS

    @classmethod
    def connect(cls, options: Mapping[str, JsonValue], session: Session, vault: Vault) -> Self:
        """Return an adapter for the account that `options` name. Raises `AdapterError` on bad options."""
        chosen = Options.of(options)
        api = Api(session, chosen, vault)
        return cls(api, Reader(api), settings_of(chosen.library_card))

    def account(self) -> str:
        """Return the account's key, with the organizer's where only theirs is seen. Raises `HardenerError`."""
        return self.reader.account()

    def access(self) -> Iterator[Access]:
        """Yield what the log-in may try: GoTo has no scope for each call. Raises `AdapterError` where it fails."""
        return self.api.access(self.api.calls, self.unsure)

    def read_all(self, window: Window) -> Iterator[Read]:
        """Yield every target in scope, those above before those below."""
        return self.reader.all(window)

    def read(self, target: Target) -> Target:
        """Read `target` again. Raises `AdapterError`."""
        return self.reader.refresh(target)

    def live(self, target: Target) -> Iterator[str]:
        """Yield the title of a program that is on. Raises `AdapterError` where GoTo does not tell."""
        if target.kind == "host":
            yield from self.reader.live(self.reader.host(target.ident))
            return
        _, ident, key = target.id.split("/", 2)
        if target.kind == "meeting":
            item = self.reader.one_meeting(ident)
            on = {"ACTIVE": True, "INACTIVE": False}.get(str(item.get("status")))
        else:
            item = self.reader.one_webinar(ident, self.reader.host(key))
            on = item.get("inSession") if isinstance(item.get("inSession"), bool) else None
        if on is None:
            raise AdapterError("GoTo does not say whether it is on")
        if on:
            yield titled(item)

    def write(self, target: Target, changes: Changes) -> None:
        """Ask GoTo for `changes`; success is judged by reading again. Raises `AdapterError`."""
        writing.write(self.api, target, changes)

    def kept(self, since: datetime) -> Iterator[Trace | Unreadable]:
        """Yield what GoTo has left of families of each webinar with a session between `since` and now."""
        return Keeper(self.reader).all(since)

    def kept_of(self, target: str) -> Trace:
        """Raise `AdapterError`: of a program that is over GoTo deletes nobody."""
        return Keeper(self.reader).one(target)

    def delete(self, trace: Trace, person: str) -> None:  # noqa: ARG002 - the shape of Keeping.delete
        """Raise `AdapterError`: of a program that is over GoTo deletes nobody."""
        raise AdapterError(FUTURE_ONLY)

    def attended(self, since: datetime, until: datetime) -> Iterator[Attended | Unreadable]:
        """Yield each time between two moments that a webinar was on, with how many came."""
        return Keeper(self.reader).attended(since, until)
