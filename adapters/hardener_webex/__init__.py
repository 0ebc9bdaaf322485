"""Webex: meetings, series and webinars of a whole organization, of some hosts, or of one person."""

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
from hardener.vendor.kept import without_people
from hardener_webex import calls, events, live, writing
from hardener_webex.above import Above
from hardener_webex.attended import Counter
from hardener_webex.client import Api, Options
from hardener_webex.kept import Keeper
from hardener_webex.kept_words import COUNTS
from hardener_webex.programs import Programs
from hardener_webex.reading import Reader
from hardener_webex.settings import SETTINGS, settings_of

__all__ = ["Webex"]


@dataclass
class Webex(Door):
    """One Webex organization, or one host of it."""

    writes_per_day: ClassVar[int | None] = None
    counts: ClassVar[str] = COUNTS
    hear = staticmethod(events.hear)
    subscribe: ClassVar[Sequence[str]] = events.SUBSCRIBE
    untold: ClassVar[str] = events.UNTOLD
    optional: ClassVar[Mapping[str, str]] = {"form": "sign-up forms"}
    options_type = Options
    api_type = Api
    unsure = calls.UNDOCUMENTED

    api: Api
    reader: Reader
    keeper: Keeper
    settings: Sequence[Setting] = SETTINGS

    @classmethod
    def connect(cls, options: Mapping[str, JsonValue], session: Session, vault: Vault) -> Self:
        """Return an adapter for the account that `options` name. Raises `AdapterError` on bad options."""
        chosen = Options.of(options)
        api = Api(session, chosen, vault)
        session.hide = without_people
        programs = Programs(api, frozenset(chosen.suite_sites))
        above = Above(api, chosen.hosts)
        reader = Reader(api, above, programs, chosen.sites, chosen.personal_rooms)
        keeper = Keeper(api, above, programs, chosen.sites)
        return cls(api, reader, keeper, settings_of(chosen.library_card))

    def account(self) -> str:
        """Return the organization's id, with the person's where only theirs is seen. Raises `HardenerError`."""
        return self.reader.above.account()

    def access(self) -> Iterator[Access]:
        """Yield what the token's scopes allow. Raises `AdapterError` where the log-in itself fails."""
        return self.api.access(self.api.options.calls, self.unsure)

    def read_all(self, window: Window) -> Iterator[Read]:
        """Yield every target in scope, those above before those below."""
        return self.reader.all(window)

    def addresses(self) -> dict[str, str]:
        """Return where each host that was read gets mail, by the id of its target."""
        return self.reader.above.addresses()

    def read(self, target: Target) -> Target:
        """Read `target` again. Raises `AdapterError`."""
        return self.reader.refresh(target)

    def live(self, target: Target) -> Iterator[str]:
        """Yield the titles of what is on and depends on `target`. Raises `AdapterError` where Webex does not tell."""
        return live.live(self.api, self.reader.above, target)

    def write(self, target: Target, changes: Changes) -> None:
        """Ask Webex for `changes`; success is judged by reading again. Raises `AdapterError`."""
        key = target.id.rsplit("/", 1)[-1]
        host = self.reader.above.host(key) if target.kind != "account" else None
        dropped, kept_back = writing.write(self.api, host, target, changes)
        self.reader.programs.dropped[target.id] = dropped
        if kept_back:
            raise AdapterError(kept_back)

    def kept(self, since: datetime) -> Iterator[Trace | Unreadable]:
        """Yield what Webex has left of families of each program with a date between `since` and now."""
        return self.keeper.all(since)

    def kept_of(self, target: str) -> Trace:
        """Return the same of one program, with the ids of its sign-ups. Raises `AdapterError`."""
        return self.keeper.one(target)

    def delete(self, trace: Trace, person: str) -> None:
        """Ask Webex to delete one sign-up; a second reading shows whether it did. Raises `AdapterError`."""
        self.keeper.delete(trace.target.id, person)

    def attended(self, since: datetime, until: datetime) -> Iterator[Attended | Unreadable]:
        """Yield each time between two moments that a program was on, with how many took part."""
        return Counter(self.api, self.reader.above, self.keeper.only).all(since, until)
