"""GoTo: meetings and webinars of one organizer, or of everybody in an account."""

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
from hardener_goto import writing
from hardener_goto.client import Api, Options
from hardener_goto.documents import titled
from hardener_goto.kept import Keeper
from hardener_goto.kept_words import COUNTS, LEAVES
from hardener_goto.reading import Reader
from hardener_goto.settings import SETTINGS

__all__ = ["GoTo"]


@dataclass
class GoTo(Families, Door):
    """One account's meetings and webinars, as far as the log-in sees them."""

    platform: ClassVar[str] = "GoTo"
    leaves: ClassVar[str] = LEAVES
    counts: ClassVar[str] = COUNTS
    optional: ClassVar[Mapping[str, str]] = {"form": "sign-up forms"}
    options_type = Options
    api_type = Api

    api: Api
    reader: Reader
    keeper: Keeper
    settings: Sequence[Setting] = SETTINGS

    @classmethod
    def connect(cls, options: Mapping[str, JsonValue], session: Session, vault: Vault) -> Self:
        """Return an adapter for the account that `options` name. Raises `AdapterError` on bad options."""
        chosen = Options.of(options)
        api = Api(session, chosen, vault)
        reader = Reader(api)
        return cls(api, reader, Keeper(reader), owned(SETTINGS, cards=chosen.library_card))

    def account(self) -> str:
        """Return the account's key, with the organizer's where only theirs is seen. Raises `HardenerError`."""
        return self.reader.account()

    def access(self) -> Iterator[Access]:
        """Yield what the log-in may try: GoTo has no scope for each call. Raises `AdapterError` where it fails."""
        return self.api.access(self.api.calls, self.unsure)

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
