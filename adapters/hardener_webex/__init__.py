"""Webex: meetings, series and webinars of a whole organization, of some hosts, or of one person."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import ClassVar, Self

from pydantic import JsonValue

from hardener.adapter import Access, AdapterError, Changes, Vault
from hardener.http import Session
from hardener.model import Target
from hardener.setting import Setting
from hardener.vendor import Door, Families
from hardener.vendor.forms import owned
from hardener.vendor.kept import without_people
from hardener_webex import calls, events, live, webhooks, writing
from hardener_webex.above import Above
from hardener_webex.client import Api, Options
from hardener_webex.kept import Keeper
from hardener_webex.kept_words import COUNTS
from hardener_webex.programs import Programs
from hardener_webex.reading import Reader
from hardener_webex.settings import SETTINGS

__all__ = ["Webex"]


@dataclass
class Webex(Families, Door):
    """One Webex organization, or one host of it."""

    counts: ClassVar[str] = COUNTS
    hear = staticmethod(events.hear)
    permits = staticmethod(webhooks.permits)
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
        return cls(api, reader, Keeper(reader), owned(SETTINGS, cards=chosen.library_card))

    def account(self) -> str:
        """Return the organization's id, with the person's where only theirs is seen. Raises `HardenerError`."""
        return self.reader.above.account()

    def access(self) -> Iterator[Access]:
        """Yield what the token's scopes allow. Raises `AdapterError` where the log-in itself fails."""
        return self.api.access(self.api.options.calls, self.unsure)

    def addresses(self) -> dict[str, str]:
        """Return where each host that was read gets mail, by the id of its target."""
        return self.reader.above.addresses()

    def subscriber(self) -> webhooks.Webhooks:
        """Return what makes, puts back and deletes its webhooks."""
        return webhooks.Webhooks(self.api)

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
