"""Zoom: meetings, series and webinars of a whole account or of one person."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar, Self

from pydantic import JsonValue

from hardener.adapter import Changes, Vault, Window
from hardener.attendance import Attended
from hardener.http import Session
from hardener.model import Target, Unreadable
from hardener.setting import Setting, without
from hardener.traces import Trace
from hardener.vendor import Door, Read
from hardener.vendor.kept import without_people
from hardener_zoom import events, live, writing
from hardener_zoom.attended import Counter
from hardener_zoom.calls import CALLS
from hardener_zoom.cis import NOT_FOR_GOVERNMENTS
from hardener_zoom.client import Api, Options
from hardener_zoom.kept import Keeper
from hardener_zoom.kept_words import COUNTS, LEAVES
from hardener_zoom.programs import OPTIONAL
from hardener_zoom.reading import Reader
from hardener_zoom.settings import SETTINGS, settings_of

__all__ = ["Zoom"]


@dataclass
class Zoom(Door):
    """One Zoom account."""

    writes_per_day: ClassVar[int | None] = 100
    optional: ClassVar[Mapping[str, str]] = OPTIONAL
    hear = staticmethod(events.hear)
    subscribe: ClassVar[Sequence[str]] = events.SUBSCRIBE
    tells: ClassVar[tuple[str, ...]] = ("",)
    untold: ClassVar[str] = events.UNTOLD
    options_type = Options
    api_type = Api
    calls = CALLS
    leaves: ClassVar[str] = LEAVES
    counts: ClassVar[str] = COUNTS

    api: Api
    reader: Reader
    settings: Sequence[Setting] = SETTINGS

    @classmethod
    def connect(cls, options: Mapping[str, JsonValue], session: Session, vault: Vault) -> Self:
        """Return an adapter for the account that `options` name. Raises `AdapterError` on bad options."""
        chosen = Options.of(options)
        api = Api(session, chosen, vault)
        session.hide = without_people
        reader = Reader(api, personal_rooms=chosen.personal_rooms, own=chosen.auth == "user")
        table = settings_of(chosen.library_card, chosen.regions)
        return cls(api, reader, table if chosen.cloud is None else without(table, NOT_FOR_GOVERNMENTS))

    def account(self) -> str:
        """Return the account's id, with the person's where only theirs is seen. Raises `HardenerError`."""
        return self.api.account()

    def read_all(self, window: Window) -> Iterator[Read]:
        """Yield every target in scope, those above before those below."""
        return self.reader.all(window)

    def addresses(self) -> dict[str, str]:
        """Return where each host that was read gets mail, by the id of its target."""
        return dict(self.reader.above.addresses)

    def read(self, target: Target) -> Target:
        """Read `target` again. Raises `AdapterError`."""
        return self.reader.refresh(target, target.ident, writing.date_of(target))

    def live(self, target: Target) -> Iterator[str]:
        """Yield the titles of what is on and depends on `target`. Raises `AdapterError` where Zoom does not tell."""
        return live.live(self.api, target, own=self.reader.own)

    def write(self, target: Target, changes: Changes) -> None:
        """Ask Zoom for `changes`; success is judged by reading again. Raises `AdapterError`."""
        writing.write(self.api, target, changes)

    def kept(self, since: datetime) -> Iterator[Trace | Unreadable]:
        """Yield what Zoom has left of families of each program that it still shows, or that was recorded `since`."""
        return Keeper(self.api, self.reader).all(since)

    def kept_of(self, target: str) -> Trace:
        """Return the same of one program, with the ids of its sign-ups. Raises `AdapterError`."""
        return Keeper(self.api, self.reader).one(target)

    def delete(self, trace: Trace, person: str) -> None:
        """Ask Zoom to delete one sign-up; a second reading shows whether it did. Raises `AdapterError`."""
        Keeper(self.api, self.reader).delete(trace.target.id, person)

    def attended(self, since: datetime, until: datetime) -> Iterator[Attended | Unreadable]:
        """Yield each time between two moments that a program was on, with how many came."""
        return Counter(self.api, self.reader).all(since, until)
